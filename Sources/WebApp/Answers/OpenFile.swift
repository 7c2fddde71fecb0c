package import ContentDigest
package import Foundation
import Glibc
package import NIOCore

/// A file that is open for reading: what is read of it is of one and the same file, whatever becomes of its name.
///
/// Checked in `FileAnswerTests`.
package final class OpenFile: Sendable {
  /// What is the same as long as nobody has written the file.
  package struct Identity: Sendable, Hashable {
    private let numbers: [Int]

    fileprivate init(_ status: stat) {
      numbers = [
        Int(status.st_dev), Int(status.st_ino), Int(status.st_size), status.st_mtim.tv_sec,
        status.st_mtim.tv_nsec,
        status.st_ctim.tv_sec, status.st_ctim.tv_nsec,
      ]
    }
  }

  private let descriptor: Int32
  /// What it was when it was opened.
  package let identity: Identity
  /// Bytes in it.
  package let byteCount: Int

  /// Bytes read at a time: as many blocks as the library lets wait for a slow client are little memory still.
  private static let blockLength = 16_384

  /// Opens `file`; nil where that is no file, or cannot be read.
  package init?(_ file: URL) {
    // A pipe would be waited for.
    let descriptor = open(file.path, O_RDONLY | O_CLOEXEC | O_NONBLOCK)
    guard descriptor >= 0 else { return nil }
    var status = stat()
    guard fstat(descriptor, &status) == 0, status.st_mode & S_IFMT == S_IFREG else {
      close(descriptor)
      return nil
    }
    self.descriptor = descriptor
    identity = Identity(status)
    byteCount = Int(status.st_size)
  }

  deinit { close(descriptor) }

  /// Returns what stands from byte `offset` on, at most a block and at most `count` bytes; empty behind the end.
  ///
  /// - Throws: `IOError` where it cannot be read.
  package func block(at offset: Int, atMost count: Int) throws -> ByteBuffer {
    var buffer = ByteBuffer()
    try buffer.writeWithUnsafeMutableBytes(minimumWritableBytes: min(count, Self.blockLength)) { bytes in
      while true {
        let found = pread(descriptor, bytes.baseAddress, min(count, Self.blockLength), off_t(offset))
        if found >= 0 { return found }
        guard errno == EINTR else { throw IOError(errnoCode: errno, reason: "pread") }
      }
    }
    return buffer
  }

  /// Returns the digest of its bytes.
  ///
  /// - Throws: As ``block(at:atMost:)``.
  package func digest() throws -> ContentDigest {
    var hasher = ContentHasher()
    var offset = 0
    while case let block = try block(at: offset, atMost: Self.blockLength), block.readableBytes > 0 {
      block.withUnsafeReadableBytes { hasher.update($0) }
      offset += block.readableBytes
    }
    return hasher.finalize()
  }
}
