package import NIOCore
import Synchronization

/// Pages that need not be made again as long as the store is the same.
///
/// Checked in `PageCacheTests`.
package final class PageCache: Sendable {
  private struct State {
    var mark: StoreMark?
    var pages: [String: ByteBuffer] = [:]
    var byteCount = 0
  }

  private let capacity: Int
  private let state = Mutex(State())

  /// A cache of at most `capacity` bytes.
  package init(capacity: Int = 16 << 20) { self.capacity = capacity }

  /// The page called `key` as it was made at `mark`; nil where it was not.
  package func page(_ key: String, at mark: StoreMark?) -> ByteBuffer? {
    guard let mark else { return nil }
    return state.withLock { $0.mark == mark ? $0.pages[key] : nil }
  }

  /// Keeps `page`, which was made of a store that had `mark` before it was looked at.
  package func keep(_ page: ByteBuffer, as key: String, at mark: StoreMark?) {
    guard let mark, page.readableBytes <= capacity / 4 else { return }
    state.withLock { state in
      if state.mark != mark || state.byteCount + page.readableBytes > capacity { state = State(mark: mark) }
      state.byteCount += page.readableBytes - (state.pages[key]?.readableBytes ?? 0)
      state.pages[key] = page
    }
  }
}
