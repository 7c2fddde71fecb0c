import CSndfile
import Foundation
import Glibc

/// An audio file opened for reading; closed when it goes out of scope.
struct SoundFileHandle: ~Copyable {
  let information: SF_INFO
  private let handle: OpaquePointer

  /// Opens `file`, which must be a regular file that is not empty.
  init(reading file: URL) throws(AudioFileError) {
    // Without O_NONBLOCK, opening a named pipe would wait for its writer.
    let descriptor = open(file.path, O_RDONLY | O_CLOEXEC | O_NONBLOCK)
    guard descriptor >= 0 else {
      throw AudioFileError(
        file: file, reason: .unreadable(systemMessage: String(cString: strerror(errno))))
    }
    do throws(AudioFileError) {
      try Self.requireContent(of: descriptor, in: file)
    } catch {
      close(descriptor)
      throw error
    }
    var information = SF_INFO()
    do throws(LibraryOpening.Refusal) {
      // The descriptor is the library's from here on: of a file that it refuses it closes it whatever is asked of it
      // (libsndfile 1.2.0), and closed twice it could be another thread's.
      handle = try LibraryOpening.perform { sf_open_fd(descriptor, Int32(SFM_READ), &information, 1) }
    } catch {
      throw AudioFileError(
        file: file, reason: .notAudio(libraryMessage: error.message ?? "libsndfile knows no such format"))
    }
    self.information = information
  }

  deinit {
    sf_close(handle)
  }

  /// Reads up to `count` samples per channel, interleaved; 0 at the end or at an error.
  func read(upTo count: Int, into block: UnsafeMutablePointer<Float>) -> Int {
    max(0, Int(sf_readf_float(handle, block, sf_count_t(count))))
  }

  /// The library's words for what went wrong since the file was opened; nil if nothing did.
  var pendingMessage: String? {
    guard sf_error(handle) != 0 else { return nil }
    return String(cString: sf_strerror(handle)).trimmingCharacters(in: .whitespacesAndNewlines)
  }

  /// Samples per channel that the header promises; nil where it gives none or an impossible number.
  ///
  /// libsndfile silently shortens the count of a cut WAV or AIFF file; its log keeps the header's own
  /// word: `data : 88200 (should be 44100)`.
  var declaredSampleCount: Int? {
    let bytesPerSample =
      switch Int(information.format) & SF_FORMAT_SUBMASK {
      case SF_FORMAT_PCM_S8, SF_FORMAT_PCM_U8: 1
      case SF_FORMAT_PCM_16: 2
      case SF_FORMAT_PCM_24: 3
      case SF_FORMAT_PCM_32, SF_FORMAT_FLOAT: 4
      case SF_FORMAT_DOUBLE: 8
      default: 0
      }
    let frameSize = bytesPerSample * Int(information.channels)
    if frameSize > 0, let byteCount = declaredByteCount { return byteCount / frameSize }
    let declared = Int(information.frames)
    // FLAC's field has 36 bits; all ones, like none at all, means that its writer did not know.
    return (0..<(1 << 36) - 1).contains(declared) ? declared : nil
  }

  private var declaredByteCount: Int? {
    var text = [CChar](repeating: 0, count: 16_384)
    let length = sf_command(handle, Int32(SFC_GET_LOG_INFO), &text, Int32(text.count))
    let bytes = text.prefix(max(0, Int(length))).map { UInt8(bitPattern: $0) }
    let log = String(decoding: bytes, as: UTF8.self)
    for line in log.split(separator: "\n") where line.contains("(should be") {
      let words = line.split { !$0.isLetter && !$0.isNumber }
      guard let chunk = words.first, chunk == "data" || chunk == "SSND" else { continue }
      // Streaming writers leave a largest possible size: no promise.
      guard let size = words.dropFirst().first.flatMap({ Int($0) }), size < 0x7FFF_0000 else { return nil }
      // An AIFF chunk counts its own offset and block size.
      return chunk == "SSND" ? max(0, size - 8) : size
    }
    return nil
  }

  /// libsndfile's name of a format.
  static func formatName(_ format: Int32) -> String {
    var description = SF_FORMAT_INFO()
    description.format = format & Int32(SF_FORMAT_TYPEMASK)
    let size = Int32(MemoryLayout<SF_FORMAT_INFO>.size)
    guard sf_command(nil, Int32(SFC_GET_FORMAT_INFO), &description, size) == 0, let name = description.name
    else { return "an unknown format" }
    return String(cString: name)
  }

  private static func requireContent(of descriptor: Int32, in file: URL) throws(AudioFileError) {
    var status = stat()
    guard fstat(descriptor, &status) == 0 else {
      throw AudioFileError(
        file: file, reason: .unreadable(systemMessage: String(cString: strerror(errno))))
    }
    switch status.st_mode & S_IFMT {
    case S_IFREG: break
    case S_IFDIR: throw AudioFileError(file: file, reason: .notAFile(kind: "folder"))
    case S_IFIFO: throw AudioFileError(file: file, reason: .notAFile(kind: "pipe"))
    default: throw AudioFileError(file: file, reason: .notAFile(kind: "device"))
    }
    guard status.st_size > 0 else { throw AudioFileError(file: file, reason: .emptyFile) }
  }
}
