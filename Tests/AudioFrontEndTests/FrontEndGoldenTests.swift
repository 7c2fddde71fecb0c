import AudioFrontEnd
import Foundation
import TestSupport
import Testing

/// The whole front end of the six generations on one signal, step by step.
struct ChainCase: Decodable, Sendable {
  let clip: String?
  let sampleCount, gainFrames, gatedStride: Int
  let gains, gated, meanMagnitude: [Float]
  let gatedEnergy: Double
  let trimUngated, trimGated: [Int]
  let sourceCount, resampledStride: Int?
  let resampled: [Float]?

  /// Compares every step on `samples`, which are at 22 050 Hz.
  func check(_ samples: [Float]) throws {
    #expect(samples.count == sampleCount)
    let gate = try SpectralGate()
    let binCount = 1_025
    let allGains = gate.gains(of: samples)
    #expect(allGains.count == gainFrames * binCount)
    var sampled: [Float] = []
    for frame in stride(from: 0, to: gainFrames, by: 5) {
      for bin in stride(from: 0, to: binCount, by: 7) { sampled.append(allGains[frame * binCount + bin]) }
    }
    let agreeing = zip(sampled, gains).count { ($0 - $1).magnitude <= 1e-3 }
    #expect(sampled.count == gains.count)
    #expect(
      Double(agreeing) >= 0.999 * Double(gains.count), "\(gains.count - agreeing) of \(gains.count) bins")
    let gatedSamples = gate.apply(to: samples)
    #expect(largestDifference(gatedSamples.strided(by: gatedStride), gated) < 2e-4)
    let energy = gatedSamples.reduce(0.0) { $0 + Double($1) * Double($1) }
    #expect((energy - gatedEnergy).magnitude <= 1e-4 * gatedEnergy + 1e-9)

    let trim = try SilenceTrim()
    #expect(trim.bounds(of: samples) == trimUngated[0]..<trimUngated[1])
    let bounds = trim.bounds(of: gatedSamples)
    #expect(bounds == trimGated[0]..<trimGated[1])
    let mean = try MeanMagnitudeSpectrum(fftLength: 512, hopLength: 256)
    let vector = mean.apply(to: Array(gatedSamples[bounds]))
    let scale = meanMagnitude.max() ?? 0
    #expect(largestDifference(vector, meanMagnitude) <= 1e-4 * scale)
  }
}

let generationsFrontEnd = FrontEnd.Settings(
  sampleRate: 22_050, spectralGate: .stationary(SpectralGate.Settings()), trim: SilenceTrim.Settings(),
  features: .meanMagnitudeSpectrum(fftLength: 512, hopLength: 256))

@Suite("Gate, trim and mean spectrum: golden", .tags(.golden))
struct FrontEndGoldenTests {
  @Test(arguments: try Golden<ChainCase>.cases("front-end-synthetic"))
  func `agree with librosa and noisereduce's gate on a synthetic signal`(expected: ChainCase) throws {
    try expected.check(synthetic(expected.sampleCount))
  }

  @Test(
    .enabled(if: Recordings.areThere, "ESC-10 is not beside the package (../shared/data/esc10)"),
    arguments: try Golden<ChainCase>.cases("front-end-recordings"))
  func `agree with librosa and noisereduce's gate on a recording`(expected: ChainCase) throws {
    let file = Recordings.folder.appending(path: try #require(expected.clip) + ".ogg")
    let decoded = try AudioFile.decode(file)
    #expect(decoded.waveform.samples.count == expected.sourceCount)
    let resampled = try Resampler.resample(decoded.waveform, to: 22_050)
    let stride = try #require(expected.resampledStride)
    #expect(largestDifference(resampled.samples.strided(by: stride), try #require(expected.resampled)) < 1e-6)
    try expected.check(resampled.samples)
    let features = try FrontEnd(generationsFrontEnd).features(of: decoded.waveform)
    #expect(largestDifference(features, expected.meanMagnitude) <= 1e-4 * (expected.meanMagnitude.max() ?? 0))
  }
}
