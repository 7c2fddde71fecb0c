import TensorEngine

/// Copies values to where each logical channel lies behind the one before, without gaps.
struct ReorderingOperation: BitwiseCopyable {
  var input, output: ImageLayout
  var inputGradient, outputGradient: ImageLayout?
  /// Whether the input comes out of a relu, whose derivative its gradient goes through.
  var inputIsRectified: Bool
  /// The table of the channels' places in a pixel of the input, and how many they are.
  var table: Int
  var count: Int
}

extension PlanCompiler {
  /// `value` with its values in plain order: itself where they are already.
  mutating func inPlainOrder(_ value: PlanValue, for name: String) -> PlanValue {
    let order =
      value.isVector
      ? StoredOrder(channels: value.order.count)
      : StoredOrder(channels: value.order.channels, rows: value.order.rows, columns: value.order.columns)
    guard value.order != order else { return value }
    var plain = PlanValue(
      activation: memory.makeImage(
        rows: value.isVector ? 1 : order.rows, columns: value.isVector ? 1 : order.columns,
        channels: order.storedChannels),
      order: order, isVector: value.isVector, adoptsGradient: true, phase: value.phase)
    // Channels that stand for nothing are never written.
    memory.keepZeros(in: plain.activation)
    plain.gradient = value.gradient == nil ? nil : makeGradient(for: plain)
    let table = addTable(value.isVector ? value.order.places : value.order.channelPlaces)
    let gradients = [value.gradient, plain.gradient].compactMap(\.self)
    operations.append(
      PlannedOperation(
        phase: value.phase, forward: [value.activation, plain.activation],
        backward: gradients.isEmpty ? [] : gradients + (value.isRectified ? [value.activation] : [])
      ) { [plain] layouts in
        .reordering(
          ReorderingOperation(
            input: layouts[value.activation], output: layouts[plain.activation],
            inputGradient: layouts[value.gradient], outputGradient: layouts[plain.gradient],
            inputIsRectified: value.isRectified, table: table, count: order.channels))
      })
    explanation.append("\(name): its input's values copied into their logical order")
    return plain
  }
}

extension ReorderingOperation {
  func forward(_ worker: PlanWorker, _ example: Int) {
    let places = worker.tables + table
    let (source, target) = (worker.pointer(input, example), worker.pointer(output, example))
    for row in 0..<input.rowCount {
      for column in 0..<input.columnCount {
        let from = source + row &* input.rowStride + column &* input.columnStride
        let to = target + row &* output.rowStride + column &* output.columnStride
        for index in 0..<count { to[index] = from[Int(places[index])] }
      }
    }
  }

  func backward(_ worker: PlanWorker, _ example: Int) {
    guard let inputGradient, let outputGradient else { return }
    let places = worker.tables + table
    let values = worker.pointer(input, example)
    let (source, target) = (worker.pointer(outputGradient, example), worker.pointer(inputGradient, example))
    for row in 0..<input.rowCount {
      for column in 0..<input.columnCount {
        let from = source + row &* outputGradient.rowStride + column &* outputGradient.columnStride
        let to = target + row &* inputGradient.rowStride + column &* inputGradient.columnStride
        let gate = values + row &* input.rowStride + column &* input.columnStride
        to.update(repeating: 0, count: inputGradient.channelCount)
        for index in 0..<count {
          let place = Int(places[index])
          to[place] = inputIsRectified && gate[place] <= 0 ? 0 : from[index]
        }
      }
    }
  }
}
