import AudioFrontEnd
import Foundation
import TestSupport
import Testing

@Suite("Length of clips", .tags(.property))
struct ClipLengthTests {
  /// Eight samples at 8 Hz, which is one second.
  private static let clip: [Float] = [1, 2, 3, 4, 5, 6, 7, 8]

  private func result(
    _ samples: [Float], seconds: Double, _ mode: ClipLength.Mode = .zeros, keep: ClipLength.KeptPart = .start
  ) throws -> [Float] {
    try ClipLength(ClipLength.Settings(seconds: seconds, mode: mode, keep: keep), sampleRate: 8)
      .apply(to: samples)
  }

  @Test func `a shorter clip is followed by silence, repeated, or left as it is`() throws {
    let short = Array(Self.clip.prefix(3))
    #expect(try result(short, seconds: 1) == [1, 2, 3, 0, 0, 0, 0, 0])
    #expect(try result(short, seconds: 1, .repeat) == [1, 2, 3, 1, 2, 3, 1, 2])
    #expect(try result(short, seconds: 1, .crop) == short)
  }

  @Test(arguments: ClipLength.Mode.allCases)
  func `of a longer clip the part asked for is kept`(mode: ClipLength.Mode) throws {
    #expect(try result(Self.clip, seconds: 0.5, mode) == [1, 2, 3, 4])
    #expect(try result(Self.clip, seconds: 0.5, mode, keep: .middle) == [3, 4, 5, 6])
    #expect(try result(Self.clip, seconds: 0.375, mode, keep: .middle) == [3, 4, 5])
    #expect(try result(Self.clip, seconds: 0.5, mode, keep: .loudest) == [5, 6, 7, 8])
    #expect(try result([0, 0, -3, 3, 0, 0, 3, 3], seconds: 0.25, mode, keep: .loudest) == [-3, 3])
    #expect(try result([0, 0, 0, 0, 0], seconds: 0.25, mode, keep: .loudest) == [0, 0])
  }

  @Test(arguments: ClipLength.Mode.allCases, ClipLength.KeptPart.allCases)
  func `a clip of the length is left as it is, and none of none`(
    mode: ClipLength.Mode, keep: ClipLength.KeptPart
  ) throws {
    #expect(try result(Self.clip, seconds: 1, mode, keep: keep) == Self.clip)
    #expect(try result([], seconds: 1, mode, keep: keep).isEmpty)
    #expect(try result(Self.clip, seconds: 1e-9, mode).count == 1)
  }

  @Test(arguments: [0, -1, 601, .nan, .infinity])
  func `seconds out of range are refused`(seconds: Double) {
    #expect(throws: FrontEndError.self) {
      _ = try ClipLength(ClipLength.Settings(seconds: seconds), sampleRate: 22_050)
    }
  }

  @Test func `the front end lifts first, and brings to length what the trim leaves`() throws {
    let clip = synthetic(40_000)
    let silence = [Float](repeating: 0, count: 8_000)
    func features(_ samples: [Float], _ settings: FrontEnd.Settings) throws -> [Float] {
      try FrontEnd(settings).features(of: Waveform(samples: samples, sampleRate: 22_050))
    }
    var settings = FrontEnd.Settings(
      sampleRate: 22_050, preEmphasis: PreEmphasis.Settings(), trim: SilenceTrim.Settings(),
      length: ClipLength.Settings(seconds: 0.5, mode: .repeat),
      features: .meanMagnitudeSpectrum(fftLength: 512, hopLength: 256))
    let all = try features(silence + clip + silence, settings)
    let lifted = try PreEmphasis().apply(to: silence + clip + silence)
    let trimmed = Array(lifted[try SilenceTrim().bounds(of: lifted)])
    let cut = try ClipLength(ClipLength.Settings(seconds: 0.5, mode: .repeat), sampleRate: 22_050)
      .apply(to: trimmed)
    #expect(cut.count == 11_025)
    settings.preEmphasis = nil
    settings.trim = nil
    settings.length = nil
    #expect(try features(cut, settings) == all)
  }

  @Test func `settings that use none of it have the JSON they always had`() throws {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys]
    let text = { (settings: FrontEnd.Settings) in
      String(decoding: try encoder.encode(settings), as: UTF8.self)
    }
    // Features are kept under a digest of these words.
    #expect(
      try text(generationsFrontEnd) == """
        {"features":{"fftLength":512,"hopLength":256,"type":"meanMagnitudeSpectrum"},"sampleRate":22050,\
        "spectralGate":{"fftLength":2048,"hopLength":512,"noiseSamples":25000,"thresholdDeviations":1.5},\
        "trim":{"frameLength":512,"hopLength":64,"topDecibels":20}}
        """)
    #expect(
      try text(FrontEndTests.logMel) == """
        {"features":{"fftLength":1024,"frameCount":64,"frequencyRange":[50,10000],"hopLength":256,\
        "melBandCount":40,"melScale":"slaney","type":"logMelSpectrogram"},"sampleRate":22050}
        """)
  }
}
