import CArchive
public import Foundation
import Glibc

/// Unpacks zip archives of files and folders, by libarchive, into a folder that it makes.
///
/// Nothing leaves that folder: an entry whose path begins at the root, goes up, or is hidden, a link, a
/// device, and a path that comes twice end the unpacking, and what was unpacked is taken away.
///
/// Checked in `ArchiveUnpackingTests`.
public enum ArchiveUnpacking {
  /// What an archive may ask for.
  public struct Limits: Sendable {
    /// Bytes of all files, at most.
    public var size: Int64
    /// Files and folders, at most.
    public var entryCount: Int

    /// Limits; by default 4 GB and 100 000 entries.
    public init(size: Int64 = 4 << 30, entryCount: Int = 100_000) {
      self.size = size
      self.entryCount = entryCount
    }
  }

  /// Unpacks `archive`.
  ///
  /// - Parameters:
  ///   - archive: A zip archive.
  ///   - folder: Is made; must not be there.
  ///   - limits: What the archive may ask for.
  ///   - isHiddenLeftOut: Whether entries with hidden names, such as `.git`, are left out; otherwise they are
  ///     refused.
  ///   - progress: Told of bytes that are unpacked.
  /// - Returns: How many files there are.
  /// - Throws: ``ArchiveError``; nothing of the folder is left then.
  @discardableResult
  public static func unpack(
    _ archive: URL, to folder: URL, limits: Limits = Limits(), isHiddenLeftOut: Bool = true,
    progress: (_ size: Int64) -> Void = { _ in }
  ) throws(ArchiveError) -> Int {
    var words = [CChar](repeating: 0, count: 512)
    guard let reading = archive_reading_open(archive.path, &words, words.count) else {
      let text = String(decoding: words.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
      throw ArchiveError(archive: archive, entry: nil, reason: .unreadable(words: text))
    }
    defer { archive_reading_close(reading) }
    guard mkdir(folder.path, 0o755) == 0 else {
      throw ArchiveError(archive: archive, entry: nil, reason: .unwritable(file: folder.path, code: errno))
    }
    do throws(ArchiveError) {
      var unpacking = Unpacking(
        archive: archive, reading: reading, folder: folder, limits: limits, isHiddenLeftOut: isHiddenLeftOut)
      return try unpacking.all(progress)
    } catch {
      try? FileManager.default.removeItem(at: folder)
      throw error
    }
  }
}

/// One archive on its way into a folder.
private struct Unpacking {
  let archive: URL
  let reading: OpaquePointer
  let folder: URL
  let limits: ArchiveUnpacking.Limits
  let isHiddenLeftOut: Bool
  private var size: Int64 = 0
  private let block = Block()

  init(
    archive: URL, reading: OpaquePointer, folder: URL, limits: ArchiveUnpacking.Limits, isHiddenLeftOut: Bool
  ) {
    self.archive = archive
    self.reading = reading
    self.folder = folder
    self.limits = limits
    self.isHiddenLeftOut = isHiddenLeftOut
  }

  /// Memory for what is read at once.
  private final class Block {
    let bytes = UnsafeMutableRawBufferPointer.allocate(byteCount: 1 << 18, alignment: 64)
    deinit { bytes.deallocate() }
  }

  mutating func all(_ progress: (Int64) -> Void) throws(ArchiveError) -> Int {
    var fileCount = 0
    var entryCount = 0
    var entry = archive_entry_description()
    while true {
      let status = archive_reading_next(reading, &entry)
      guard status >= 0 else { throw damage(nil) }
      guard status > 0 else { return fileCount }
      entryCount += 1
      let path = entry.path.map { String(cString: $0) } ?? ""
      guard entryCount <= limits.entryCount else {
        throw error(path, .entryCount(greatest: limits.entryCount))
      }
      let parts = path.split(separator: "/", omittingEmptySubsequences: false)
      // A folder's path ends in a slash.
      let names = parts.last?.isEmpty == true && entry.kind == archive_folder ? parts.dropLast() : parts[...]
      try requireSafe(names, path: path)
      if names.contains(where: { $0.hasPrefix(".") }) {
        guard isHiddenLeftOut else { throw error(path, .path) }
        continue
      }
      guard entry.kind == archive_file || entry.kind == archive_folder else { throw error(path, .kind) }
      let place = folder.appending(path: names.joined(separator: "/"))
      try makeFolders(entry.kind == archive_folder ? names : names.dropLast(), path: path)
      guard entry.kind == archive_file else { continue }
      try write(path, to: place, progress)
      fileCount += 1
    }
  }

  /// Refuses paths that lead out of the folder, or that no file has here.
  private func requireSafe(_ names: ArraySlice<Substring>, path: String) throws(ArchiveError) {
    let isSafe =
      !names.isEmpty && path.utf8.count <= 1_000 && !path.contains("\\")
      && path.unicodeScalars.allSatisfy { $0.properties.generalCategory != .control }
      && names.allSatisfy { !$0.isEmpty && $0 != "." && $0 != ".." && $0.utf8.count <= 255 }
    guard isSafe else { throw error(path, .path) }
  }

  /// Makes the folders `names`, each inside the one before it.
  private func makeFolders(_ names: ArraySlice<Substring>, path: String) throws(ArchiveError) {
    var place = folder
    for name in names {
      place = place.appending(path: String(name))
      if mkdir(place.path, 0o755) == 0 { continue }
      guard errno == EEXIST else { throw error(path, .unwritable(file: place.path, code: errno)) }
      var status = stat()
      guard lstat(place.path, &status) == 0, status.st_mode & S_IFMT == S_IFDIR else {
        throw error(path, .twice)
      }
    }
  }

  private mutating func write(
    _ path: String, to place: URL, _ progress: (Int64) -> Void
  ) throws(ArchiveError) {
    // The folder is ours and new, and no entry makes a link: the path leads where it says.
    let descriptor = open(place.path, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0o644)
    guard descriptor >= 0 else {
      throw error(path, errno == EEXIST ? .twice : .unwritable(file: place.path, code: errno))
    }
    defer { close(descriptor) }
    while true {
      let count = archive_reading_read(reading, block.bytes.baseAddress, block.bytes.count)
      guard count >= 0 else { throw damage(path) }
      guard count > 0 else { return }
      size += Int64(count)
      guard size <= limits.size else { throw error(path, .size(greatest: limits.size)) }
      var written = 0
      while written < count {
        let step = Glibc.write(descriptor, block.bytes.baseAddress! + written, count - written)
        if step < 0 && errno == EINTR { continue }
        guard step > 0 else {
          throw error(path, .unwritable(file: place.path, code: step < 0 ? errno : ENOSPC))
        }
        written += step
      }
      progress(size)
    }
  }

  private func damage(_ path: String?) -> ArchiveError {
    error(path, .unreadable(words: String(cString: archive_reading_words(reading))))
  }

  private func error(_ path: String?, _ reason: ArchiveError.Reason) -> ArchiveError {
    ArchiveError(archive: archive, entry: path, reason: reason)
  }
}
