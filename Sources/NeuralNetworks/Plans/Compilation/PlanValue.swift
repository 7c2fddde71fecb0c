/// A value between two operations, as the next of them finds it.
struct PlanValue {
  var activation: PlanMemory.ImageID
  /// Where its gradient goes; nil where nothing before it is trained.
  var gradient: PlanMemory.ImageID?
  /// Where its logical values lie; kept through a flatten, which only changes how they are seen.
  var order: StoredOrder
  /// Seen as a vector: one pixel of all its values.
  var isVector: Bool
  /// Whether the values come out of a relu whose derivative is still to be applied: by what reads them.
  var isRectified = false
  /// Whether what made it only reads the gradient, in any layout, so that its reader may have it read another.
  var adoptsGradient = false
  /// Whether what made it may write it elsewhere instead, in any layout: it is no view of another value.
  var isRelocatable = false
  /// The first phase in which it is complete.
  var phase = 0
}

/// Where the logical values `[channel, row, column]` of an example lie: pixels in their order, and in each some
/// stored channels, of which a few may stand for nothing.
struct StoredOrder: Equatable {
  /// The stored channel of each logical one, rising.
  var channelPlaces: [Int]
  var rows = 1
  var columns = 1
  /// Channels stored for each pixel.
  var storedChannels: Int

  /// Channels without gaps, `storedChannels` of them or as many as fill multiples of 16.
  init(channels: Int, rows: Int = 1, columns: Int = 1, storedChannels: Int? = nil) {
    channelPlaces = Array(0..<channels)
    self.rows = rows
    self.columns = columns
    self.storedChannels = storedChannels ?? (channels + 15) / 16 * 16
  }

  /// Logical channels.
  var channels: Int { channelPlaces.count }
  /// Logical values.
  var count: Int { channels * rows * columns }
  /// Values stored.
  var storedCount: Int { rows * columns * storedChannels }

  /// The stored place of each value, in logical order.
  var places: [Int] {
    var places: [Int] = []
    places.reserveCapacity(count)
    for channel in channelPlaces {
      for pixel in 0..<rows * columns { places.append(pixel * storedChannels + channel) }
    }
    return places
  }
}
