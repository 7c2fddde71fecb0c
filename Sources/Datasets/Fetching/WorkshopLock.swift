public import Foundation
import Glibc

/// A folder in which one process at a time makes something.
struct WorkshopLock {
  private let folder: URL
  private let descriptor: Int32

  /// Makes `folder`, and the folders above it, and takes it.
  ///
  /// - Throws: ``CorpusError`` where it cannot be made; ``CorpusFetchBusy`` where another process has it.
  init(_ folder: URL) throws {
    do {
      try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    } catch {
      throw CorpusError(
        file: folder,
        CorpusError.Problem(
          found: "that it cannot be made", expected: "room for what is fetched",
          remedy: "Choose a folder that you may write to."))
    }
    descriptor = open(folder.path, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC)
    guard descriptor >= 0, flock(descriptor, LOCK_EX | LOCK_NB) == 0 else {
      if descriptor >= 0 { close(descriptor) }
      throw CorpusFetchBusy(folder: folder)
    }
    self.folder = folder
  }

  /// Takes the folder and all in it away.
  func remove() {
    try? FileManager.default.removeItem(at: folder)
    // Closing would not do: a program that is being started has the descriptors of this process until it begins.
    flock(descriptor, LOCK_UN)
    close(descriptor)
  }
}

/// Another process is fetching to the same folder.
public struct CorpusFetchBusy: Error, Sendable, CustomStringConvertible {
  /// What it holds.
  public let folder: URL

  public var description: String {
    "\(folder.path): found another process at it; expected none. Wait for its end, or fetch to another folder."
  }
}
