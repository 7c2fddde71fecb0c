import AudioFrontEnd
import Foundation
import Glibc

/// The process that decodes one upload: `earshot` itself, called by the server, with hardly any rights to the
/// machine's resources.
///
/// Codecs are where files from strangers do harm. In a process of its own a codec that crashes takes only
/// itself, and one that runs away is ended by the limits it set before it looked at the file. It knows
/// neither store nor models: standard input is the upload, standard output the file for the samples, standard
/// error says why it refused.
package enum ConfinedDecoding {
  /// Rates above this one are resampled to it: nothing above 24 kHz is heard, nor looked at by any model.
  static let greatestSampleRate = 48_000

  /// Bytes of addresses: what the executable and its libraries take, and what decoding may.
  private static let addressBytes: rlim_t = 512 << 20
  /// Seconds of processor time.
  private static let processorSeconds: rlim_t = 20

  /// Decodes standard input into standard output, and returns the code to end with.
  package static func run(limits: WebLimits = WebLimits()) -> Int32 {
    guard confine(limits) else {
      return say("the decoder could not be confined: \(String(cString: strerror(errno)))", code: 1)
    }
    do {
      try decode(limits)
      return 0
    } catch {
      let text = "\(error)"
      let prefix = inputPath + ": "
      return say(text.hasPrefix(prefix) ? String(text.dropFirst(prefix.count)) : text, code: 2)
    }
  }

  private static let inputPath = "/proc/self/fd/\(STDIN_FILENO)"

  private static func decode(_ limits: WebLimits) throws {
    let file = URL(filePath: inputPath)
    let bounds = DecodingLimits(maximumDuration: limits.uploadSeconds)
    let rate = min(try AudioFileReader(file, limits: bounds).sampleRate, greatestSampleRate)
    let recording = try RecordingStream(file, sampleRate: rate, limits: bounds)
    var sampleCount = 0
    try put([UInt8](repeating: 0, count: DecodedRecording.headerLength), at: 0)
    while let samples = try recording.next() {
      try samples.withUnsafeBytes { try put($0, at: DecodedRecording.headerLength + 4 * sampleCount) }
      sampleCount += samples.count
    }
    try put(DecodedRecording.header(sampleRate: rate, sampleCount: sampleCount), at: 0)
  }

  private static func put(_ bytes: [UInt8], at offset: Int) throws {
    try bytes.withUnsafeBytes { try put($0, at: offset) }
  }

  private static func put(_ bytes: UnsafeRawBufferPointer, at offset: Int) throws {
    var sent = 0
    while sent < bytes.count {
      let count = pwrite(STDOUT_FILENO, bytes.baseAddress! + sent, bytes.count - sent, off_t(offset + sent))
      if count < 0 && errno == EINTR { continue }
      guard count > 0 else { throw Unwritable(reason: String(cString: strerror(errno))) }
      sent += count
    }
  }

  private struct Unwritable: Error, CustomStringConvertible {
    let reason: String
    var description: String { "what was decoded could not be kept: \(reason)" }
  }

  /// Sets the limits: before anything of the file is looked at.
  private static func confine(_ limits: WebLimits) -> Bool {
    let fileBytes = rlim_t(
      DecodedRecording.headerLength + 4 * Int(limits.uploadSeconds) * greatestSampleRate + 65_536)
    closeInherited()
    let bounds: [(resource: __rlimit_resource, bound: rlim_t)] = [
      (RLIMIT_AS, addressBytes), (RLIMIT_CPU, processorSeconds), (RLIMIT_CORE, 0), (RLIMIT_FSIZE, fileBytes),
      (RLIMIT_NOFILE, 16),
    ]
    return bounds.allSatisfy { resource, bound in
      var limit = rlimit(rlim_cur: bound, rlim_max: bound)
      return setrlimit(__rlimit_resource_t(resource.rawValue), &limit) == 0
    }
  }

  /// Closes what a process that started this one may have left open besides the standard streams.
  private static func closeInherited() {
    let names = (try? FileManager.default.contentsOfDirectory(atPath: "/proc/self/fd")) ?? []
    for descriptor in names.compactMap({ Int32($0) }) where descriptor > STDERR_FILENO { close(descriptor) }
  }

  private static func say(_ text: String, code: Int32) -> Int32 {
    let bytes = Array(text.utf8.prefix(1_000))
    _ = write(STDERR_FILENO, bytes, bytes.count)
    return code
  }
}
