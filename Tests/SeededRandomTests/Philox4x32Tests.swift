import SeededRandom
import TestSupport
import Testing

/// The known answers are those of Random123's `tests/kat_vectors`, lines "philox4x32 10".
@Suite("Philox4x32-10: Random123's published vectors", .tags(.golden))
struct Philox4x32GoldenTests {
  struct Vector: Sendable {
    let counter: SIMD4<UInt32>
    let key: SIMD2<UInt32>
    let words: SIMD4<UInt32>
  }

  static let vectors = [
    Vector(
      counter: .zero, key: .zero,
      words: SIMD4(0x6627_e8d5, 0xe169_c58d, 0xbc57_ac4c, 0x9b00_dbd8)),
    Vector(
      counter: SIMD4(repeating: .max), key: SIMD2(repeating: .max),
      words: SIMD4(0x408f_276d, 0x41c8_3b0e, 0xa20b_c7c6, 0x6d54_51fd)),
    Vector(
      counter: SIMD4(0x243f_6a88, 0x85a3_08d3, 0x1319_8a2e, 0x0370_7344),
      key: SIMD2(0xa409_3822, 0x299f_31d0),
      words: SIMD4(0xd16c_fe09, 0x94fd_cceb, 0x5001_e420, 0x2412_6ea1)),
  ]

  @Test("gives the published words", arguments: vectors)
  func knownAnswer(vector: Vector) {
    #expect(Philox4x32.block(counter: vector.counter, key: vector.key) == vector.words)
  }
}

@Suite("Philox4x32-10: eight blocks at once", .tags(.property))
struct Philox4x32PropertyTests {
  @Test("equal eight single blocks bit for bit", arguments: 0..<50)
  func eightBlocks(seed: UInt64) {
    var random = RandomStream(seed: seed, purpose: RandomPurpose(0xFFFF_FFFF))
    func word() -> UInt32 { UInt32(truncatingIfNeeded: random.next()) }
    // The first counters wrap around within the eight.
    let first = seed < 8 ? UInt32.max - UInt32(seed) : word()
    let counter = SIMD4(first, word(), word(), word())
    let key = SIMD2(word(), word())
    let eight = Philox4x32.eightBlocks(counter: counter, key: key).words
    for lane in 0..<8 {
      var single = counter
      single[0] &+= UInt32(lane)
      #expect(
        SIMD4(eight.0[lane], eight.1[lane], eight.2[lane], eight.3[lane])
          == Philox4x32.block(counter: single, key: key))
    }
  }
}
