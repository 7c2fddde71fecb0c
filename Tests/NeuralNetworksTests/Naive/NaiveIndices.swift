import ExperimentSchema
import Glibc

/// Which input and weight meet in which output of a convolution, by the definition.
struct ConvolutionIndices {
  let channels, rows, columns: Int
  let filters, outRows, outColumns: Int
  let height, width: Int
  let rowStride, columnStride: Int
  let above, left: Int
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
    switch summary.layer.operation {
    case .conv1D(let c):
      (height, width, rowStride, columnStride) = (1, c.kernelSize, 1, c.stride)
      (padding, activation) = (c.padding, c.activation)
    case .conv2D(let c):
      (height, width) = (c.kernelSize.melBand, c.kernelSize.frame)
      (rowStride, columnStride) = (c.stride.melBand, c.stride.frame)
      (padding, activation) = (c.padding, c.activation)
    default: preconditionFailure("no convolution")
    }
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
          for c in 0..<channels {
            for ky in 0..<height {
              for kx in 0..<width {
                let (y, x) = (oy * rowStride + ky - above, ox * columnStride + kx - left)
                guard y >= 0, y < rows, x >= 0, x < columns else { continue }
                body(
                  (f * outRows + oy) * outColumns + ox, ((f * channels + c) * height + ky) * width + kx,
                  (c * rows + y) * columns + x)
              }
            }
          }
        }
      }
    }
  }
}

/// Which input wins each window of a pooling: the first of the greatest.
struct PoolIndices {
  let channels, rows, columns: Int
  let outRows, outColumns: Int
  let height, width, rowStride, columnStride: Int

  init(_ summary: ShapeInference.LayerSummary) {
    var input = summary.inputShape
    if input.count == 1 { input = [1, 1, input[0]] }
    if input.count == 2 { input = [input[0], 1, input[1]] }
    (channels, rows, columns) = (input[0], input[1], input[2])
    let output = summary.outputShape
    outRows = output.count == 3 ? output[1] : 1
    outColumns = output.last!
    switch summary.layer.operation {
    case .maxPool1D(let size, let stride):
      (height, width, rowStride, columnStride) = (1, size, 1, stride)
    case .maxPool2D(let size, let stride):
      (height, width, rowStride, columnStride) = (size.melBand, size.frame, stride.melBand, stride.frame)
    default: preconditionFailure("no pooling")
    }
  }

  func winners<Scalar: BinaryFloatingPoint>(_ x: [Scalar]) -> [Int] {
    var winners: [Int] = []
    for c in 0..<channels {
      for oy in 0..<outRows {
        for ox in 0..<outColumns {
          var best = (c * rows + oy * rowStride) * columns + ox * columnStride
          for ky in 0..<height {
            for kx in 0..<width {
              let place = (c * rows + oy * rowStride + ky) * columns + ox * columnStride + kx
              if x[place] > x[best] { best = place }
            }
          }
          winners.append(best)
        }
      }
    }
    return winners
  }
}

func exponential<Scalar: BinaryFloatingPoint>(_ x: Scalar) -> Scalar { Scalar(exp(Double(x))) }
func logarithm<Scalar: BinaryFloatingPoint>(_ x: Scalar) -> Scalar { Scalar(log(Double(x))) }
