/// Where the values of a channels-last image lie in an arena: pixel `(row, column)` of an example, its
/// channels side by side.
///
/// Rows and columns may lie apart: around an image there may be a halo of zeros, for the padding of the
/// convolution that reads it or the reach of the one whose gradient it is. What lies between pixels is zero and
/// is never written. A vector is an image of one pixel.
package struct ImageLayout: BitwiseCopyable, Sendable {
  /// Offset of the first pixel of the first example in the arena.
  package var origin: Int
  /// From one example to the next; 0 where all examples of a worker share one place.
  package var exampleStride: Int
  /// From one worker's place to the next; 0 where the examples have places of their own.
  package var workerStride: Int
  /// From one row of pixels to the next.
  package var rowStride: Int
  /// From one pixel to the next.
  package var columnStride: Int
  /// Pixel rows: mel bands.
  package var rowCount: Int
  /// Pixel columns: frames.
  package var columnCount: Int
  /// Channels stored for each pixel.
  package var channelCount: Int

  package init(
    origin: Int, exampleStride: Int, workerStride: Int, rowStride: Int, columnStride: Int, rowCount: Int,
    columnCount: Int, channelCount: Int
  ) {
    self.origin = origin
    self.exampleStride = exampleStride
    self.workerStride = workerStride
    self.rowStride = rowStride
    self.columnStride = columnStride
    self.rowCount = rowCount
    self.columnCount = columnCount
    self.channelCount = channelCount
  }

  /// The offset of the first pixel of `example`, as `worker` sees it.
  @inline(__always) @inlinable
  package func offset(example: Int, worker: Int) -> Int {
    origin &+ example &* exampleStride &+ worker &* workerStride
  }

  /// Values from pixel (0, 0) of an example to another.
  @inline(__always) @inlinable
  package func pixel(_ row: Int, _ column: Int) -> Int { row &* rowStride &+ column &* columnStride }
}
