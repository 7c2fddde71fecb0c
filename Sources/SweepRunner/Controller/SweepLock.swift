public import Foundation
import Glibc

/// Held by the controller of a sweep for as long as it lives: the only process that decides about its trials.
///
/// The kernel drops it when the process ends, however it ends. It lies at `<runs>/sweeps/<name>/lock`. Checked in
/// `SweepFaultTests`.
public final class SweepLock: Sendable {
  private let descriptor: Int32

  /// The folder of the sweep called `name` in the folder of runs.
  public static func folder(ofSweep name: String, in runs: URL) -> URL {
    runs.appending(path: "sweeps").appending(path: name)
  }

  /// The names of the sweeps that were begun in the folder of runs, sorted: each has left a folder.
  public static func sweeps(in runs: URL) -> [String] {
    let folder = runs.appending(path: "sweeps")
    let names = (try? FileManager.default.contentsOfDirectory(atPath: folder.path)) ?? []
    return names.filter { FileManager.default.fileExists(atPath: folder.appending(path: "\($0)/lock").path) }
      .sorted()
  }

  /// Takes the lock of the sweep called `name`.
  ///
  /// - Throws: ``SweepError/busy(sweep:process:)`` where another controller holds it,
  ///   ``SweepError/folderUnusable(folder:reason:)`` where the folder of runs cannot be written.
  public init(ofSweep name: String, in runs: URL) throws(SweepError) {
    let folder = Self.folder(ofSweep: name, in: runs)
    try? FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    let path = folder.appending(path: "lock").path
    let descriptor = open(path, O_RDWR | O_CREAT | O_NOFOLLOW | O_CLOEXEC, 0o644)
    guard descriptor >= 0 else {
      throw .folderUnusable(folder: folder, reason: String(cString: strerror(errno)))
    }
    guard flock(descriptor, LOCK_EX | LOCK_NB) == 0 else {
      close(descriptor)
      let holder = (try? String(contentsOfFile: path, encoding: .utf8)).flatMap { Int32($0) }
      throw .busy(sweep: name, process: holder)
    }
    self.descriptor = descriptor
    // For people: the lock itself tells whether it is held.
    ftruncate(descriptor, 0)
    _ = "\(getpid())".withCString { pwrite(descriptor, $0, strlen($0), 0) }
  }

  /// Whether a controller holds the lock of the sweep called `name`.
  public static func isHeld(ofSweep name: String, in runs: URL) -> Bool {
    let path = folder(ofSweep: name, in: runs).appending(path: "lock").path
    let descriptor = open(path, O_RDONLY | O_NOFOLLOW | O_CLOEXEC)
    guard descriptor >= 0 else { return false }
    defer { close(descriptor) }
    guard flock(descriptor, LOCK_SH | LOCK_NB) == 0 else { return true }
    flock(descriptor, LOCK_UN)
    return false
  }

  deinit {
    // Closing would not do: a worker that is being started has the descriptors of this process until it begins.
    flock(descriptor, LOCK_UN)
    close(descriptor)
  }
}
