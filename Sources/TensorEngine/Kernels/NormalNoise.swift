/// Normal values from random bits, 32 at a time, by Box and Muller's transform:
///
///     r = √(-2 ln u),  (r cos 2πv, r sin 2πv)    u in (0, 1], v in [0, 1), of 23 bits each
///
/// No value lies beyond 5.7 deviations. Checked in `NormalNoiseTests`.
package enum NormalNoise {
  /// The words that 32 values are made of.
  package typealias Words = (SIMD8<UInt32>, SIMD8<UInt32>, SIMD8<UInt32>, SIMD8<UInt32>)

  /// Adds `deviation` times 32 normal values to those at `values`.
  ///
  /// Words 0 and 1 make values 0 to 15, lane by lane a cosine and, eight places on, its sine; words 2 and 3 make
  /// the others.
  @inline(__always)
  package static func add(_ words: Words, deviation: Float, to values: UnsafeMutablePointer<Float>) {
    add(words.0, words.1, deviation: deviation, to: values)
    add(words.2, words.3, deviation: deviation, to: values + 16)
  }

  @inline(__always)
  private static func add(
    _ first: SIMD8<UInt32>, _ second: SIMD8<UInt32>, deviation: Float, to values: UnsafeMutablePointer<Float>
  ) {
    let radius = (logarithm(2 - fromOneToTwo(first)) * -2).squareRoot() * deviation
    let (cosine, sine) = cosineAndSine(turns: fromOneToTwo(second) - 1)
    store8(load8(values) + radius * cosine, to: values)
    store8(load8(values + 8) + radius * sine, to: values + 8)
  }

  /// Random numbers in `1 ..< 2`: the upper 23 bits of each word as those of a number.
  @inline(__always)
  private static func fromOneToTwo(_ words: SIMD8<UInt32>) -> SIMD8<Float> {
    unsafeBitCast(words &>> 9 | 0x3F80_0000, to: SIMD8<Float>.self)
  }

  /// Cosine and sine of angles in turns, in `0 ..< 1`; within 1e-6.
  ///
  /// The nearest quarter turn is taken away and put back by exchange and sign; of the rest, |x| ≤ π / 4, both
  /// are polynomials.
  ///
  /// Source: Moshier, *Cephes* `sinf` and `cosf` (coefficients).
  @inline(__always)
  private static func cosineAndSine(turns: SIMD8<Float>) -> (SIMD8<Float>, SIMD8<Float>) {
    let quarters = turns * 4
    let shifted = quarters + RoundingMagic.value
    let x = (quarters - (shifted - RoundingMagic.value)) * (Float.pi / 2)
    let quarter = unsafeBitCast(shifted, to: SIMD8<UInt32>.self)
    let square = x * x
    let sine = x.addingProduct(
      polynomial(square, [-0.166_666_546, 8.332_160_87e-3, -1.951_529_59e-4]), square * x)
    let cosine = (1 - square * 0.5).addingProduct(
      polynomial(square, [4.166_664_57e-2, -1.388_731_63e-3, 2.443_315_71e-5]), square * square)
    let (s, c) = (
      unsafeBitCast(sine, to: SIMD8<UInt32>.self), unsafeBitCast(cosine, to: SIMD8<UInt32>.self)
    )
    let isOdd = 0 &- (quarter & 1)
    let difference = (s ^ c) & isOdd
    return (
      unsafeBitCast((c ^ difference) ^ ((quarter &+ 1) & 2) &<< 30, to: SIMD8<Float>.self),
      unsafeBitCast((s ^ difference) ^ (quarter & 2) &<< 30, to: SIMD8<Float>.self)
    )
  }
}
