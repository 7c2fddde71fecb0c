public import Foundation
import Glibc

/// A file that nobody else can open and that is gone with its last descriptor, however this process ends.
///
/// It has no name from its first moment on; this process, and those that inherit a descriptor, reach it by
/// that.
public final class PassingFile: Sendable {
  /// The descriptor, open for reading and writing.
  public let descriptor: Int32

  /// Makes an empty file in `folder`.
  ///
  /// - Throws: ``PassingFileError`` where none can be made there.
  public init(in folder: URL) throws(PassingFileError) {
    let name = folder.appending(path: ".earshot-\(UInt64.random(in: .min ... .max))")
    let descriptor = open(name.path, O_RDWR | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0o600)
    guard descriptor >= 0 else {
      throw PassingFileError(folder: folder, reason: String(cString: strerror(errno)))
    }
    unlink(name.path)
    self.descriptor = descriptor
  }

  deinit { close(descriptor) }

  /// Where this process can open the file once more.
  public var url: URL { URL(filePath: "/proc/self/fd/\(descriptor)") }

  /// Bytes in the file.
  public var byteCount: Int {
    var status = stat()
    return fstat(descriptor, &status) == 0 ? Int(status.st_size) : 0
  }

  /// Appends `bytes`; returns the number of the system's error where they do not go in.
  public func append(_ bytes: UnsafeRawBufferPointer) -> Int32? {
    var sent = 0
    while sent < bytes.count {
      let count = write(descriptor, bytes.baseAddress! + sent, bytes.count - sent)
      if count < 0 && errno == EINTR { continue }
      guard count > 0 else { return errno }
      sent += count
    }
    return nil
  }
}

/// A folder in which no file can be made.
public struct PassingFileError: Error, Sendable, Hashable {
  /// The folder.
  public let folder: URL
  /// The system's words.
  public let reason: String
}
