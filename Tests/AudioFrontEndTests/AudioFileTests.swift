import AudioFrontEnd
import CSndfile
import Foundation
import Synchronization
import TestSupport
import Testing

/// A folder for one test; removed with it.
final class TemporaryFolder {
  let url = FileManager.default.temporaryDirectory.appending(path: "earshot-\(UUID().uuidString)")

  init() throws { try FileManager.default.createDirectory(at: url, withIntermediateDirectories: true) }

  deinit { try? FileManager.default.removeItem(at: url) }

  func file(_ name: String, _ bytes: [UInt8]) throws -> URL {
    let file = url.appending(path: name)
    try Data(bytes).write(to: file)
    return file
  }
}

@Suite("Audio files")
struct AudioFileTests {
  static let tone = Waveform(
    samples: (0..<22_050).map { 0.4 * Float(sin(Double($0) * 0.1)) }, sampleRate: 22_050)

  @Test(arguments: AudioFormat.allCases)
  func `what is written is read back`(format: AudioFormat) throws {
    let folder = try TemporaryFolder()
    let file = folder.url.appending(path: "tone")
    try AudioFile.write(Self.tone, to: file, format: format)
    let audio = try AudioFile.decode(file)
    #expect(audio.format == format)
    #expect(audio.channelCount == 1)
    #expect(audio.waveform.sampleRate == 22_050)
    #expect(!audio.isTruncated)
    let energy = { (waveform: Waveform) in waveform.samples.reduce(0.0) { $0 + Double($1) * Double($1) } }
    switch format {
    case .wav, .flac, .aiff:
      #expect(largestDifference(audio.waveform.samples, Self.tone.samples) <= 1 / 32_767)
    case .ogg, .mp3:
      // Lossy, and MP3 adds the encoder's delay.
      #expect((audio.waveform.samples.count - 22_050).magnitude < 3_000)
      #expect((energy(audio.waveform) / energy(Self.tone) - 1).magnitude < 0.05)
    }
  }

  @Test func `channels are mixed to their mean, across blocks`() throws {
    let folder = try TemporaryFolder()
    let file = folder.url.appending(path: "stereo.wav")
    let count = 150_000
    let left = (0..<count).map { Float($0 % 100) / 200 }
    let interleaved: [Float] = left.flatMap { [$0, 0.25] }
    try AudioFile.write(
      interleaved: interleaved, channelCount: 2, sampleRate: 44_100, to: file,
      libraryFormat: Int(SF_FORMAT_WAV | SF_FORMAT_FLOAT))
    let audio = try AudioFile.decode(file)
    #expect(audio.channelCount == 2)
    let mean = left.map { ($0 + 0.25) / 2 }
    #expect(largestDifference(audio.waveform.samples, mean) == 0)
  }

  @Test func `why a file is refused does not depend on what other threads open`() throws {
    let folder = try TemporaryFolder()
    let text = try folder.file("text.wav", Array("not a sound".utf8))
    let tone = folder.url.appending(path: "tone.wav")
    try AudioFile.write(Self.tone, to: tone, format: .wav)
    let reasons = Mutex(Set<String>())
    DispatchQueue.concurrentPerform(iterations: 8) { thread in
      for _ in 0..<2_000 {
        do throws(AudioFileError) {
          _ = try AudioFile.decode(thread.isMultiple(of: 2) ? text : tone)
        } catch {
          reasons.withLock { _ = $0.insert("\(error)") }
        }
      }
    }
    let told = reasons.withLock { $0.sorted() }
    #expect(told.count == 1, "\(told)")
  }

