public import Foundation

#if canImport(Glibc)
  import Glibc
#endif

/// Writing files so that a crash leaves the old content or the new, never a part of either.
///
/// The order is: temporary file in the same folder, write, fsync, rename, fsync of the folder.
public enum DurableFile {
  /// Replaces the content of `file` with `bytes`; on return they survive a power cut.
  ///
  /// - Parameters:
  ///   - bytes: The whole new content.
  ///   - file: The file to create or replace; its folder must exist. A link is followed, so that it goes on
  ///     leading where it led. A device or a pipe, such as `/dev/stdout`, is written to, never replaced.
  ///   - isSynchronized: False leaves out both fsyncs: readers still never see a torn file, but a power
  ///     cut may take the new content. For caches, which can be made again.
  /// - Throws: ``DurableFileError`` naming the file, the step that failed and the system's reason. The
  ///   old content is then intact and no temporary file is left.
  public static func write(
    _ bytes: some ContiguousBytes, to file: URL, isSynchronized: Bool = true
  ) throws(DurableFileError) {
    switch destination(of: file) {
    case .file(let file): try replace(file, with: bytes, isSynchronized: isSynchronized)
    case .stream: try pour(bytes, into: file)
    case .folder: throw DurableFileError(file: file, step: .rename, code: EISDIR)
    }
  }

  /// What a name leads to.
  private enum Destination {
    /// An ordinary file, or none yet, under its own name.
    case file(URL)
    /// Something that is written to in place.
    case stream
    case folder
  }

  private static func destination(of file: URL) -> Destination {
    var status = stat()
    guard stat(file.path, &status) == 0 else { return .file(file) }
    switch status.st_mode & S_IFMT {
    case S_IFDIR: return .folder
    case S_IFREG:
      // The link of an open descriptor may lead to a file that has no name any more.
      guard let path = realpath(file.path, nil) else { return .stream }
      defer { free(path) }
      return .file(URL(filePath: String(cString: path)))
    default: return .stream
    }
  }

  private static func replace(
    _ file: URL, with bytes: some ContiguousBytes, isSynchronized: Bool
  ) throws(DurableFileError) {
    let temporary = file.deletingLastPathComponent().appending(
      path: ".\(file.lastPathComponent).\(getpid()).\(UInt32.random(in: .min ... .max)).tmp")
    do throws(DurableFileError) {
      try writeNew(bytes, to: temporary, isSynchronized: isSynchronized)
      if let code = FailurePoint.rename.pass(file.path) {
        throw DurableFileError(file: file, step: .rename, code: code)
      }
      guard rename(temporary.path, file.path) == 0 else {
        throw DurableFileError(file: file, step: .rename, code: errno)
      }
    } catch {
      unlink(temporary.path)
      throw DurableFileError(file: file, step: error.step, code: error.code)
    }
    if isSynchronized { try synchronize(folder: file.deletingLastPathComponent()) }
  }

  /// Makes the names in `folder` survive a power cut.
  ///
  /// - Throws: ``DurableFileError`` where the folder cannot be opened or synchronized.
  public static func synchronize(folder: URL) throws(DurableFileError) {
    let descriptor = open(folder.path, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
    guard descriptor >= 0 else { throw DurableFileError(file: folder, step: .open, code: errno) }
    defer { close(descriptor) }
    if let code = FailurePoint.synchronizeFolder.pass(folder.path) {
      throw DurableFileError(file: folder, step: .synchronize, code: code)
    }
    guard fsync(descriptor) == 0 else {
      throw DurableFileError(file: folder, step: .synchronize, code: errno)
    }
  }

  private static func writeNew(
    _ bytes: some ContiguousBytes, to file: URL, isSynchronized: Bool
  ) throws(DurableFileError) {
    if let code = FailurePoint.open.pass(file.path) {
      throw DurableFileError(file: file, step: .open, code: code)
    }
    let descriptor = open(file.path, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0o644)
    guard descriptor >= 0 else { throw DurableFileError(file: file, step: .open, code: errno) }
    defer { close(descriptor) }
    try put(bytes, to: descriptor, of: file)
    guard isSynchronized else { return }
    if let code = FailurePoint.synchronize.pass(file.path) {
      throw DurableFileError(file: file, step: .synchronize, code: code)
    }
    // After a failed fsync the kernel may drop the pages: never retried on the same descriptor.
    if fsync(descriptor) != 0 {
      throw DurableFileError(file: file, step: .synchronize, code: errno)
    }
  }

  private static func pour(_ bytes: some ContiguousBytes, into file: URL) throws(DurableFileError) {
    let descriptor = open(file.path, O_WRONLY | O_CLOEXEC)
    guard descriptor >= 0 else { throw DurableFileError(file: file, step: .open, code: errno) }
    defer { close(descriptor) }
    try put(bytes, to: descriptor, of: file)
  }

  private static func put(
    _ bytes: some ContiguousBytes, to descriptor: Int32, of file: URL
  ) throws(DurableFileError) {
    let failure: Int32? = bytes.withUnsafeBytes { buffer in
      let code = FailurePoint.write.pass(file.path) {
        _ = Glibc.write(descriptor, buffer.baseAddress, buffer.count / 2)
      }
      if let code { return code }
      var written = 0
      while written < buffer.count {
        let count = Glibc.write(descriptor, buffer.baseAddress! + written, buffer.count - written)
        if count < 0 && errno == EINTR { continue }
        if count < 0 { return errno }
        written += count
      }
      return nil
    }
    if let failure { throw DurableFileError(file: file, step: .write, code: failure) }
  }
}

/// A file could not be written; its earlier content is intact.
public struct DurableFileError: Error, CustomStringConvertible {
  /// What was being done when the system refused.
  public enum Step: String, Sendable {
    case open, write, synchronize, rename
  }

  /// The file that was to be written.
  public let file: URL
  /// What was being done.
  public let step: Step
  /// The system's error number (`errno`).
  public let code: Int32

  public var description: String {
    let reason = String(cString: strerror(code))
    let remedy =
      switch code {
      case ENOSPC, EDQUOT: " Free some space on that disk, or choose another folder."
      case EACCES, EPERM, EROFS: " Choose a folder that you may write to."
      case ENOENT: " Create its folder first."
      case EISDIR: " Name a file, not a folder."
      default: ""
      }
    return "\(file.path): cannot \(step.rawValue) the file: \(reason).\(remedy)"
  }
}
