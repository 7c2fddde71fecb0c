import TensorEngine

/// The buffers of a plan while it is compiled: images are known by number until all operations stand and
/// memory can be dealt out.
///
/// An image is a way to see a buffer, and several may see the same one. What a buffer needs follows from the
/// operations that touch it: one that only neighbouring operations touch, example by example, has one place for
/// each worker and stays in the cache; every other has a place for each example.
struct PlanMemory {
  /// An image, by number.
  struct ImageID: Hashable {
    fileprivate let number: Int
  }

  /// How often a buffer is there.
  enum Extent {
    /// For each example or each worker, as its uses ask for.
    case example
    /// For each worker, and left alone from the first to the last operation of a run.
    case worker
    /// For each shard of the batch, kept through the step.
    case shard
  }

  struct Buffer {
    /// Values for each example, worker or shard.
    var count: Int
    var extent: Extent
    /// Whether there are values which are never written and must be zero.
    var hasStandingZeros: Bool
    /// Whether no other buffer may share its memory, whatever their shapes.
    var isPrivate = false
    /// Whether each example has a place, whatever touches the buffer.
    var isOfExamples = false
  }

  /// A buffer seen as an image; `offset` is where pixel (0, 0) lies in it.
  struct Image: Hashable {
    fileprivate(set) var buffer: Int
    var offset: Int
    var rowStride: Int
    var columnStride: Int
    var rowCount: Int
    var columnCount: Int
    var channelCount: Int
  }

  private(set) var buffers: [Buffer] = []
  private var images: [Image] = []
  /// The image that stands for another.
  private var standIns: [Int?] = []

  /// What an image is, as far as it is known before memory is dealt out.
  subscript(_ image: ImageID) -> Image { images[number(image)] }

  private func number(_ image: ImageID) -> Int {
    var number = image.number
    while let standIn = standIns[number] { number = standIn }
    return number
  }

  // MARK: Making images

  /// An image with `halo` around it, in a buffer of its own.
  mutating func makeImage(rows: Int, columns: Int, channels: Int, halo: Halo = Halo()) -> ImageID {
    let rowStride = (halo.left + columns + halo.right) * channels
    let count = (halo.above + rows + halo.below) * rowStride
    buffers.append(
      Buffer(count: count, extent: .example, hasStandingZeros: count != rows * columns * channels))
    return add(
      Image(
        buffer: buffers.count - 1, offset: halo.above * rowStride + halo.left * channels,
        rowStride: rowStride, columnStride: channels, rowCount: rows, columnCount: columns,
        channelCount: channels))
  }

  /// A vector of `count` values.
  mutating func makeVector(_ count: Int, for extent: Extent = .example) -> ImageID {
    let image = makeImage(rows: 1, columns: 1, channels: count)
    buffers[images[image.number].buffer].extent = extent
    return image
  }

  /// Some channels of each pixel.
  mutating func makeSlice(of image: ImageID, from channel: Int, channels: Int) -> ImageID {
    var slice = self[image]
    slice.offset += channel
    slice.channelCount = channels
    return add(slice)
  }

  /// The whole of a compact image as one pixel.
  mutating func makeVectorView(of image: ImageID) -> ImageID {
    var view = self[image]
    let count = buffers[view.buffer].count
    (view.rowCount, view.columnCount, view.channelCount) = (1, 1, count)
    (view.rowStride, view.columnStride) = (count, count)
    return add(view)
  }

  private mutating func add(_ image: Image) -> ImageID {
    images.append(image)
    standIns.append(nil)
    return ImageID(number: images.count - 1)
  }

  // MARK: What is known of them

  /// Whether pixels lie side by side and fill the buffer.
  func isCompact(_ image: ImageID) -> Bool {
    let found = self[image]
    return found.columnStride == found.channelCount
      && found.rowStride == found.columnCount * found.columnStride
      && buffers[found.buffer].count == found.rowCount * found.rowStride
  }

  /// Makes every use of `image` one of `other`.
  mutating func replace(_ image: ImageID, by other: ImageID) {
    precondition(number(image) != number(other), "an image cannot stand for itself")
    standIns[number(image)] = number(other)
  }

  /// Notes that the image has values within its pixels that nothing writes and that must be zero.
  mutating func keepZeros(in image: ImageID) {
    buffers[self[image].buffer].hasStandingZeros = true
    buffers[self[image].buffer].isPrivate = true
  }

  /// Notes that something besides operations writes the image of any example at any time.
  mutating func keepForExamples(_ image: ImageID) {
    buffers[self[image].buffer].isPrivate = true
    buffers[self[image].buffer].isOfExamples = true
  }
}

extension PlanMemory {
  /// What the first image of a buffer looks like, whatever buffer it is in: where its zeros are.
  func shape(ofBuffer buffer: Int) -> Image {
    var image = images[images.firstIndex { $0.buffer == buffer }!]
    image.buffer = 0
    return image
  }
}
