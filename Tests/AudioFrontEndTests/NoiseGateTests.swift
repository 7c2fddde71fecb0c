import AudioFrontEnd
import Foundation
import TestSupport
import Testing

/// What a gate with its choices lets through of one signal at 22 050 Hz.
struct NoiseGateCase: Decodable, Sendable {
  let clip: String?
  let sampleCount, stride: Int
  let gate: FrontEnd.Gate
  let gated: [Float]
  let energy: Double

  func check(_ samples: [Float]) throws {
    #expect(samples.count == sampleCount)
    let found = try gate.plan(sampleRate: 22_050)(samples)
    #expect(found.count == sampleCount)
    #expect(largestDifference(found.strided(by: stride), gated) < 2e-4)
    let foundEnergy = found.reduce(0.0) { $0 + Double($1) * Double($1) }
    #expect((foundEnergy - energy).magnitude <= 1e-4 * energy + 1e-9)
  }
}

@Suite("Noise gates: golden", .tags(.golden))
struct NoiseGateGoldenTests {
  @Test(arguments: try Golden<NoiseGateCase>.cases("noise-gates-synthetic"))
  func `agree with noisereduce on a synthetic signal`(expected: NoiseGateCase) throws {
    try expected.check(synthetic(expected.sampleCount))
  }

  @Test(
    .enabled(if: Recordings.areThere, "ESC-10 is not beside the package (../shared/data/esc10)"),
    arguments: try Golden<NoiseGateCase>.cases("noise-gates-recordings"))
  func `agree with noisereduce on a recording`(expected: NoiseGateCase) throws {
    try expected.check(Recordings.samples(of: expected.clip, at: 22_050))
  }
}

@Suite("Non-stationary gate: laws", .tags(.property))
struct NonStationaryGatePropertyTests {
  private static let small = NonStationaryGate.Settings(
    timeConstant: 0.2, frequencySmoothing: 400, timeSmoothing: 0.02, fftLength: 256, hopLength: 64)

  @Test(arguments: [1, 2, 3] as [UInt64], [0, 0.3, 1])
  func `gains lie between what the amount leaves and 1`(seed: UInt64, amount: Double) throws {
    var settings = Self.small
    settings.amount = amount
    let gate = try NonStationaryGate(settings, sampleRate: 22_050)
    let gains = gate.gains(of: ShortTimeFourierTransformPropertyTests.noise(9_000, seed: seed))
    #expect(gains.allSatisfy { Float(1 - amount) - 1e-6...1 ~= $0 })
    #expect(gains.count % 129 == 0)
  }

  @Test(arguments: [0, 1, 2, 255, 256, 1_025, 30_000])
  func `a clip keeps its length and stays finite`(count: Int) throws {
    let gated = try NonStationaryGate(sampleRate: 22_050).apply(to: synthetic(count))
    #expect(gated.count == count)
    #expect(gated.allSatisfy { $0.isFinite })
  }

  @Test func `digital silence stays silence`() throws {
    let gate = try NonStationaryGate(sampleRate: 22_050)
    #expect(gate.apply(to: [Float](repeating: 0, count: 30_000)).allSatisfy { $0 == 0 })
  }

  @Test func `nothing taken away leaves the clip as it is`() throws {
    let gate = try NonStationaryGate(NonStationaryGate.Settings(amount: 0), sampleRate: 22_050)
    #expect(largestDifference(gate.apply(to: synthetic(40_000)), synthetic(40_000)) < 2e-6)
  }

  @Test func `a burst passes, noise that goes on does not`() throws {
    var samples = ShortTimeFourierTransformPropertyTests.noise(120_000, seed: 7).map { $0 * 0.01 }
    for index in 60_000..<64_000 { samples[index] *= 50 }
    let gated = try NonStationaryGate(sampleRate: 22_050).apply(to: samples)
    let energy = { (values: ArraySlice<Float>) in values.reduce(0.0) { $0 + Double($1) * Double($1) } }
    #expect(energy(gated[10_000..<50_000]) < 0.1 * energy(samples[10_000..<50_000]))
    #expect(energy(gated[60_000..<64_000]) > 0.7 * energy(samples[60_000..<64_000]))
  }

