import AudioFrontEnd
import Foundation
import TestSupport
import Testing

/// Both sets of statistics of one signal at 44.1 kHz.
struct StatisticsCase: Decodable, Sendable {
  let clip: String?
  let sampleCount: Int
  let texture, fine: [Float]

  func check(_ samples: [Float]) throws {
    #expect(samples.count == sampleCount)
    Self.compare(try TextureStatistics(sampleRate: 44_100).apply(to: samples), texture, "texture")
    Self.compare(try FineStatistics(sampleRate: 44_100).apply(to: samples), fine, "fine")
  }

  private static func compare(_ found: [Float], _ expected: [Float], _ name: String) {
    #expect(found.count == expected.count)
    for (index, (found, expected)) in zip(found, expected).enumerated() {
      let difference = (found - expected).magnitude
      // Crests of modulation spectra that lie far below their floor show the single precision of the STFT.
      let tolerance: Float = name == "fine" && 180..<216 ~= index ? 1e-2 : 2e-3
      #expect(
        difference <= tolerance * max(1, expected.magnitude), "\(name)[\(index)]: \(found), not \(expected)")
    }
  }
}

@Suite("Clip statistics: golden", .tags(.golden))
struct ClipStatisticsGoldenTests {
  @Test(arguments: try Golden<StatisticsCase>.cases("clip-statistics-synthetic"))
  func `agree with NumPy on a synthetic signal`(expected: StatisticsCase) throws {
    try expected.check(synthetic(expected.sampleCount, rate: 44_100))
  }

  @Test(
    .enabled(if: Recordings.areThere, "ESC-10 is not beside the package (../shared/data/esc10)"),
    arguments: try Golden<StatisticsCase>.cases("clip-statistics-recordings"))
  func `agree with NumPy on a recording`(expected: StatisticsCase) throws {
    let file = Recordings.folder.appending(path: try #require(expected.clip) + ".ogg")
    try expected.check(AudioFile.decode(file).waveform.samples)
  }
}

@Suite("Clip statistics: laws", .tags(.property))
struct ClipStatisticsPropertyTests {
  @Test func `joined features are their parts one behind the other`() throws {
    let clip = Waveform(samples: synthetic(50_000), sampleRate: 44_100)
    func features(_ features: FrontEnd.Features) throws -> [Float] {
      try FrontEnd(FrontEnd.Settings(sampleRate: 44_100, features: features)).features(of: clip)
    }
    let parts: [FrontEnd.Features] = [
      .fineStatistics(duration: 3), .meanMagnitudeSpectrum(fftLength: 512, hopLength: 256),
      .textureStatistics(TextureStatistics.Settings(duration: 4)),
    ]
    #expect(try features(.joined(parts)) == parts.flatMap { try features($0) })
  }

  @Test func `silence has finite statistics`() throws {
    let silence = [Float](repeating: 0, count: 1_000)
    #expect(try TextureStatistics(sampleRate: 44_100).apply(to: silence).allSatisfy(\.isFinite))
    #expect(try FineStatistics(sampleRate: 44_100).apply(to: silence).allSatisfy(\.isFinite))
  }

  @Test func `a clip ten times as loud has the same statistics, but for powers near the floor`() throws {
    let quiet = synthetic(220_500, rate: 44_100)
    let loud = quiet.map { 10 * $0 }
    let texture = try TextureStatistics(sampleRate: 44_100)
    #expect(largestDifference(texture.apply(to: quiet), texture.apply(to: loud)) < 0.05)
    let fine = try FineStatistics(sampleRate: 44_100)
    #expect(largestDifference(fine.apply(to: quiet), fine.apply(to: loud)) < 0.05)
  }

  @Test func `what lies beyond the duration is not heard, and silence is what lies beyond the end`() throws {
    let texture = try TextureStatistics(sampleRate: 44_100)
    let fine = try FineStatistics(sampleRate: 44_100)
    let samples = synthetic(300_000, rate: 44_100)
    let cut = Array(samples.prefix(220_500))
    #expect(texture.apply(to: samples) == texture.apply(to: cut))
    #expect(fine.apply(to: samples) == fine.apply(to: cut))
    let short = Array(samples.prefix(100_000))
    let padded = short + [Float](repeating: 0, count: 120_500)
    #expect(texture.apply(to: short) == texture.apply(to: padded))
    #expect(fine.apply(to: short) == fine.apply(to: padded))
  }

  @Test(arguments: [0, -1, 61, .nan, .infinity, 0.5])
  func `durations out of range are refused`(duration: Double) {
    #expect(throws: FrontEndError.self) { try FineStatistics(duration: duration, sampleRate: 44_100) }
    #expect(throws: FrontEndError.self) {
      try TextureStatistics(TextureStatistics.Settings(duration: duration), sampleRate: 44_100)
    }
  }

  @Test func `what is no vector cannot be joined`() {
    let settings = FrontEnd.Settings(
      sampleRate: 22_050, features: .joined([.fineStatistics(duration: 5), FrontEndTests.logMel.features]))
    #expect {
      _ = try FrontEnd(settings)
    } throws: { error in
      "\(error)"
        == "frontEnd.features.parts[1]: found features of shape [1, 40, 64]; expected a vector. "
        + "Use statistics or a mean spectrum."
    }
  }
}
