import AudioFrontEnd
import SeededRandom
import TestSupport
import Testing

@Suite("Spectral gate: laws", .tags(.property))
struct SpectralGatePropertyTests {
  @Test(arguments: [1, 2, 3, 4, 5] as [UInt64])
  func `gains lie in 0...1`(seed: UInt64) throws {
    let gate = try SpectralGate(
      SpectralGate.Settings(noise: .profile(samples: 4_000), fftLength: 256, hopLength: 64))
    let gains = gate.gains(of: ShortTimeFourierTransformPropertyTests.noise(9_000, seed: seed))
    #expect(gains.allSatisfy { 0...1 ~= $0 })
    #expect(gains.contains { $0 < 0.1 })
  }

  @Test(arguments: [0, 1, 2, 511, 512, 513, 2_049, 24_999, 25_000, 25_001])
  func `a clip keeps its length and stays finite`(count: Int) throws {
    let gate = try SpectralGate()
    let gated = gate.apply(to: synthetic(count))
    #expect(gated.count == count)
    #expect(gated.allSatisfy { $0.isFinite })
  }

  @Test func `digital silence stays silence`() throws {
    let gate = try SpectralGate()
    #expect(gate.apply(to: [Float](repeating: 0, count: 30_000)).allSatisfy { $0 == 0 })
  }

  @Test func `a loud event after a quiet beginning passes, the noise does not`() throws {
    var samples = ShortTimeFourierTransformPropertyTests.noise(60_000, seed: 7).map { $0 * 0.01 }
    for index in 40_000..<50_000 { samples[index] += index % 40 < 20 ? 0.5 : -0.5 }
    let gate = try SpectralGate()
    let gated = gate.apply(to: samples)
    let energy = { (values: ArraySlice<Float>) in values.reduce(0.0) { $0 + Double($1) * Double($1) } }
    #expect(energy(gated[..<30_000]) < 0.2 * energy(samples[..<30_000]))
    #expect(energy(gated[41_000..<49_000]) > 0.9 * energy(samples[41_000..<49_000]))
  }

  @Test func `a used gate gives what a fresh one gives`() throws {
    let used = try SpectralGate()
    _ = used.apply(to: ShortTimeFourierTransformPropertyTests.noise(90_000, seed: 1))
    let fresh = try SpectralGate()
    for count in [40_000, 600] {
      let (left, right) = (used.apply(to: synthetic(count)), fresh.apply(to: synthetic(count)))
      #expect(largestDifference(left, right) == 0)
    }
  }

  @Test(arguments: [
    SpectralGate.Settings(noise: .profile(samples: 0)),
    SpectralGate.Settings(noise: .quietestFrames(share: 0)),
    SpectralGate.Settings(noise: .quietestFrames(share: 1.1)), SpectralGate.Settings(amount: -0.1),
    SpectralGate.Settings(amount: 1.1), SpectralGate.Settings(thresholdDeviations: -0.1),
    SpectralGate.Settings(thresholdDeviations: .nan), SpectralGate.Settings(fftLength: 2_047),
    SpectralGate.Settings(hopLength: 0), SpectralGate.Settings(hopLength: 2_049),
  ])
  func `settings out of range are refused`(settings: SpectralGate.Settings) {
    #expect(throws: FrontEndError.self) { _ = try SpectralGate(settings) }
  }
}

@Suite("Silence trim: laws", .tags(.property))
struct SilenceTrimPropertyTests {
  @Test(arguments: [1, 63, 64, 512, 5_000])
  func `digital silence is kept whole`(count: Int) throws {
    let silence = [Float](repeating: 0, count: count)
    #expect(try SilenceTrim().bounds(of: silence) == 0..<count)
  }

  @Test func `no samples give no samples`() throws {
    #expect(try SilenceTrim().bounds(of: []).isEmpty)
  }

  @Test(arguments: 1...50 as ClosedRange<UInt64>)
  func `a single click is kept and bounds stay inside`(seed: UInt64) throws {
    var random = RandomStream(seed: seed, purpose: .synthesis)
    var samples = [Float](repeating: 0, count: 1 + Int(random.uniform() * 9_000))
    let click = Int(random.uniform() * Double(samples.count))
    samples[click] = 0.7
    let bounds = try SilenceTrim().bounds(of: samples)
    #expect(bounds.contains(click))
    #expect(bounds.upperBound <= samples.count)
  }

  @Test(arguments: [
    SilenceTrim.Settings(topDecibels: 0), SilenceTrim.Settings(topDecibels: .nan),
    SilenceTrim.Settings(frameLength: 1), SilenceTrim.Settings(hopLength: 0),
    SilenceTrim.Settings(frameLength: 64, hopLength: 65),
  ])
  func `settings out of range are refused`(settings: SilenceTrim.Settings) {
    #expect(throws: FrontEndError.self) { _ = try SilenceTrim(settings) }
  }
}