  @Test func `a file that is no audio is told apart by what it is`() throws {
    let folder = try TemporaryFolder()
    let reason = { (file: URL) throws -> AudioFileError.Reason? in
      do throws(AudioFileError) {
        _ = try AudioFile.decode(file)
        return nil
      } catch {
        #expect("\(error)".hasPrefix(file.path + ": ") && "\(error)".contains("expected"))
        return error.reason
      }
    }
    #expect(try reason(folder.file("empty.wav", [])) == .emptyFile)
    #expect(try reason(folder.url) == .notAFile(kind: "folder"))
    #expect(
      try reason(folder.url.appending(path: "none.wav"))
        == .unreadable(systemMessage: "No such file or directory"))
    guard case .notAudio = try reason(folder.file("text.wav", Array("not a sound".utf8))) else {
      Issue.record("text was taken for audio")
      return
    }
    mkfifo(folder.url.appending(path: "pipe.wav").path, 0o600)
    #expect(try reason(folder.url.appending(path: "pipe.wav")) == .notAFile(kind: "pipe"))
    let au = folder.url.appending(path: "sun.wav")
    try AudioFile.write(
      interleaved: [0, 0.5], channelCount: 1, sampleRate: 22_050, to: au,
      libraryFormat: Int(SF_FORMAT_AU | SF_FORMAT_PCM_16))
    guard case .unsupportedFormat = try reason(au) else {
      Issue.record("AU was accepted")
      return
    }
  }

  @Test func `headers and samples outside the limits are refused`() throws {
    let folder = try TemporaryFolder()
    let wav = Int(SF_FORMAT_WAV | SF_FORMAT_FLOAT)
    let written = { (name: String, samples: [Float], channels: Int, rate: Int) throws -> URL in
      let file = folder.url.appending(path: name)
      try AudioFile.write(
        interleaved: samples, channelCount: channels, sampleRate: rate, to: file, libraryFormat: wav)
      return file
    }
    let refuse = { (file: URL, expected: AudioFileError.Reason, limits: DecodingLimits) in
      _ = #expect(throws: AudioFileError(file: file, reason: expected)) {
        try AudioFile.decode(file, limits: limits)
      }
    }
    refuse(
      try written("slow.wav", [0, 0], 1, 1), .sampleRate(found: 1, accepted: 4_000...384_000), .standard)
    refuse(
      try written("wide.wav", [Float](repeating: 0, count: 2_048), 1_024, 22_050),
      .channels(found: 1_024, maximum: 8), .standard)
    refuse(
      try written("nan.wav", [0, 0.5, 0, .nan, 0], 1, 22_050), .nonFiniteSample(position: 3), .standard)
    refuse(
      try written("inf.wav", [Float](repeating: 0, count: 70_000) + [-.infinity], 1, 22_050),
      .nonFiniteSample(position: 70_000), .standard)
    refuse(
      try written("long.wav", [Float](repeating: 0, count: 100_000), 1, 22_050), .duration(maximum: 2),
      DecodingLimits(maximumDuration: 2))
    let headerOnly = try Data(contentsOf: written("whole.wav", [0.5], 1, 22_050)).dropLast(4)
    let file = try folder.file("header.wav", Array(headerOnly))
    #expect(throws: AudioFileError.self) { try AudioFile.decode(file) }
  }

  @Test(arguments: [AudioFormat.wav, .aiff, .flac])
  func `a file cut in half gives its half and says so`(format: AudioFormat) throws {
    let folder = try TemporaryFolder()
    let whole = folder.url.appending(path: "whole")
    try AudioFile.write(Self.tone, to: whole, format: format)
    let bytes = try Data(contentsOf: whole)
    let audio = try AudioFile.decode(folder.file("half", Array(bytes.prefix(bytes.count / 2))))
    #expect(audio.isTruncated)
    #expect(audio.declaredSampleCount == 22_050)
    #expect(1..<22_050 ~= audio.waveform.samples.count)
  }

  /// Bytes 18...25 of a FLAC file hold the sampling rate, the channels, the bits per sample and, in their
  /// last 36 bits, the number of samples; zero means that the writer did not know.
  @Test(arguments: [0, 1, 1 << 35, (1 << 36) - 1] as [UInt64])
  func `a FLAC header that lies about its length costs nothing`(declared: UInt64) throws {
    let folder = try TemporaryFolder()
    let whole = folder.url.appending(path: "whole")
    try AudioFile.write(Self.tone, to: whole, format: .flac)
    var bytes = [UInt8](try Data(contentsOf: whole))
    bytes[21] = bytes[21] & 0xF0 | UInt8(declared >> 32)
    for index in 0..<4 { bytes[22 + index] = UInt8(truncatingIfNeeded: declared >> (24 - 8 * UInt64(index))) }
    let file = try folder.file("lying.flac", bytes)
    do throws(AudioFileError) {
      let audio = try AudioFile.decode(file)
      #expect(1...22_050 ~= audio.waveform.samples.count)
      if declared == 0 { #expect(audio.declaredSampleCount == nil && !audio.isTruncated) }
      if declared == 1 << 35 { #expect(audio.isTruncated) }
    } catch {
      #expect("\(error)".contains("expected"))
    }
  }

  @Test(.tags(.slow), arguments: AudioFormat.allCases)
  func `damaged files end in audio or an error`(format: AudioFormat) throws {
    let folder = try TemporaryFolder()
    let whole = folder.url.appending(path: "whole")
    try AudioFile.write(
      Waveform(samples: Array(Self.tone.samples.prefix(6_000)), sampleRate: 22_050), to: whole, format: format
    )
    let bytes = [UInt8](try Data(contentsOf: whole))
    for seed in 0..<40 {
      var damaged = bytes
      var state = UInt64(seed) &* 0x9E37_79B9_7F4A_7C15 | 1
      for _ in 0..<1 + seed % 8 {
        state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
        let reach = seed % 2 == 0 ? min(80, damaged.count) : damaged.count
        damaged[Int(state >> 33) % reach] = UInt8(truncatingIfNeeded: state >> 20)
      }
      let file = try folder.file("damaged", damaged)
      if let audio = try? AudioFile.decode(file) {
        #expect(!audio.waveform.samples.isEmpty && audio.waveform.samples.allSatisfy { $0.isFinite })
      }
    }
  }
}
