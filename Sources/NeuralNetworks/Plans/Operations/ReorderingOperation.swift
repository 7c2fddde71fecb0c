import TensorEngine

/// Copies values to where each logical channel lies in another order.
struct ReorderingOperation: BitwiseCopyable {
  var input, output: ImageLayout
  var inputGradient, outputGradient: ImageLayout?
  /// Whether the input comes out of a relu, whose derivative its gradient goes through.
  var inputIsRectified: Bool
  /// The tables of the channels' places in a pixel of the input and in one of the output, and how many they are.
  var inputPlaces, outputPlaces: Int
  var count: Int
}

extension PlanCompiler {
  /// `value` with its channels one behind the other, without gaps: itself where they are so already.
  mutating func inPlainOrder(_ value: PlanValue, for name: String) -> PlanValue {
    let order =
      value.isVector
      ? StoredOrder(channels: value.order.count)
      : StoredOrder(channels: value.order.channels, rows: value.order.rows, columns: value.order.columns)
    return reordered(value, to: order, for: name)
  }

  /// `value` in another order of the same extents: itself where it is in that order already.
  mutating func reordered(_ value: PlanValue, to order: StoredOrder, for name: String) -> PlanValue {
    guard value.order != order else { return value }
    var other = PlanValue(
      activation: value.isVector
        ? memory.makeVector(order.storedCount)
        : memory.makeImage(rows: order.rows, columns: order.columns, channels: order.storedChannels),
      order: order, isVector: value.isVector, adoptsGradient: true, phase: value.phase)
    // Channels that stand for nothing are never written.
    memory.keepZeros(in: other.activation)
    other.gradient = value.gradient == nil ? nil : makeGradient(for: other)
    let inputPlaces = addTable(value.isVector ? value.order.places : value.order.channelPlaces)
    let outputPlaces = addTable(value.isVector ? order.places : order.channelPlaces)
    let count = value.isVector ? order.count : order.channels
    let gradients = [value.gradient, other.gradient].compactMap(\.self)
    operations.append(
      PlannedOperation(
        phase: value.phase, forward: [value.activation, other.activation],
        backward: gradients.isEmpty ? [] : gradients + (value.isRectified ? [value.activation] : [])
      ) { [other] layouts in
        .reordering(
          ReorderingOperation(
            input: layouts[value.activation], output: layouts[other.activation],
            inputGradient: layouts[value.gradient], outputGradient: layouts[other.gradient],
            inputIsRectified: value.isRectified, inputPlaces: inputPlaces, outputPlaces: outputPlaces,
            count: count))
      })
    explanation.append("\(name): its input's values copied into another order")
    return other
  }
}

extension ReorderingOperation {
  func forward(_ worker: PlanWorker, _ example: Int) {
    let (inputPlaces, outputPlaces) = (worker.tables + inputPlaces, worker.tables + outputPlaces)
    let (source, target) = (worker.pointer(input, example), worker.pointer(output, example))
    for row in 0..<input.rowCount {
      for column in 0..<input.columnCount {
        let from = source + row &* input.rowStride + column &* input.columnStride
        let to = target + row &* output.rowStride + column &* output.columnStride
        for index in 0..<count { to[Int(outputPlaces[index])] = from[Int(inputPlaces[index])] }
      }
    }
  }

  func backward(_ worker: PlanWorker, _ example: Int) {
    guard let inputGradient, let outputGradient else { return }
    let (inputPlaces, outputPlaces) = (worker.tables + inputPlaces, worker.tables + outputPlaces)
    let values = worker.pointer(input, example)
    let (source, target) = (worker.pointer(outputGradient, example), worker.pointer(inputGradient, example))
    for row in 0..<input.rowCount {
      for column in 0..<input.columnCount {
        let from = source + row &* outputGradient.rowStride + column &* outputGradient.columnStride
        let to = target + row &* inputGradient.rowStride + column &* inputGradient.columnStride
        let gate = values + row &* input.rowStride + column &* input.columnStride
        to.update(repeating: 0, count: inputGradient.channelCount)
        for index in 0..<count {
          let place = Int(inputPlaces[index])
          to[place] = inputIsRectified && gate[place] <= 0 ? 0 : from[Int(outputPlaces[index])]
        }
      }
    }
  }
}
