/// Philox4x32-10: a bijection of 128-bit counters, keyed by 64 bits, whose values pass as random.
///
/// Any block can be computed without those before it, so that a value depends on what it is for and never
/// on who drew first. One round multiplies words 0 and 2 by constants and mixes the halves of the products
/// with words 1 and 3 and the key; the key advances by a constant per round.
///
/// Source: Salmon, Moraes, Dror and Shaw, "Parallel random numbers: as easy as 1, 2, 3", SC11, section 3.3
/// (Philox4x32, 10 rounds). Checked in `Philox4x32GoldenTests` against Random123's published vectors.
public enum Philox4x32 {
  private static let roundCount = 10
  private static let multiplier0: UInt32 = 0xD251_1F53
  private static let multiplier2: UInt32 = 0xCD9E_8D57
  private static let keyIncrement = SIMD2<UInt32>(0x9E37_79B9, 0xBB67_AE85)

  /// Returns the four words at `counter` in the stream of `key`.
  public static func block(counter: SIMD4<UInt32>, key: SIMD2<UInt32>) -> SIMD4<UInt32> {
    var (word, key) = (counter, key)
    for _ in 0..<roundCount {
      let product0 = multiplier0.multipliedFullWidth(by: word[0])
      let product2 = multiplier2.multipliedFullWidth(by: word[2])
      word = SIMD4(
        product2.high ^ word[1] ^ key[0], product2.low, product0.high ^ word[3] ^ key[1], product0.low)
      key &+= keyIncrement
    }
    return word
  }

  /// Eight blocks side by side: lane `i` of `words.k` is word `k` of block `i`.
  public struct EightBlocks: Sendable {
    /// Word 0 to 3 of each of the eight blocks.
    public var words: (SIMD8<UInt32>, SIMD8<UInt32>, SIMD8<UInt32>, SIMD8<UInt32>)

    @inlinable
    init(words: (SIMD8<UInt32>, SIMD8<UInt32>, SIMD8<UInt32>, SIMD8<UInt32>)) {
      self.words = words
    }
  }

  /// Returns the blocks at `counter`, `counter + 1`, … `counter + 7`, counted in word 0, which wraps.
  ///
  /// Bit for bit what eight calls of ``block(counter:key:)`` return (`Philox4x32PropertyTests`). Each word
  /// lies in the low half of a 64-bit lane, where the processor multiplies 32 by 32 bits without shuffles;
  /// what gathers in the high halves is never read.
  ///
  /// - Complexity: about 160 vector instructions for 32 words.
  @inlinable
  public static func eightBlocks(counter: SIMD4<UInt32>, key: SIMD2<UInt32>) -> EightBlocks {
    let first = fourBlocks(
      SIMD4(repeating: counter[0]) &+ SIMD4(0, 1, 2, 3), counter: counter, key: key)
    let second = fourBlocks(
      SIMD4(repeating: counter[0]) &+ SIMD4(4, 5, 6, 7), counter: counter, key: key)
    return EightBlocks(
      words: (
        SIMD8(lowHalf: first.0, highHalf: second.0), SIMD8(lowHalf: first.1, highHalf: second.1),
        SIMD8(lowHalf: first.2, highHalf: second.2), SIMD8(lowHalf: first.3, highHalf: second.3)
      ))
  }

  /// Four blocks side by side, whose counters begin with `firstWords`.
  @inlinable @inline(__always)
  static func fourBlocks(
    _ firstWords: SIMD4<UInt32>, counter: SIMD4<UInt32>, key: SIMD2<UInt32>
  ) -> (SIMD4<UInt32>, SIMD4<UInt32>, SIMD4<UInt32>, SIMD4<UInt32>) {
    let low = SIMD4<UInt64>(repeating: 0xFFFF_FFFF)
    var word0 = SIMD4<UInt64>(truncatingIfNeeded: firstWords)
    var word1 = SIMD4<UInt64>(repeating: UInt64(counter[1]))
    var word2 = SIMD4<UInt64>(repeating: UInt64(counter[2]))
    var word3 = SIMD4<UInt64>(repeating: UInt64(counter[3]))
    var (key0, key1) = (key[0], key[1])
    for _ in 0..<10 {
      let product0 = (word0 & low) &* SIMD4(repeating: 0xD251_1F53)
      let product2 = (word2 & low) &* SIMD4(repeating: 0xCD9E_8D57)
      word0 = (product2 &>> 32) ^ word1 ^ SIMD4(repeating: UInt64(key0))
      word2 = (product0 &>> 32) ^ word3 ^ SIMD4(repeating: UInt64(key1))
      word1 = product2
      word3 = product0
      key0 &+= 0x9E37_79B9
      key1 &+= 0xBB67_AE85
    }
    return (
      SIMD4(truncatingIfNeeded: word0), SIMD4(truncatingIfNeeded: word1),
      SIMD4(truncatingIfNeeded: word2), SIMD4(truncatingIfNeeded: word3)
    )
  }
}
