import AudioFrontEnd
import Foundation
import TestSupport
import Testing

/// Features of frames of one signal at 22 050 Hz, their changes, and a summary of both.
struct FrameFeaturesCase: Decodable, Sendable {
  let clip: String?
  let features: FrameFeatures
  let sampleCount, frameCount, stride, summaryStride: Int
  /// The largest magnitude of the numbers themselves: of all, or of each descriptor.
  let scales: [Float]
  let values, summary: [Float]
  let statistics: [SummaryStatistic]

  /// What single precision, here or there, makes of the numbers of a row.
  private func tolerance(ofRow row: Int) -> Float {
    switch features.kind {
    case .spectrogram(let settings): settings.scale == .decibels ? 0.01 : 2e-5 * scales[0]
    case .logMelSpectrogram: 0.01
    case .mfcc: 0.05
    // Frames that are silent but for rounding have descriptors too.
    case .spectralDescriptors: 5e-4 * scales[row]
    }
  }

  /// Compares every `stride`-th of `found`, `[..., row, column]`.
  private func compare(_ found: [Float], _ expected: [Float], stride: Int, columnCount: Int, _ what: String) {
    let places = Swift.stride(from: 0, to: found.count, by: stride)
    #expect(Array(places).count == expected.count, "\(what)")
    for (place, expected) in zip(places, expected) {
      let tolerance = tolerance(ofRow: place / columnCount % features.rowCount)
      #expect((found[place] - expected).magnitude <= tolerance, "\(what)[\(place)]")
    }
  }

  func check(_ samples: [Float]) throws {
    #expect(samples.count == sampleCount)
    let transform = try FrameFeatureTransform(features, sampleRate: 22_050)
    let found = transform.apply(to: samples)
    #expect(found.count == features.channelCount * features.rowCount * frameCount)
    compare(found, values, stride: stride, columnCount: frameCount, "values")
    let summarized = try FrontEnd(
      FrontEnd.Settings(sampleRate: 22_050, features: .summary(features, statistics: statistics)))
    let vector = try summarized.features(of: Waveform(samples: samples, sampleRate: 22_050))
    #expect(vector.count == statistics.count * features.channelCount * features.rowCount)
    compare(vector, summary, stride: summaryStride, columnCount: 1, "summary")
  }
}

@Suite("Features of frames: golden", .tags(.golden))
struct FrameFeaturesGoldenTests {
  @Test(arguments: try Golden<FrameFeaturesCase>.cases("frame-features-synthetic"))
  func `agree with librosa on a synthetic signal`(expected: FrameFeaturesCase) throws {
    try expected.check(synthetic(expected.sampleCount))
  }

  @Test(
    .enabled(if: Recordings.areThere, "ESC-10 is not beside the package (../shared/data/esc10)"),
    arguments: try Golden<FrameFeaturesCase>.cases("frame-features-recordings"))
  func `agree with librosa on a recording`(expected: FrameFeaturesCase) throws {
    try expected.check(Recordings.samples(of: expected.clip, at: 22_050))
  }
}

@Suite("Features of frames: laws", .tags(.property))
struct FrameFeaturesPropertyTests {
  static let kinds: [FrameFeatures.Kind] = [
    .spectrogram(Spectrogram.Settings(fftLength: 256, hopLength: 100)),
    .logMelSpectrogram(
      LogMelSpectrogram.Settings(
        fftLength: 512, hopLength: 128, melBandCount: 20, frequencyRange: 50...10_000)),
    .mfcc(
      MelCepstrum.Settings(
        coefficientCount: 13, lifter: 22,
        melSpectrogram: LogMelSpectrogram.Settings(
          fftLength: 512, hopLength: 128, melBandCount: 20, frequencyRange: 50...10_000, melScale: .htk,
          decibels: Decibels(floor: 1e-6, dynamicRange: nil)))),
    .spectralDescriptors(SpectralDescriptors.Settings(fftLength: 256, hopLength: 256)),
  ]

  @Test(arguments: kinds)
  func `the first frames of a clip are those of the clip with silence behind it`(kind: FrameFeatures.Kind)
    throws
  {
    let transform = try FrameFeatureTransform(FrameFeatures(kind), sampleRate: 22_050)
    let samples = synthetic(5_000)
    let long = transform.apply(to: samples, frameCount: 90)
    let padded = transform.apply(to: samples + [Float](repeating: 0, count: 30_000), frameCount: 90)
    #expect(long == padded)
  }

