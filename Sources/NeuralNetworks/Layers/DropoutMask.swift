import SeededRandom

/// Which values a dropout layer keeps: a pure function of seed, epoch, step, layer, example and unit.
///
/// A value is kept with probability `1 - rate` and then multiplied by `1 / (1 - rate)` (inverted dropout), so
/// that inference needs no factor. Each decision takes 16 random bits: the rate is rounded to a multiple of
/// 2⁻¹⁶, which shifts the expected value by at most 7.7e-6 / (1 - rate), relatively.
///
/// The bits of units `64 i ..< 64 (i + 1)` of example position `b` are the eight Philox blocks from
/// `8 (b · ⌈units / 64⌉ + i)` on, under the counter (block, step, epoch, `dropout.part(layer)`); units are
/// counted as the plan stores them. Checked in `DropoutMaskPropertyTests`.
package struct DropoutMask: BitwiseCopyable, Sendable {
  /// Values below it, of 65 536, are dropped.
  private let threshold: Int32
  /// 1 / (1 - rate).
  package let scale: Float
  private let purpose: UInt32

  /// The masks of layer `layerIndex`.
  ///
  /// - Parameters:
  ///   - rate: The probability that a value is dropped, in `0 ..< 1`.
  ///   - layerIndex: The layer's place in its model.
  package init(rate: Double, layerIndex: Int) {
    threshold = Int32(min(65_535, (rate * 65_536).rounded()))
    scale = Float(1 / (1 - rate))
    purpose = RandomPurpose.dropout.part(layerIndex).rawValue
  }

  /// Writes the factors (0 or ``scale``) of one example's units.
  ///
  /// - Parameters:
  ///   - factors: Room for `count` values.
  ///   - count: Units as stored; a multiple of 16.
  ///   - position: The example's place in the batch.
  ///   - seed: The run's seed.
  ///   - epoch: The epoch, from 0.
  ///   - step: The step within the epoch, from 0.
  package func fill(
    _ factors: UnsafeMutablePointer<Float>, count: Int, position: Int, seed: UInt64, epoch: Int, step: Int
  ) {
    let key = SIMD2(UInt32(truncatingIfNeeded: seed), UInt32(truncatingIfNeeded: seed >> 32))
    let groups = (count + 63) / 64
    for group in 0..<groups {
      let counter = SIMD4(
        UInt32(truncatingIfNeeded: (position * groups + group) * 8), UInt32(truncatingIfNeeded: step),
        UInt32(truncatingIfNeeded: epoch), purpose)
      let words = Philox4x32.eightBlocks(counter: counter, key: key).words
      let target = factors + group * 64
      let room = count - group * 64
      store(words.0, to: target)
      if room > 16 { store(words.1, to: target + 16) }
      if room > 32 { store(words.2, to: target + 32) }
      if room > 48 { store(words.3, to: target + 48) }
    }
  }

  /// Writes 16 factors: by the low halves of the words, then by the high ones.
  @inline(__always)
  private func store(_ words: SIMD8<UInt32>, to factors: UnsafeMutablePointer<Float>) {
    let bytes = UnsafeMutableRawPointer(factors)
    bytes.storeBytes(of: self.factors(for: words & 0xFFFF), as: SIMD8<UInt32>.self)
    bytes.storeBytes(of: self.factors(for: words &>> 16), toByteOffset: 32, as: SIMD8<UInt32>.self)
  }

  /// The bits of ``scale`` where 16 random bits reach the threshold, else zero.
  ///
  /// The sign of the difference becomes the mask: comparing integer vectors goes lane by lane in Swift 6.3.
  @inline(__always)
  private func factors(for bits: SIMD8<UInt32>) -> SIMD8<UInt32> {
    let difference = unsafeBitCast(bits, to: SIMD8<Int32>.self) &- SIMD8(repeating: threshold)
    let isDropped = unsafeBitCast(difference &>> 31, to: SIMD8<UInt32>.self)
    return SIMD8(repeating: scale.bitPattern) & ~isDropped
  }
}