  @Test func `a used gate gives what a fresh one gives`() throws {
    let used = try NonStationaryGate(sampleRate: 22_050)
    _ = used.apply(to: ShortTimeFourierTransformPropertyTests.noise(90_000, seed: 1))
    for count in [40_000, 600] {
      let fresh = try NonStationaryGate(sampleRate: 22_050)
      #expect(used.apply(to: synthetic(count)) == fresh.apply(to: synthetic(count)))
    }
  }

  @Test(arguments: [
    NonStationaryGate.Settings(timeConstant: 0), NonStationaryGate.Settings(timeConstant: .nan),
    NonStationaryGate.Settings(threshold: -1), NonStationaryGate.Settings(slope: 0),
    NonStationaryGate.Settings(frequencySmoothing: 40),
    NonStationaryGate.Settings(frequencySmoothing: 20_000),
    NonStationaryGate.Settings(timeSmoothing: 0.01), NonStationaryGate.Settings(amount: 1.01),
    NonStationaryGate.Settings(fftLength: 1_023), NonStationaryGate.Settings(hopLength: 0),
  ])
  func `settings out of range are refused`(settings: NonStationaryGate.Settings) {
    #expect(throws: FrontEndError.self) { _ = try NonStationaryGate(settings, sampleRate: 22_050) }
  }
}

@Suite("Choices of the stationary gate", .tags(.property))
struct SpectralGateChoicePropertyTests {
  private func gains(_ settings: SpectralGate.Settings, of samples: [Float]) throws -> [Float] {
    try SpectralGate(settings).gains(of: samples)
  }

  @Test func `the whole clip is a profile as long as the clip`() throws {
    let samples = synthetic(30_000)
    let whole = try gains(SpectralGate.Settings(noise: .wholeClip), of: samples)
    #expect(whole == (try gains(SpectralGate.Settings(noise: .profile(samples: 30_000)), of: samples)))
    #expect(whole == (try gains(SpectralGate.Settings(noise: .quietestFrames(share: 1)), of: samples)))
  }

  @Test(arguments: [0, 0.25, 0.7])
  func `of what lies below the amount is taken away`(amount: Double) throws {
    let samples = synthetic(40_000)
    let all = try gains(SpectralGate.Settings(), of: samples)
    let some = try gains(SpectralGate.Settings(amount: amount), of: samples)
    let expected = all.map { 1 - Float(amount) * (1 - $0) }
    #expect(largestDifference(some, expected) < 1e-6)
  }

  @Test func `the quietest frames are found wherever they lie, and silence is not among them`() throws {
    let noise = ShortTimeFourierTransformPropertyTests.noise(60_000, seed: 3)
    // Loud, then quiet, then loud, then nothing at all.
    let samples = noise.enumerated().map { index, sample in
      index >= 50_000 ? 0 : 20_000..<40_000 ~= index ? sample * 0.01 : sample
    }
    let settings = SpectralGate.Settings(noise: .quietestFrames(share: 0.2))
    let gated = try SpectralGate(settings).apply(to: samples)
    let energy = { (values: ArraySlice<Float>) in values.reduce(0.0) { $0 + Double($1) * Double($1) } }
    #expect(energy(gated[24_000..<36_000]) < 0.3 * energy(samples[24_000..<36_000]))
    #expect(energy(gated[4_000..<16_000]) > 0.99 * energy(samples[4_000..<16_000]))
  }

  @Test(arguments: [
    FrontEnd.Gate.stationary(SpectralGate.Settings()),
    .stationary(SpectralGate.Settings(noise: .quietestFrames(share: 0.2), amount: 0.5)),
    .stationary(SpectralGate.Settings(noise: .wholeClip)),
    .nonStationary(NonStationaryGate.Settings(amount: 0.9)),
  ])
  func `gates survive JSON`(gate: FrontEnd.Gate) throws {
    #expect(try JSONDecoder().decode(FrontEnd.Gate.self, from: JSONEncoder().encode(gate)) == gate)
  }
}
