import AudioFrontEnd
import Foundation
import TestSupport
import Testing

@Suite("Front end", .tags(.property))
struct FrontEndTests {
  static let logMel = FrontEnd.Settings(
    sampleRate: 22_050,
    features: .frames(
      FrameFeatures(
        .logMelSpectrogram(
          LogMelSpectrogram.Settings(
            fftLength: 1_024, hopLength: 256, melBandCount: 40, frequencyRange: 50...10_000))), count: 64))

  static let statistics = FrontEnd.Settings(
    sampleRate: 44_100,
    features: .joined([.textureStatistics(TextureStatistics.Settings()), .fineStatistics(duration: 5)]))

  @Test func `shapes are the features' own`() throws {
    #expect(try FrontEnd(Self.statistics).featureShape == [944])
    #expect(try FrontEnd(generationsFrontEnd).featureShape == [257])
    #expect(try FrontEnd(Self.logMel).featureShape == [1, 40, 64])
  }

  @Test(arguments: [generationsFrontEnd, logMel, statistics], [1, 2, 100, 511, 3_000, 100_000])
  func `clips of any length give finite features of the shape`(settings: FrontEnd.Settings, count: Int) throws
  {
    let frontEnd = try FrontEnd(settings)
    for rate in [8_000, 22_050, 44_100] {
      let features = try frontEnd.features(of: Waveform(samples: synthetic(count), sampleRate: rate))
      #expect(features.count == frontEnd.featureShape.reduce(1, *))
      #expect(features.allSatisfy { $0.isFinite })
    }
  }

  @Test(arguments: [generationsFrontEnd, logMel, statistics])
  func `a clip's features do not depend on the clips before it`(settings: FrontEnd.Settings) throws {
    let frontEnd = try FrontEnd(settings)
    let clips = [30_000, 100_000, 700, 44_100].map { Waveform(samples: synthetic($0), sampleRate: 44_100) }
    let extractor = frontEnd.makeExtractor()
    let inOrder = try clips.map { try extractor.features(of: $0) }
    let reversed = try clips.reversed().map { try extractor.features(of: $0) }
    let alone = try clips.map { try frontEnd.features(of: $0) }
    for (index, features) in inOrder.enumerated() {
      #expect(largestDifference(features, reversed[clips.count - 1 - index]) == 0)
      #expect(largestDifference(features, alone[index]) == 0)
    }
  }

  @Test(arguments: [generationsFrontEnd, logMel, statistics])
  func `settings survive JSON`(settings: FrontEnd.Settings) throws {
    let json = try JSONEncoder().encode(settings)
    #expect(try JSONDecoder().decode(FrontEnd.Settings.self, from: json) == settings)
  }

  @Test func `no samples are refused, and so are amplitudes beyond measure`() throws {
    let frontEnd = try FrontEnd(generationsFrontEnd)
    #expect(throws: FrontEndError.noSamples) {
      try frontEnd.features(of: Waveform(samples: [], sampleRate: 22_050))
    }
    #expect(throws: FrontEndError.nonFiniteFeatures) {
      try frontEnd.features(
        of: Waveform(samples: [Float](repeating: 3e38, count: 9_000), sampleRate: 22_050))
    }
  }

  @Test func `a setting out of range is told with where, found, expected and remedy`() {
    var settings = generationsFrontEnd
    settings.spectralGate = .stationary(SpectralGate.Settings(hopLength: 4_096))
    #expect {
      _ = try FrontEnd(settings)
    } throws: { error in
      "\(error)"
        == "frontEnd.spectralGate.hopLength: found 4096; expected 1...2048 samples, "
        + "at most spectralGate.fftLength. Try 1024, half a frame."
    }
  }

  @Test(arguments: [999, 384_001, -1])
  func `sampling rates out of range are refused`(rate: Int) {
    var settings = generationsFrontEnd
    settings.sampleRate = rate
    #expect(throws: FrontEndError.self) { _ = try FrontEnd(settings) }
  }
}
