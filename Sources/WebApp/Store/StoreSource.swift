package import Foundation
import Glibc
import RunStore
import Synchronization

/// The store of runs, opened for looking when it is first asked for, and anew where another file has taken
/// its place.
final class StoreSource: Sendable {
  private let file: URL
  private let opened = Mutex<(inode: UInt64, store: RunStore)?>(nil)

  /// The store in `file`, which need not be there yet.
  init(_ file: URL) { self.file = file }

  /// The store as it is now.
  ///
  /// - Throws: ``RunStoreError``, such as where there is none yet.
  func store() throws -> RunStore {
    var status = stat()
    let inode = stat(file.path, &status) == 0 ? UInt64(status.st_ino) : 0
    return try opened.withLock { opened in
      if let opened, opened.inode == inode, inode != 0 { return opened.store }
      let store = try RunStore.open(file, access: .readOnly)
      opened = (inode, store)
      return store
    }
  }

  /// The mark of what is committed now.
  var mark: StoreMark? { StoreMark(of: file) }
}

/// What changes with every commit to a store: sizes and times of its file and of its log.
///
/// A file system's clock ticks every few milliseconds; a change within the tick of the one before would not
/// show. So a file that has just been written has no mark at all. Checked in `StoreMarkTests`.
package struct StoreMark: Sendable, Hashable {
  private let numbers: [Int]

  /// Nanoseconds after a change in which another would not show.
  private static let tick = 100_000_000

  /// The mark of the store in `file`; nil where it is not there, or was changed this very moment.
  package init?(of file: URL) {
    var now = timespec()
    clock_gettime(CLOCK_REALTIME, &now)
    var numbers: [Int] = []
    for path in [file.path, file.path + "-wal"] {
      var status = stat()
      guard stat(path, &status) == 0 else {
        if path == file.path { return nil }
        continue
      }
      let changed = status.st_mtim
      let age = (now.tv_sec - changed.tv_sec) * 1_000_000_000 + now.tv_nsec - changed.tv_nsec
      guard age > Self.tick else { return nil }
      numbers += [Int(status.st_ino), Int(status.st_size), changed.tv_sec, changed.tv_nsec]
    }
    self.numbers = numbers
  }
}
