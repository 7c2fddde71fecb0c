import Glibc

/// A sequence of random values fixed by a seed and by what it is for.
///
/// The key of ``Philox4x32`` is the seed, the counter (block, index, epoch, purpose): streams that differ in
/// any of these share no block. Frozen: `RandomStreamGoldenTests` holds values that must never change.
public struct RandomStream: RandomNumberGenerator, Sendable {
  private let key: SIMD2<UInt32>
  /// The counter of the next block; word 0 counts blocks.
  private var counter: SIMD4<UInt32>
  private var block: SIMD4<UInt32> = .zero
  /// The half of `block` that the next value takes; 2 where the block is used up.
  private var half = 2

  /// The stream of `purpose` under `seed`.
  ///
  /// - Parameters:
  ///   - seed: Chosen by the user; every value gives another stream.
  ///   - purpose: What the values are for.
  ///   - epoch: The epoch from 0, where each has its own values.
  ///   - index: The example, layer or trial, where each has its own values.
  /// - Precondition: `epoch` and `index` are in `0 ..< 2³²`.
  public init(seed: UInt64, purpose: RandomPurpose, epoch: Int = 0, index: Int = 0) {
    guard let epochWord = UInt32(exactly: epoch), let indexWord = UInt32(exactly: index) else {
      preconditionFailure("epoch \(epoch) or index \(index) of a random stream is outside 0 ..< 2^32")
    }
    key = SIMD2(UInt32(truncatingIfNeeded: seed), UInt32(truncatingIfNeeded: seed >> 32))
    counter = SIMD4(0, indexWord, epochWord, purpose.rawValue)
  }

  /// Returns the next 64 bits. A stream has 2³³ of them, then starts over.
  public mutating func next() -> UInt64 {
    if half == 2 {
      block = Philox4x32.block(counter: counter, key: key)
      counter[0] &+= 1
      half = 0
    }
    defer { half += 1 }
    return UInt64(block[2 * half]) | UInt64(block[2 * half + 1]) << 32
  }

  /// Returns a value equally likely anywhere in `[0, 1)`: a multiple of 2⁻⁵³.
  public mutating func uniform() -> Double {
    Double(next() >> 11) * 0x1p-53
  }

  /// Returns a value equally likely anywhere in `range`.
  ///
  /// - Precondition: `range` is finite and not empty.
  public mutating func uniform(in range: Range<Double>) -> Double {
    precondition(range.lowerBound.isFinite && range.upperBound.isFinite && !range.isEmpty)
    let fraction = uniform()
    // Interpolated from both ends: the width of a range may overflow. Rounding must not reach its end.
    let value = range.lowerBound * (1 - fraction) + range.upperBound * fraction
    return min(max(value, range.lowerBound), range.upperBound.nextDown)
  }

  /// Returns an integer equally likely anywhere in `0 ..< bound`, without bias.
  ///
  /// Source: Lemire, "Fast random integer generation in an interval", ACM TOMACS 29 (2019), algorithm 5.
  ///
  /// - Precondition: `bound` is above 0.
  public mutating func integer(below bound: Int) -> Int {
    precondition(bound > 0, "no integer is below \(bound)")
    let bound = UInt64(bound)
    var product = next().multipliedFullWidth(by: bound)
    if product.low < bound {
      let unfair = (0 &- bound) % bound
      while product.low < unfair { product = next().multipliedFullWidth(by: bound) }
    }
    return Int(product.high)
  }

  /// Returns a value from the standard normal distribution, by Box and Muller's transform (its cosine; the
  /// sine is left, so that a value depends on its place in the stream alone).
  public mutating func normal() -> Double {
    let radius = (-2 * log(1 - uniform())).squareRoot()
    return radius * cos(2 * .pi * uniform())
  }

  /// Returns the numbers `0 ..< count` in random order; each order is equally likely.
  ///
  /// Source: Fisher and Yates' shuffle, as Knuth's algorithm P (TAOCP 2, 3.4.2).
  ///
  /// - Precondition: `count` is in `0 ... Int32.max`.
  public mutating func permutation(of count: Int) -> [Int32] {
    precondition(count >= 0 && count <= Int(Int32.max), "a permutation of \(count) numbers")
    var numbers = (0..<Int32(count)).map { $0 }
    numbers.withUnsafeMutableBufferPointer { shuffle($0) }
    return numbers
  }

  /// Puts `numbers` in random order, as ``permutation(of:)`` does, without any memory of its own.
  public mutating func shuffle(_ numbers: UnsafeMutableBufferPointer<Int32>) {
    for last in stride(from: numbers.count - 1, to: 0, by: -1) {
      numbers.swapAt(last, integer(below: last + 1))
    }
  }
}
