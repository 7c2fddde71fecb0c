public import Foundation
import Glibc

/// What may go from a cache of features: entries that were not used for the longest time, as far as the cache is
/// larger than it may be, and files that a process did not live to finish.
///
/// Any number of processes may read and write meanwhile: a reader keeps the file it has opened, and what is gone is
/// computed again. Checked in `FeatureCacheCleanupTests`.
public struct FeatureCacheCleanup: Sendable {
  /// What would go.
  public let entryCount: Int
  /// The bytes of that.
  public let byteCount: Int
  /// The bytes of what stays.
  public let keptByteCount: Int
  /// When the last used of those that go was used; nil where nothing goes but unfinished files.
  public let lastUse: Date?

  private let entries: [Entry]

  private struct Entry {
    var path: String
    var byteCount: Int
    var time: timespec
    var isFinished: Bool
  }

  /// Seconds after which a file under a temporary name has no process that writes it.
  private static let abandonmentTime = 86_400

  /// Looks for what may go.
  ///
  /// - Parameters:
  ///   - cache: The cache; its folder may be absent.
  ///   - byteLimit: What its entries may take up, in bytes; at least 0.
  ///   - time: Now.
  /// - Complexity: O(n log n) for n entries, each asked for its size and time.
  public init(of cache: FeatureCache, keeping byteLimit: Int, at time: Date) {
    let oldest = Int(time.timeIntervalSince1970) - Self.abandonmentTime
    var finished: [Entry] = []
    var going: [Entry] = []
    for entry in Self.entries(in: cache.entryFolder) {
      if entry.isFinished {
        finished.append(entry)
      } else if entry.time.tv_sec <= oldest {
        going.append(entry)
      }
    }
    finished.sort { ($0.time.tv_sec, $0.time.tv_nsec, $0.path) < ($1.time.tv_sec, $1.time.tv_nsec, $1.path) }
    var kept = finished.reduce(0) { $0 + $1.byteCount }
    var lastUse: Int?
    for entry in finished {
      guard kept > byteLimit else { break }
      kept -= entry.byteCount
      lastUse = entry.time.tv_sec
      going.append(entry)
    }
    entries = going
    entryCount = going.count
    byteCount = going.reduce(0) { $0 + $1.byteCount }
    keptByteCount = kept
    self.lastUse = lastUse.map { Date(timeIntervalSince1970: Double($0)) }
  }

  /// Takes away what would go, but for entries that were used meanwhile.
  ///
  /// - Returns: Files that the system did not let go, with its reason.
  public func perform() -> [(file: URL, reason: String)] {
    entries.compactMap { entry in
      guard let now = Self.entry(at: entry.path, name: ""), now.time.tv_sec == entry.time.tv_sec,
        now.time.tv_nsec == entry.time.tv_nsec
      else { return nil }
      guard unlink(entry.path) != 0, errno != ENOENT else { return nil }
      return (URL(filePath: entry.path), String(cString: strerror(errno)))
    }
  }

  private static func entries(in folder: URL) -> [Entry] {
    let manager = FileManager.default
    return ((try? manager.contentsOfDirectory(atPath: folder.path)) ?? []).flatMap { group -> [Entry] in
      let groupPath = folder.path + "/" + group
      return ((try? manager.contentsOfDirectory(atPath: groupPath)) ?? []).compactMap { name in
        entry(at: groupPath + "/" + name, name: name)
      }
    }
  }

  /// The file at `path`; nil for what no cache has made.
  private static func entry(at path: String, name: String) -> Entry? {
    var status = stat()
    guard lstat(path, &status) == 0, status.st_mode & S_IFMT == S_IFREG else { return nil }
    return Entry(
      path: path, byteCount: Int(status.st_size), time: status.st_mtim, isFinished: !name.hasPrefix("."))
  }
}