  @Test(arguments: kinds, [1, 2, 5, 8, 9, 10, 40])
  func `clips of any length have changes, and features survive JSON`(
    kind: FrameFeatures.Kind, frameCount: Int
  )
    throws
  {
    let features = FrameFeatures(kind, deltas: [2, 1])
    let values = try FrameFeatureTransform(features, sampleRate: 22_050)
      .apply(to: synthetic(3_000), frameCount: frameCount)
    #expect(values.count == 3 * features.rowCount * frameCount)
    #expect(values.allSatisfy { $0.isFinite })
    for settings: FrontEnd.Features in [
      .frames(features, count: 12), .summary(features, statistics: [.mean, .percentile(95), .kurtosis]),
    ] {
      let json = try JSONEncoder().encode(settings)
      #expect(try JSONDecoder().decode(FrontEnd.Features.self, from: json) == settings)
    }
  }

  @Test func `silence has finite descriptors, and none of sound`() throws {
    let silence = try SpectralDescriptors(sampleRate: 22_050)
      .apply(to: [Float](repeating: 0, count: 5_000))
    let frames = silence.count / 6
    // Centroid, bandwidth, roll-off, then flatness, then zero crossings and level.
    #expect(silence[..<(3 * frames)].allSatisfy { $0 == 0 })
    #expect(silence[(3 * frames)..<(4 * frames)].allSatisfy { ($0 - 1).magnitude < 1e-6 })
    #expect(silence[(4 * frames)...].allSatisfy { $0 == 0 })
  }

  @Test(arguments: [200.0, 1_000, 3_333, 7_000, 10_000])
  func `a tone's centroid is its frequency, and it crosses zero twice a cycle`(frequency: Double) throws {
    let tone = (0..<22_050).map { Float(0.5 * sin(2 * Double.pi * frequency * Double($0) / 22_050 + 0.1)) }
    let settings = SpectralDescriptors.Settings(descriptors: [.centroid, .zeroCrossingRate, .rms, .flatness])
    let values = try SpectralDescriptors(settings, sampleRate: 22_050).apply(to: tone)
    let frames = values.count / 4
    let middle = frames / 2
    #expect((Double(values[middle]) - frequency).magnitude < 12)
    #expect((Double(values[frames + middle]) * 22_050 / 2 - frequency).magnitude < 12)
    #expect((values[2 * frames + middle] - 0.5 / Float(2).squareRoot()).magnitude < 0.002)
    #expect(values[3 * frames + middle] < 0.01)
  }

  @Test(arguments: [
    FrameFeatures(.spectrogram(Spectrogram.Settings(fftLength: 513))),
    FrameFeatures(.spectrogram(Spectrogram.Settings(decibels: Decibels(floor: 0)))),
    FrameFeatures(kinds[0], deltas: [3]), FrameFeatures(kinds[0], deltas: [1, 1]),
    FrameFeatures(.spectralDescriptors(SpectralDescriptors.Settings(descriptors: []))),
    FrameFeatures(.spectralDescriptors(SpectralDescriptors.Settings(descriptors: [.rms, .rms]))),
    FrameFeatures(.spectralDescriptors(SpectralDescriptors.Settings(rollOff: 1))),
    FrameFeatures(
      .mfcc(
        MelCepstrum.Settings(
          coefficientCount: 41,
          melSpectrogram: LogMelSpectrogram.Settings(
            fftLength: 2_048, hopLength: 512, melBandCount: 40, frequencyRange: 0...8_000)))),
  ])
  func `settings out of range are refused`(features: FrameFeatures) {
    #expect(throws: FrontEndError.self) {
      _ = try FrontEnd(
        FrontEnd.Settings(sampleRate: 22_050, features: .summary(features, statistics: [.mean])))
    }
  }

  @Test func `changes need nine frames, and a summary its statistics`() {
    for features: FrontEnd.Features in [
      .frames(FrameFeatures(Self.kinds[0], deltas: [1]), count: 8),
      .summary(FrameFeatures(Self.kinds[0]), statistics: []),
      .summary(FrameFeatures(Self.kinds[0]), statistics: [.mean, .mean]),
    ] {
      #expect(throws: FrontEndError.self) {
        _ = try FrontEnd(FrontEnd.Settings(sampleRate: 22_050, features: features))
      }
    }
  }
}
