import TensorEngine

/// Takes a vector as an image of one channel: each value, in logical order, becomes a pixel, its channel 0.
struct ImagingOperation: BitwiseCopyable {
  var vector, image: ImageLayout
  var vectorGradient, imageGradient: ImageLayout?
  var isRectified: Bool
  /// The table of the values' places in the vector, and how many they are.
  var table: Int
  var count: Int
}

extension PlanCompiler {
  /// A vector for a spatial layer: frames of one channel.
  mutating func appendImaging(_ node: PlanNode, to input: PlanValue) -> PlanValue {
    let order = StoredOrder(channels: 1, columns: node.input.columns)
    let image = memory.makeImage(
      rows: 1, columns: order.columns, channels: order.storedChannels, halo: node.halo)
    // The other channels of a pixel are never written.
    memory.keepZeros(in: image)
    let gradient =
      input.gradient == nil
      ? nil : memory.makeImage(rows: 1, columns: order.columns, channels: order.storedChannels)
    let table = addTable(input.order.places)
    let count = input.order.count
    let gradients = [gradient, input.gradient].compactMap(\.self)
    operations.append(
      PlannedOperation(
        phase: input.phase, forward: [input.activation, image],
        backward: gradients.isEmpty ? [] : gradients + (input.isRectified ? [input.activation] : [])
      ) { layouts in
        .imaging(
          ImagingOperation(
            vector: layouts[input.activation], image: layouts[image],
            vectorGradient: layouts[input.gradient], imageGradient: layouts[gradient],
            isRectified: input.isRectified, table: table, count: count))
      })
    explanation.append("\(node.name): its input copied from a vector to an image of one channel")
    return PlanValue(
      activation: image, gradient: gradient, order: order, isVector: false, adoptsGradient: true,
      phase: input.phase)
  }

  /// Adds a table of places; returns where it begins.
  mutating func addTable(_ places: [Int]) -> Int {
    defer { tables += places.map(Int32.init) }
    return tables.count
  }
}

extension ImagingOperation {
  func forward(_ worker: PlanWorker, _ example: Int) {
    let places = worker.tables + table
    let (source, target) = (worker.pointer(vector, example), worker.pointer(image, example))
    for index in 0..<count { target[index &* image.columnStride] = source[Int(places[index])] }
  }

  func backward(_ worker: PlanWorker, _ example: Int) {
    guard let vectorGradient, let imageGradient else { return }
    let places = worker.tables + table
    let values = worker.pointer(vector, example)
    let (source, target) = (worker.pointer(imageGradient, example), worker.pointer(vectorGradient, example))
    target.update(repeating: 0, count: vectorGradient.channelCount)
    for index in 0..<count {
      let place = Int(places[index])
      let isAtRest = isRectified && values[place] <= 0
      target[place] = isAtRest ? 0 : source[index &* imageGradient.columnStride]
    }
  }
}
