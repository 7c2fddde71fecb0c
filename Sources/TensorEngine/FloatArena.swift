/// One block of memory for all buffers of a plan: 64-byte aligned, zero at first, never moved.
package final class FloatArena {
  /// The first value; aligned to a cache line.
  package let start: UnsafeMutablePointer<Float>
  /// Values that it holds.
  package let count: Int

  /// An arena of `count` zeros.
  package init(count: Int) {
    self.count = count
    let bytes = UnsafeMutableRawPointer.allocate(byteCount: max(1, count) * 4, alignment: 64)
    start = bytes.bindMemory(to: Float.self, capacity: count)
    start.initialize(repeating: 0, count: count)
  }

  deinit { UnsafeMutableRawPointer(start).deallocate() }

  /// Deals out offsets of an arena that is yet to be made, each a multiple of a cache line, with a cache line
  /// of zeros between any two so that a vector load at a buffer's end never reads another's values.
  package struct Planner {
    /// Values dealt out so far.
    package private(set) var count = 0

    package init() {}

    /// Returns the offset of a new buffer of `count` values.
    package mutating func reserve(_ count: Int) -> Int {
      let offset = self.count
      self.count += (count + 15) / 16 * 16 + 16
      return offset
    }
  }
}
