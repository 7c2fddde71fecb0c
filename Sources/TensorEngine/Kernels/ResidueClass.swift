/// The pixels along one axis of a strided convolution's input whose gradients come through the same taps.
///
/// Output o reads the pixels o · stride ..< o · stride + kernelSize of the padded input. Its pixel i is therefore
/// read by output (i - k) / stride through every tap k that leaves the same remainder as i, modulo the stride.
/// Pixels that share a remainder share their taps, and neighbours among them are read by neighbouring outputs: their
/// gradients are a correlation of stride 1, with the flipped taps, over the gradient as it is, without zeros between
/// its pixels. A stride of 1 has one class, of all pixels and all taps.
///
/// Checked in `StridedConvolutionTests`.
struct AxisResidue {
  /// 0 ..< stride.
  let residue: Int
  let kernelSize, stride: Int

  /// Taps that leave the residue: `residue`, `residue + stride` and so on. None where a stride goes beyond the kernel.
  var tapCount: Int { kernelSize / stride &+ (residue < kernelSize % stride ? 1 : 0) }

  /// Taps that leave a smaller residue.
  var precedingTapCount: Int { residue &* (kernelSize / stride) &+ min(residue, kernelSize % stride) }

  /// The first such pixel of an image that has `padding` zeros before it; the others follow `stride` apart.
  func firstPixel(padding: Int) -> Int {
    let offset = (residue &- padding) % stride
    return offset < 0 ? offset &+ stride : offset
  }

  /// How many there are among `count` pixels.
  func pixelCount(of count: Int, padding: Int) -> Int {
    max(0, count &- firstPixel(padding: padding) &+ stride &- 1) / stride
  }

  /// The output where the first pixel's window starts; below zero it starts in the zeros before the gradient.
  func firstOutput(padding: Int) -> Int {
    (firstPixel(padding: padding) &+ padding) / stride &- tapCount &+ 1
  }
}

/// The pixels of an image, and the taps of a kernel, that share their remainders modulo both strides.
struct ResidueClass {
  let rows, columns: AxisResidue
  /// The convolution as a whole.
  let shape: ConvolutionShape

  /// The taps as a convolution over the gradient.
  var taps: ConvolutionShape {
    var taps = shape
    (taps.kernelHeight, taps.kernelWidth) = (rows.tapCount, columns.tapCount)
    (taps.rowStride, taps.columnStride) = (1, 1)
    return taps
  }

  /// Taps of the classes before this one: where its flipped weight starts.
  var precedingTapCount: Int {
    rows.precedingTapCount &* shape.kernelWidth &+ rows.tapCount &* columns.precedingTapCount
  }

  /// Calls `body` with the place of each tap in the whole kernel and that in the flipped kernel of this class.
  @inline(__always)
  func forEachTap(_ body: (_ tap: Int, _ flippedTap: Int) -> Void) {
    let (height, width) = (rows.tapCount, columns.tapCount)
    for row in 0..<height {
      for column in 0..<width {
        let kernelRow = rows.residue &+ row &* shape.rowStride
        let kernelColumn = columns.residue &+ column &* shape.columnStride
        body(
          kernelRow &* shape.kernelWidth &+ kernelColumn,
          (height &- 1 &- row) &* width &+ width &- 1 &- column)
      }
    }
  }

  /// Its pixels of the input, or of an image of that shape, as an image; `offset` leads from pixel (0, 0) to its first.
  func part(of layout: ImageLayout, _ padding: ImagePadding) -> (offset: Int, layout: ImageLayout) {
    var part = layout
    part.rowStride = layout.rowStride &* shape.rowStride
    part.columnStride = layout.columnStride &* shape.columnStride
    part.rowCount = rows.pixelCount(of: layout.rowCount, padding: padding.above)
    part.columnCount = columns.pixelCount(of: layout.columnCount, padding: padding.left)
    let offset = layout.pixel(
      rows.firstPixel(padding: padding.above), columns.firstPixel(padding: padding.left))
    return (offset, part)
  }

  /// From pixel (0, 0) of the output gradient to where the window of the first pixel starts.
  func window(in outputGradientLayout: ImageLayout, _ padding: ImagePadding) -> Int {
    outputGradientLayout.pixel(
      rows.firstOutput(padding: padding.above), columns.firstOutput(padding: padding.left))
  }
}

extension ConvolutionShape {
  /// Calls `body` with each class of pixels; together they are the input, and their taps the kernel.
  @inline(__always)
  func forEachResidueClass(_ body: (ResidueClass) -> Void) {
    for row in 0..<rowStride {
      for column in 0..<columnStride {
        body(
          ResidueClass(
            rows: AxisResidue(residue: row, kernelSize: kernelHeight, stride: rowStride),
            columns: AxisResidue(residue: column, kernelSize: kernelWidth, stride: columnStride), shape: self)
        )
      }
    }
  }
}
