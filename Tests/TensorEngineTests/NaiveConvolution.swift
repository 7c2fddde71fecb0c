/// A 3x3 convolution of stride 1 and its gradients in double precision, the obvious way: the judge of the kernels.
///
/// Images are `[row, column, channel]`, the weight `[output, kernelRow, kernelColumn, channel]`.
struct NaiveConvolution {
  /// Rows and columns of the output; the input has two more of each.
  let rowCount, columnCount: Int
  let channelCount, outputCount: Int

  /// `[row, column, output]` of an input `[rowCount + 2, columnCount + 2, channel]`.
  func output(_ input: [Double], weight: [Double]) -> [Double] {
    var output = [Double](repeating: 0, count: rowCount * columnCount * outputCount)
    forEachTap { row, column, kernelRow, kernelColumn in
      let source = ((row + kernelRow) * (columnCount + 2) + column + kernelColumn) * channelCount
      for o in 0..<outputCount {
        let taps = (o * 9 + kernelRow * 3 + kernelColumn) * channelCount
        var sum = 0.0
        for c in 0..<channelCount { sum += input[source + c] * weight[taps + c] }
        output[(row * columnCount + column) * outputCount + o] += sum
      }
    }
    return output
  }

  /// The gradient of the whole input, `[rowCount + 2, columnCount + 2, channel]`.
  func inputGradient(_ outputGradient: [Double], weight: [Double]) -> [Double] {
    var gradient = [Double](repeating: 0, count: (rowCount + 2) * (columnCount + 2) * channelCount)
    forEachTap { row, column, kernelRow, kernelColumn in
      let target = ((row + kernelRow) * (columnCount + 2) + column + kernelColumn) * channelCount
      for o in 0..<outputCount {
        let taps = (o * 9 + kernelRow * 3 + kernelColumn) * channelCount
        let dy = outputGradient[(row * columnCount + column) * outputCount + o]
        for c in 0..<channelCount { gradient[target + c] += dy * weight[taps + c] }
      }
    }
    return gradient
  }

  /// `[output, kernelRow, kernelColumn, channel]`.
  func weightGradient(_ input: [Double], _ outputGradient: [Double]) -> [Double] {
    var gradient = [Double](repeating: 0, count: outputCount * 9 * channelCount)
    forEachTap { row, column, kernelRow, kernelColumn in
      let source = ((row + kernelRow) * (columnCount + 2) + column + kernelColumn) * channelCount
      for o in 0..<outputCount {
        let taps = (o * 9 + kernelRow * 3 + kernelColumn) * channelCount
        let dy = outputGradient[(row * columnCount + column) * outputCount + o]
        for c in 0..<channelCount { gradient[taps + c] += dy * input[source + c] }
      }
    }
    return gradient
  }

  private func forEachTap(_ body: (_ row: Int, _ column: Int, _ kernelRow: Int, _ kernelColumn: Int) -> Void)
  {
    for row in 0..<rowCount {
      for column in 0..<columnCount {
        for kernelRow in 0..<3 {
          for kernelColumn in 0..<3 { body(row, column, kernelRow, kernelColumn) }
        }
      }
    }
  }
}
