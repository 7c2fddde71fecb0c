import AudioFrontEnd
import CSndfile
import Foundation
import Glibc
import TestSupport
import Testing

/// Files as an enemy or a failing disk makes them. Each suite of them is decoded in a process of its own, so
/// that a crash is seen and the peak of its memory is theirs.
@Suite("Audio files: hostile ones", .tags(.crash, .slow))
struct HostileAudioTests {
  /// Bytes that a process may have in memory while it decodes, at most.
  static let largestPeak = 256 << 20

  @Test(.timeLimit(.minutes(10)))
  func `a thousand damaged files of all formats end in audio or an error`() async {
    await #expect(processExitsWith: .success) {
      let folder = try TemporaryFolder()
      var outcomes = (files: 0, decoded: 0, refused: 0)
      for format in Self.writableFormats {
        guard let whole = try? Self.sound(in: format, folder: folder) else { continue }
        for (index, bytes) in Self.damaged(whole, seed: UInt64(format)).enumerated() {
          let file = try folder.file("damaged-\(index % 4)", bytes)
          outcomes.files += 1
          do throws(AudioFileError) {
            let audio = try AudioFile.decode(file)
            outcomes.decoded += 1
            #expect(!audio.waveform.samples.isEmpty && audio.waveform.samples.allSatisfy(\.isFinite))
          } catch {
            outcomes.refused += 1
            #expect("\(error)".hasPrefix(file.path + ": "), "\(error)")
          }
        }
      }
      #expect(outcomes.files >= 1_000 && outcomes.decoded >= 100 && outcomes.refused >= 100, "\(outcomes)")
      Self.expectSmallPeak()
    }
  }

  @Test(.timeLimit(.minutes(10)))
  func `a small file that decodes to ten minutes takes little memory`() async {
    await #expect(processExitsWith: .success) {
      let folder = try TemporaryFolder()
      let file = folder.url.appending(path: "silence.flac")
      try Self.writeSilence(to: file, sampleRate: 44_100, sampleCount: 599 * 44_100)
      #expect(try Data(contentsOf: file).count < 200_000)
      let audio = try AudioFile.decode(file)
      #expect(audio.waveform.samples.count == 599 * 44_100)
      Self.expectSmallPeak()
    }
  }

  @Test(.timeLimit(.minutes(10)))
  func `ten minutes at the highest rate are refused before they fill the memory`() async {
    await #expect(processExitsWith: .success) {
      let folder = try TemporaryFolder()
      let file = folder.url.appending(path: "silence.flac")
      try Self.writeSilence(to: file, sampleRate: 192_000, sampleCount: 500 * 192_000)
      #expect(throws: AudioFileError(file: file, reason: .sampleCount(maximum: 28_800_000))) {
        try AudioFile.decode(file)
      }
      Self.expectSmallPeak()
    }
  }

  /// Byte 20 to 27 of our WAV files: format, channels, rate.
  @Test(arguments: [
    (1_024, 22_050, "found 1024 channels; expected 1...8"), (0, 22_050, "expected"),
    (65_535, 22_050, "expected"), (1, 1, "found a sampling rate of 1 Hz; expected 4000...384000 Hz"),
    (1, 2_000_000_000, "found a sampling rate of 2000000000 Hz"), (1, 0, "expected"),
    (1, 4_294_967_295, "expected"),
  ])
  func `a header that lies of channels or rate is refused`(channels: Int, rate: Int, words: String) throws {
    let folder = try TemporaryFolder()
    let whole = folder.url.appending(path: "whole.wav")
    try AudioFile.write(
      Waveform(samples: [Float](repeating: 0.1, count: 4_000), sampleRate: 22_050), to: whole)
    var bytes = [UInt8](try Data(contentsOf: whole))
    bytes[22] = UInt8(channels & 255)
    bytes[23] = UInt8(channels >> 8)
    for index in 0..<4 { bytes[24 + index] = UInt8(truncatingIfNeeded: rate >> (8 * index)) }
    let file = try folder.file("lying.wav", bytes)
    #expect {
      try AudioFile.decode(file)
    } throws: {
      "\($0)".hasPrefix(file.path + ": ") && "\($0)".contains(words)
    }
  }

  @Test func `what is no file is told apart by what it is`() throws {
    let folder = try TemporaryFolder()
    let loop = folder.url.appending(path: "loop.wav")
    try FileManager.default.createSymbolicLink(atPath: loop.path, withDestinationPath: "loop.wav")
    let device = folder.url.appending(path: "null.wav")
    try FileManager.default.createSymbolicLink(atPath: device.path, withDestinationPath: "/dev/zero")
    for (file, reason) in [
      (loop, AudioFileError.Reason.unreadable(systemMessage: "Too many levels of symbolic links")),
      (device, .notAFile(kind: "device")),
    ] {
      #expect(throws: AudioFileError(file: file, reason: reason)) { try AudioFile.decode(file) }
    }
  }

  @Test func `silence is audio`() throws {
    let folder = try TemporaryFolder()
    let file = folder.url.appending(path: "silence.wav")
    try Self.writeSilence(to: file, sampleRate: 8_000, sampleCount: 8_000, format: SF_FORMAT_WAV)
    #expect(try AudioFile.decode(file).waveform.samples == [Float](repeating: 0, count: 8_000))
  }

  // MARK: Files

  /// Every pair of container and coding that libsndfile writes, of one channel at 8 kHz.
  private static var writableFormats: [Int] {
    let containers = (1...0x24).map { $0 << 16 }
    let codings = (1...0x82).map { $0 }
    return containers.flatMap { container in
      codings.map { container | $0 }.filter { format in
        var information = SF_INFO()
        information.samplerate = 8_000
        information.channels = 1
        information.format = Int32(format)
        return sf_format_check(&information) != 0
      }
    }
  }

  /// The bytes of half a second in a format.
  private static func sound(in format: Int, folder: TemporaryFolder) throws -> [UInt8] {
    let file = folder.url.appending(path: "whole")
    try? FileManager.default.removeItem(at: file)
    let samples = (0..<4_000).map { 0.4 * Float(sin(Double($0) * 0.1)) }
    try AudioFile.write(
      interleaved: samples, channelCount: 1, sampleRate: 8_000, to: file, libraryFormat: format)
    return [UInt8](try Data(contentsOf: file))
  }

  /// A dozen damaged copies: half with numbers in the header that no program expects, half with any damage.
  private static func damaged(_ whole: [UInt8], seed: UInt64) -> [[UInt8]] {
    guard !whole.isEmpty else { return [] }
    let extremes: [UInt32] = [0, 1, 0x7FFF_FFFF, 0x8000_0000, 0xFFFF_FFFF, 0x0001_0000, 0x7735_9400]
    var state = seed &* 0x9E37_79B9_7F4A_7C15 | 1
    func number(below bound: Int) -> Int {
      state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
      return Int(state >> 33) % bound
    }
    let lying = (0..<6).map { _ in
      var bytes = whole
      for _ in 0..<1 + number(below: 3) {
        let place = number(below: min(128, bytes.count))
        let value = extremes[number(below: extremes.count)]
        for index in 0..<4 where place + index < bytes.count {
          bytes[place + index] = UInt8(truncatingIfNeeded: value >> (8 * UInt32(index)))
        }
      }
      return bytes
    }
    return lying + DamagedText(whole, count: 6, seed: seed)
  }

  private static func writeSilence(
    to file: URL, sampleRate: Int, sampleCount: Int, format: Int = SF_FORMAT_FLAC
  ) throws {
    var information = SF_INFO()
    information.samplerate = Int32(sampleRate)
    information.channels = 1
    information.format = Int32(format | SF_FORMAT_PCM_16)
    let handle = try #require(sf_open(file.path, Int32(SFM_WRITE), &information))
    let block = [Int16](repeating: 0, count: 100_000)
    var left = sampleCount
    while left > 0 {
      left -= Int(sf_writef_short(handle, block, sf_count_t(min(left, block.count))))
    }
    sf_close(handle)
  }

  /// Checks the most memory that this process has had.
  private static func expectSmallPeak() {
    // Not getrusage: what it tells includes the process that this one was forked from.
    let status = (try? String(contentsOfFile: "/proc/self/status", encoding: .utf8)) ?? ""
    let line = status.split(separator: "\n").first { $0.hasPrefix("VmHWM:") }
    let peak = line?.split { !$0.isNumber }.first.flatMap { Int($0) }.map { $0 << 10 }
    #expect(peak.map { $0 <= largestPeak } == true, "\(line ?? "no VmHWM")")
  }
}
