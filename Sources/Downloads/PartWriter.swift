import CCurl
import ContentDigest
import Foundation
import Glibc

/// The file that a download goes into, held by one process at a time.
final class PartWriter {
  /// Bytes that are there.
  private(set) var size: Int64 = 0
  /// Why it took no more.
  private(set) var failure: DownloadError?

  private let part: URL
  private let download: FileDownload
  private let isCancelled: () -> Bool
  private let progress: (Int64, Int64?) -> Void
  private let descriptor: Int32
  private var total: Int64?

  /// Opens what is there of `part`, or makes it.
  ///
  /// - Throws: ``DownloadError`` where it cannot be written, or another process is at it.
  init(
    _ part: URL, of download: FileDownload, isCancelled: @escaping () -> Bool,
    progress: @escaping (Int64, Int64?) -> Void
  ) throws(DownloadError) {
    self.part = part
    self.download = download
    self.isCancelled = isCancelled
    self.progress = progress
    descriptor = open(part.path, O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK, 0o644)
    guard descriptor >= 0 else { throw download.error(.unwritable(code: errno)) }
    var status = stat()
    guard fstat(descriptor, &status) == 0 else { throw download.error(.unwritable(code: errno)) }
    guard status.st_mode & S_IFMT == S_IFREG else { throw download.error(.unwritable(code: EINVAL)) }
    guard flock(descriptor, LOCK_EX | LOCK_NB) == 0 else { throw download.error(.busy) }
    size = Int64(status.st_size)
  }

  deinit {
    guard descriptor >= 0 else { return }
    // Closing would not do: a program that is being started has the descriptors of this process until it begins.
    flock(descriptor, LOCK_UN)
    close(descriptor)
  }

  /// One try: asks for what is not there yet.
  func transfer(_ address: String, protocols: String) -> curl_download_outcome {
    address.withCString { address in
      protocols.withCString { protocols in
        var request = curl_download_request()
        request.url = address
        request.protocols = protocols
        request.offset = size
        request.context = Unmanaged.passUnretained(self).toOpaque()
        request.begin = { context, status, length in
          PartWriter.of(context)?.begin(status: status, length: length) == true ? 1 : 0
        }
        request.take = { context, bytes, count in
          PartWriter.of(context)?.take(UnsafeRawBufferPointer(start: bytes, count: count)) == true ? 1 : 0
        }
        request.goes_on = { context in PartWriter.of(context)?.isCancelled() == true ? 0 : 1 }
        return curl_download(&request)
      }
    }
  }

  /// Begins anew, with nothing.
  func restart() throws(DownloadError) {
    guard ftruncate(descriptor, 0) == 0 else { throw download.error(.unwritable(code: errno)) }
    size = 0
  }

  /// The digest of what is there.
  func digest() throws(DownloadError) -> ContentDigest {
    var hasher = ContentHasher()
    let block = UnsafeMutableRawBufferPointer.allocate(byteCount: 1 << 20, alignment: 64)
    defer { block.deallocate() }
    var place: off_t = 0
    while true {
      let count = pread(descriptor, block.baseAddress, block.count, place)
      if count < 0 && errno == EINTR { continue }
      guard count >= 0 else { throw download.error(.unwritable(code: errno)) }
      guard count > 0 else { return hasher.finalize() }
      hasher.update(UnsafeRawBufferPointer(rebasing: block[..<count]))
      place += off_t(count)
    }
  }

  /// Gives what is there the file's name.
  func finish() throws(DownloadError) {
    guard fsync(descriptor) == 0, rename(part.path, download.file.path) == 0 else {
      throw download.error(.unwritable(code: errno))
    }
  }

  /// Takes away what is there.
  func discard() throws(DownloadError) {
    guard unlink(part.path) == 0 else { throw download.error(.unwritable(code: errno)) }
  }

  private static func of(_ context: UnsafeMutableRawPointer?) -> PartWriter? {
    context.map { Unmanaged<PartWriter>.fromOpaque($0).takeUnretainedValue() }
  }

  private func begin(status: Int, length: Int64) -> Bool {
    // A server that does not know ranges sends all of it again.
    if status == 200, size > 0 {
      do throws(DownloadError) {
        try restart()
      } catch {
        failure = error
        return false
      }
    }
    total = length >= 0 && length <= download.greatestSize ? size + length : nil
    guard length <= download.greatestSize - size else {
      failure = download.error(.size(greatest: download.greatestSize))
      return false
    }
    progress(size, total)
    return true
  }

  private func take(_ bytes: UnsafeRawBufferPointer) -> Bool {
    guard Int64(bytes.count) <= download.greatestSize - size else {
      failure = download.error(.size(greatest: download.greatestSize))
      return false
    }
    var written = 0
    while written < bytes.count {
      let count = pwrite(descriptor, bytes.baseAddress! + written, bytes.count - written, off_t(size))
      if count < 0 && errno == EINTR { continue }
      guard count > 0 else {
        failure = download.error(.unwritable(code: count < 0 ? errno : ENOSPC))
        return false
      }
      written += count
      size += Int64(count)
    }
    progress(size, total)
    return !isCancelled()
  }
}
