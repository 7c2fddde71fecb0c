/// A 3x3 convolution of stride 1 as tiles of 4x4 outputs, and the memory its kernels need.
///
/// Tiles are numbered row by row; those of the last row and column may reach beyond the image. They are
/// taken in blocks, so that a block's transformed values stay in the second-level cache.
package struct WinogradShape: BitwiseCopyable, Sendable {
  /// Input channels as stored; a multiple of 16.
  package let channelCount: Int
  /// Output channels / 16.
  package let panelCount: Int
  /// Pixels of the output.
  package let rowCount, columnCount: Int

  /// Products of a tile: one for each of 6x6 frequencies.
  static var frequencyCount: Int { 36 }
  /// Outputs along a tile's side.
  static var tileSize: Int { 4 }
  /// Inputs along a tile's side.
  static var windowSize: Int { 6 }

  /// - Precondition: `channelCount` is a multiple of 16; all are at least 1.
  package init(channelCount: Int, panelCount: Int, rowCount: Int, columnCount: Int) {
    precondition(
      channelCount >= 16 && channelCount.isMultiple(of: 16) && panelCount >= 1 && rowCount >= 1
        && columnCount >= 1,
      "\(channelCount) channels, \(panelCount) panels, \(rowCount) x \(columnCount) pixels")
    self.channelCount = channelCount
    self.panelCount = panelCount
    self.rowCount = rowCount
    self.columnCount = columnCount
  }

  /// Output channels as stored.
  package var outputCount: Int { panelCount &* 16 }
  var tileColumnCount: Int { (columnCount &+ 3) / 4 }
  /// Tiles of an image.
  package var tileCount: Int { (rowCount &+ 3) / 4 &* tileColumnCount }

  /// Tiles of a block: such that its transformed inputs and products are about 220 KB, even, and alike for
  /// all blocks of an image.
  package var blockTileCount: Int {
    let most = max(12, 220_000 / (4 * Self.frequencyCount * (channelCount + outputCount)))
    let blockCount = (tileCount + most - 1) / most
    return ((tileCount + blockCount - 1) / blockCount + 1) / 2 * 2
  }

  // Distances between frequencies; a cache line more than the values, so that the 36 places that a transform
  // writes to fall into different sets of the cache.

  /// From one frequency to the next of transformed inputs, `[tile, channel]`.
  var inputStride: Int { blockTileCount &* channelCount &+ 16 }
  /// From one frequency to the next of products or transformed output gradients, `[tile, output]`.
  var productStride: Int { blockTileCount &* outputCount &+ 16 }
  /// From one frequency to the next of transformed weights, `[panel, channel, 16]`.
  var weightStride: Int { channelCount &* outputCount &+ 16 }

  /// Values of a transformed weight, or of its gradient.
  package var transformedWeightCount: Int { Self.frequencyCount * weightStride }
  /// Values of scratch that each kernel needs.
  package var scratchCount: Int {
    Self.frequencyCount * (inputStride + productStride) + Self.passCount
  }
  /// Values between a transform of columns and one of rows: up to four tiles side by side, 16 channels.
  static var passCount: Int { 6 * passStride }
  /// From one row of them to the next: 18 columns of 16 channels.
  static var passStride: Int { 18 * 16 }

  /// Whether these kernels are faster than the direct ones for the three passes of a training step together.
  ///
  /// They are where half of the outputs that tiles compute are wanted, in images of at least 32 pixels: measured
  /// with batches of 32 by `earshot-bench convolution ROWS COLUMNS CHANNELS OUTPUTS --pass PASS --kernels winograd`
  /// against `--kernels direct` on an AMD Zen 5, from 16 to 128 channels. 4x8 pixels gain 1.3 to 1.8, 2x64 1.2
  /// to 1.4, 7x7 1.6 to 2.5, 9x9 1.3 to 1.9, 16x16 2.3 to 2.9; 6x6 0.9 to 1.5; left out are 5x5 (0.7 to 1.1),
  /// 1x64 (0.6 to 0.8) and 4x4 (0.9 to 1.1).
  package var pays: Bool {
    let pixelCount = rowCount * columnCount
    return pixelCount >= 32 && 2 * pixelCount >= 16 * tileCount
  }

  /// The convolution that gives this one's input gradient, an image of `rowCount` x `columnCount` pixels.
  package func inputGradientShape(rowCount: Int, columnCount: Int) -> WinogradShape {
    WinogradShape(
      channelCount: outputCount, panelCount: channelCount / 16, rowCount: rowCount, columnCount: columnCount)
  }
}

/// Tiles side by side: what a transform takes at once.
struct WinogradTiles {
  /// Row and first column of tiles.
  let row, column: Int
  /// At most ``greatestCount``.
  let count: Int
  /// The first one's place in its block.
  let place: Int

  /// Tiles that share the transform of their columns.
  static var greatestCount: Int { 4 }

  /// Calls `body` with the tiles of a block, in order, cut where a row of tiles ends.
  @inline(__always)
  static func forEach(of shape: WinogradShape, in block: Range<Int>, _ body: (WinogradTiles) -> Void) {
    let columnCount = shape.tileColumnCount
    var tile = block.lowerBound
    while tile < block.upperBound {
      let (row, column) = tile.quotientAndRemainder(dividingBy: columnCount)
      let count = min(greatestCount, columnCount &- column, block.upperBound &- tile)
      body(WinogradTiles(row: row, column: column, count: count, place: tile &- block.lowerBound))
      tile &+= count
    }
  }
}
