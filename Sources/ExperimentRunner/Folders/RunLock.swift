import Foundation
import Glibc

/// Held by the process that trains a run, for as long as it does.
///
/// The kernel drops the lock when the process ends, however it ends: a run that claims to be running and
/// whose lock is free has lost its process. What the file says of the holder is for people, and for runs whose
/// lock is not there to be asked; it never overrules the lock. Checked in `RunLockTests` and `RunReapingTests`.
package final class RunLock: Sendable {
  private let descriptor: Int32

  /// Why a lock was not taken.
  package enum Refusal: Error {
    /// Another process has it, or is looking at it.
    case held
    /// Its file cannot be opened for writing, for this reason.
    case unusable(reason: String)
  }

  /// Takes the lock of `folder`.
  package init(_ folder: RunFolder) throws(Refusal) {
    let descriptor = open(folder.lockFile.path, O_RDWR | O_CREAT | O_NOFOLLOW | O_CLOEXEC, 0o644)
    guard descriptor >= 0 else { throw .unusable(reason: String(cString: strerror(errno))) }
    guard flock(descriptor, LOCK_EX | LOCK_NB) == 0 else {
      close(descriptor)
      throw .held
    }
    self.descriptor = descriptor
    note(ProcessIdentity.current.record)
  }

  deinit {
    release()
    close(descriptor)
  }

  /// Lets others take the lock, however long this value lives; doing so again changes nothing.
  ///
  /// Closing the file would not do: a program that is being started has the descriptors of this one until it begins,
  /// and with them the lock.
  package func release() { flock(descriptor, LOCK_UN) }

  /// Replaces what the lock's file says.
  private func note(_ text: String) {
    ftruncate(descriptor, 0)
    _ = text.withCString { pwrite(descriptor, $0, strlen($0), 0) }
  }

  /// Who holds a folder's lock.
  package enum State {
    /// A living process.
    case held
    /// Nobody: the process that had it is gone.
    case free
    /// The folder has no lock, or is not there at all.
    case absent
  }

  /// Who holds the lock of `folder`.
  package static func state(of folder: RunFolder) -> State { whileFree(folder) {} }

  /// Does `body` where nobody holds the lock of `folder`; until it returns, nobody can take it.
  ///
  /// - Parameters:
  ///   - folder: The folder; one that may only be read will do.
  ///   - body: Left out where the lock is held or absent.
  /// - Returns: Who held the lock; `free` where `body` was done.
  @discardableResult
  package static func whileFree(_ folder: RunFolder, _ body: () throws -> Void) rethrows -> State {
    let descriptor = open(folder.lockFile.path, O_RDONLY | O_NOFOLLOW | O_CLOEXEC)
    guard descriptor >= 0 else { return .absent }
    defer { close(descriptor) }
    guard flock(descriptor, LOCK_SH | LOCK_NB) == 0 else { return .held }
    defer { flock(descriptor, LOCK_UN) }
    try body()
    return .free
  }

  /// The process that the lock of `folder` names as its holder; nil where it names none that lives.
  package static func holder(of folder: RunFolder) -> ProcessIdentity? {
    guard let record = try? String(contentsOf: folder.lockFile, encoding: .utf8),
      let process = ProcessIdentity(record: record), process.life == .alive
    else { return nil }
    return process
  }
}
