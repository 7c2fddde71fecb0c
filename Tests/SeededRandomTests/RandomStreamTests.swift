import SeededRandom
import TestSupport
import Testing

/// Values printed by `Tests/ReferenceImplementations/random_streams.py` (Python 3.11). They are frozen:
/// a change here changes every seeded run.
@Suite("Random streams: values of an independent implementation", .tags(.golden))
struct RandomStreamGoldenTests {
  @Test func `a stream gives the reference's words`() {
    var plain = RandomStream(seed: 1, purpose: .initialization)
    #expect(
      (0..<5).map { _ in plain.next() } == [
        0x1e04_7488_127b_ee41, 0x0a39_3496_4884_2b20, 0xa963_4a04_10cc_6764, 0xf15e_1f53_4506_ae51,
        0x9709_94fd_3d41_41de,
      ])
    var keyed = RandomStream(seed: 0xFEDC_BA98_7654_3210, purpose: .shuffling, epoch: 7, index: 3)
    #expect(
      (0..<5).map { _ in keyed.next() } == [
        0x6291_acef_6eb3_6383, 0xbb05_d3cb_3afb_740c, 0xb333_adf5_77e5_3f4c, 0xa723_8887_36c5_cb1c,
        0x4be4_4b42_b1ea_cad8,
      ])
  }

  @Test func `a permutation is the reference's`() {
    var random = RandomStream(seed: 1, purpose: .shuffling)
    #expect(random.permutation(of: 12) == [0, 9, 6, 3, 7, 4, 10, 8, 1, 2, 11, 5])
  }

  @Test func `the numbers of the purposes never change`() {
    let purposes: [RandomPurpose] = [
      .initialization, .shuffling, .dropout, .synthesis, .splitting, .search, .bootstrap,
      .regularization,
    ]
    #expect(purposes.map(\.rawValue) == [1, 2, 3, 4, 5, 6, 7, 8])
    #expect(RandomPurpose.dropout.part(5).rawValue == 0x503)
  }
}

@Suite("Random streams: laws", .tags(.property))
struct RandomStreamPropertyTests {
  @Test func `a change of seed, purpose, epoch or index changes every value`() {
    func values(_ stream: RandomStream) -> Set<UInt64> {
      var stream = stream
      return Set((0..<64).map { _ in stream.next() })
    }
    let streams = [
      RandomStream(seed: 1, purpose: .dropout), RandomStream(seed: 2, purpose: .dropout),
      RandomStream(seed: 1 << 32 | 1, purpose: .dropout), RandomStream(seed: 1, purpose: .shuffling),
      RandomStream(seed: 1, purpose: .dropout.part(1)), RandomStream(seed: 1, purpose: .dropout, epoch: 1),
      RandomStream(seed: 1, purpose: .dropout, index: 1),
    ]
    let union = streams.reduce(into: Set<UInt64>()) { $0.formUnion(values($1)) }
    #expect(union.count == 64 * streams.count)
    #expect(values(streams[0]) == values(RandomStream(seed: 1, purpose: .dropout)))
  }

  @Test("uniform values stay in their range and have its mean and variance", arguments: 1...5)
  func uniform(seed: UInt64) {
    var random = RandomStream(seed: seed, purpose: .synthesis)
    let values = (0..<20_000).map { _ in random.uniform(in: -3..<5) }
    #expect(values.allSatisfy { (-3..<5).contains($0) })
    let (mean, variance) = meanAndVariance(values)
    // Five standard errors: 8/√12/√20 000 · 5 and, for the variance, √(1/180 · 8⁴)/√20 000 · 5.
    #expect(abs(mean - 1) < 0.082)
    #expect(abs(variance - 64.0 / 12) < 0.17)
  }

