import ExperimentSchema
import Glibc

/// Which input and weight meet in which output of a convolution, by the definition.
struct ConvolutionIndices {
  let channels, rows, columns: Int
  let filters, outRows, outColumns: Int
  let height, width: Int
  let rowStride, columnStride: Int
  let above, left: Int
  /// Whether each channel is filtered by itself.
  let isDepthwise: Bool
  let activation: Activation

  init(_ summary: ShapeInference.LayerSummary) {
    var input = summary.inputShape
    if input.count == 1 { input = [1, 1, input[0]] }
    if input.count == 2 { input = [input[0], 1, input[1]] }
    let output = summary.outputShape
    (channels, rows, columns) = (input[0], input[1], input[2])
    filters = output[0]
    outRows = output.count == 3 ? output[1] : 1
    outColumns = output.last!
    let padding: LayerSpecification.Padding
    let groups: Int
    switch summary.layer.operation {
    case .conv1D(let c):
      groups = c.groups
      (height, width, rowStride, columnStride) = (1, c.kernelSize, 1, c.stride)
      (padding, activation) = (c.padding, c.activation)
    case .conv2D(let c):
      groups = c.groups
      (height, width) = (c.kernelSize.melBand, c.kernelSize.frame)
      (rowStride, columnStride) = (c.stride.melBand, c.stride.frame)
      (padding, activation) = (c.padding, c.activation)
    default: preconditionFailure("no convolution")
    }
    isDepthwise = groups > 1
    let isSame = padding == .same
    // The total, of which the smaller half comes before.
    above = isSame ? max(0, (outRows - 1) * rowStride + height - rows) / 2 : 0
    left = isSame ? max(0, (outColumns - 1) * columnStride + width - columns) / 2 : 0
  }

  var outputCount: Int { filters * outRows * outColumns }

  func forEachTerm(_ body: (_ output: Int, _ weight: Int, _ input: Int) -> Void) {
    for f in 0..<filters {
      for oy in 0..<outRows {
        for ox in 0..<outColumns {
          for c in isDepthwise ? f..<f + 1 : 0..<channels {
            for ky in 0..<height {
              for kx in 0..<width {
                let (y, x) = (oy * rowStride + ky - above, ox * columnStride + kx - left)
                guard y >= 0, y < rows, x >= 0, x < columns else { continue }
                let filter = isDepthwise ? f : f * channels + c
                body(
                  (f * outRows + oy) * outColumns + ox, (filter * height + ky) * width + kx,
                  (c * rows + y) * columns + x)
              }
            }
          }
        }
      }
    }
  }
}

/// Which inputs each output of a pooling or of a reduction is taken over, in order.
struct PoolIndices {
  /// `[output]`, the inputs of each in row-major order of its window.
  let windows: [[Int]]
  /// Whether the result is the greatest of them, the first of equals, rather than their mean.
  let isMaximum: Bool

  init(_ summary: ShapeInference.LayerSummary) {
    var input = summary.inputShape
    if input.count == 1 { input = [1, 1, input[0]] }
    if input.count == 2 { input = [input[0], 1, input[1]] }
    let (channels, rows, columns) = (input[0], input[1], input[2])
    func place(_ c: Int, _ y: Int, _ x: Int) -> Int { (c * rows + y) * columns + x }
    func slide(_ height: Int, _ width: Int, _ rowStride: Int, _ columnStride: Int) -> [[Int]] {
      let output = summary.outputShape
      let (outRows, outColumns) = (output.count == 3 ? output[1] : 1, output.last!)
      return (0..<channels * outRows * outColumns).map { index in
        let (ox, oy, c) = (index % outColumns, index / outColumns % outRows, index / outColumns / outRows)
        return (0..<height * width).map {
          place(c, oy * rowStride + $0 / width, ox * columnStride + $0 % width)
        }
      }
    }
    func reduce(_ axis: LayerSpecification.Axis) -> [[Int]] {
      switch axis {
      case .channel:
        (0..<rows * columns).map { pixel in (0..<channels).map { place($0, pixel / columns, pixel % columns) }
        }
      case .melBand:
        (0..<channels * columns).map { i in (0..<rows).map { place(i / columns, $0, i % columns) } }
      case .frame: (0..<channels * rows).map { i in (0..<columns).map { place(i / rows, i % rows, $0) } }
      }
    }
    switch summary.layer.operation {
    case .maxPool1D(let size, let stride): (windows, isMaximum) = (slide(1, size, 1, stride), true)
    case .averagePool1D(let size, let stride): (windows, isMaximum) = (slide(1, size, 1, stride), false)
    case .maxPool2D(let size, let stride):
      (windows, isMaximum) = (slide(size.melBand, size.frame, stride.melBand, stride.frame), true)
    case .averagePool2D(let size, let stride):
      (windows, isMaximum) = (slide(size.melBand, size.frame, stride.melBand, stride.frame), false)
    case .globalMaxPool, .globalAveragePool:
      windows = (0..<channels).map { c in (0..<rows * columns).map { c * rows * columns + $0 } }
      isMaximum = summary.layer.operation == .globalMaxPool
    case .max(let axis): (windows, isMaximum) = (reduce(axis), true)
    case .mean(let axis): (windows, isMaximum) = (reduce(axis), false)
    default: preconditionFailure("no pooling")
    }
  }

  /// Each output's inputs with their shares in it.
  func shares<Scalar: BinaryFloatingPoint>(_ x: [Scalar]) -> [[(input: Int, share: Scalar)]] {
    windows.map { window in
      guard isMaximum else { return window.map { ($0, 1 / Scalar(window.count)) } }
      return [(window.dropFirst().reduce(window[0]) { x[$1] > x[$0] ? $1 : $0 }, 1)]
    }
  }
}

func exponential<Scalar: BinaryFloatingPoint>(_ x: Scalar) -> Scalar { Scalar(exp(Double(x))) }
func logarithm<Scalar: BinaryFloatingPoint>(_ x: Scalar) -> Scalar { Scalar(log(Double(x))) }