  @Test func `a range of one value gives that value`() {
    var random = RandomStream(seed: 1, purpose: .synthesis)
    for _ in 0..<1000 { #expect(random.uniform(in: 1..<(1.0).nextUp) == 1) }
    let wide = random.uniform(in: -Double.greatestFiniteMagnitude..<Double.greatestFiniteMagnitude)
    #expect(wide.isFinite)
  }

  @Test("normal values have mean 0, variance 1 and 4.55 % beyond two deviations", arguments: 1...5)
  func normal(seed: UInt64) {
    var random = RandomStream(seed: seed, purpose: .synthesis)
    let values = (0..<20_000).map { _ in random.normal() }
    let (mean, variance) = meanAndVariance(values)
    #expect(abs(mean) < 5 / 20_000.0.squareRoot())
    #expect(abs(variance - 1) < 5 * (2 / 20_000.0).squareRoot())
    let beyond = Double(values.count { abs($0) > 2 }) / 20_000
    #expect(abs(beyond - 0.0455) < 5 * (0.0455 * 0.9545 / 20_000).squareRoot())
  }

  @Test("a permutation holds each number once", arguments: [0, 1, 2, 3, 10, 1000])
  func permutationIsComplete(count: Int) {
    var random = RandomStream(seed: 9, purpose: .shuffling)
    #expect(random.permutation(of: count).sorted() == (0..<Int32(count)).map { $0 })
  }

  @Test func `the 24 orders of four numbers are equally likely`() {
    var random = RandomStream(seed: 3, purpose: .shuffling)
    var counts: [[Int32]: Int] = [:]
    for _ in 0..<24_000 { counts[random.permutation(of: 4), default: 0] += 1 }
    let chiSquare = counts.values.reduce(0.0) { $0 + Double(($1 - 1000) * ($1 - 1000)) / 1000 }
    #expect(counts.count == 24)
    // The 99.99 % point of χ² with 23 degrees of freedom.
    #expect(chiSquare < 56)
  }

  @Test("a shuffle is the permutation of the same stream", arguments: [0, 1, 7, 100])
  func shuffle(count: Int) {
    var (left, right) = (
      RandomStream(seed: 4, purpose: .shuffling), RandomStream(seed: 4, purpose: .shuffling)
    )
    var numbers = (0..<Int32(count)).map { $0 }
    numbers.withUnsafeMutableBufferPointer { left.shuffle($0) }
    #expect(numbers == right.permutation(of: count))
  }

  @Test(
    "beta values have the mean and the variance of their distribution",
    arguments: [(0.001, 0.001), (0.2, 0.2), (1, 1), (0.5, 3), (2, 5), (400, 400)])
  func beta(alpha: Double, beta: Double) {
    var random = RandomStream(seed: 6, purpose: .synthesis)
    let values = (0..<20_000).map { _ in random.beta(alpha, beta) }
    #expect(values.allSatisfy { (0...1).contains($0) })
    let (mean, variance) = meanAndVariance(values)
    let sum = alpha + beta
    let expected = alpha * beta / (sum * sum * (sum + 1))
    // Five standard errors; a beta variable's fourth moment is at most that of a coin, far below 3 variances².
    #expect(abs(mean - alpha / sum) < 5 * (expected / 20_000).squareRoot())
    #expect(abs(variance / expected - 1) < 5 * (8 / 20_000.0).squareRoot())
  }

  @Test func `Beta(1, 1) is uniform`() {
    var random = RandomStream(seed: 8, purpose: .synthesis)
    let values = (0..<20_000).map { _ in random.beta(1, 1) }.sorted()
    let distance = values.enumerated().reduce(0.0) {
      max($0, abs($1.element - (Double($1.offset) + 0.5) / 20_000))
    }
    // Kolmogorov and Smirnov's 99.99 % point.
    #expect(distance < 2.23 / 20_000.0.squareRoot())
  }

  private func meanAndVariance(_ values: [Double]) -> (Double, Double) {
    let mean = values.reduce(0, +) / Double(values.count)
    return (mean, values.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / Double(values.count - 1))
  }
}

@Suite("Random streams: misuse stops the program", .tags(.crash))
struct RandomStreamCrashTests {
  @Test func `a beta parameter of zero`() async {
    await #expect(processExitsWith: .failure) {
      var random = RandomStream(seed: 1, purpose: .dropout)
      _ = random.beta(0, 1)
    }
  }

  @Test func `a negative epoch`() async {
    await #expect(processExitsWith: .failure) {
      _ = RandomStream(seed: 1, purpose: .dropout, epoch: -1)
    }
  }

  @Test func `an integer below zero`() async {
    await #expect(processExitsWith: .failure) {
      var random = RandomStream(seed: 1, purpose: .dropout)
      _ = random.integer(below: 0)
    }
  }
}
