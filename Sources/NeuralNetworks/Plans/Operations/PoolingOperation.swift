import TensorEngine

/// The maximum or the mean over windows.
struct PoolingOperation: BitwiseCopyable {
  var shape: PoolingShape
  var input, output: ImageLayout
  var inputGradient, outputGradient: ImageLayout?
  var inputIsRectified: Bool
  /// Places of the maxima; nil for means.
  var places: ImageLayout?
}

/// Windows over an image, and what becomes of their results.
struct Pooling {
  enum Kind {
    case maximum, mean
  }

  var kind: Kind
  var shape: PoolingShape
  /// Windows along mel bands and frames; the node's output may see them as one row of as many frames.
  var rows, columns: Int
  /// Whether the results are seen as a vector.
  var makesVector: Bool

  /// Whether some values of an input lie in no window.
  func leavesOut(of input: PlanNode.Extent) -> Bool {
    shape.rowStride > shape.height || shape.columnStride > shape.width
      || (rows - 1) * shape.rowStride + shape.height < input.rows
      || (columns - 1) * shape.columnStride + shape.width < input.columns
  }
}

extension PlanCompiler {
  mutating func appendPooling(_ pooling: Pooling, at index: Int) -> PlanValue {
    let node = graph.nodes[index]
    let input = takeImage(for: node)
    var order = input.order
    (order.rows, order.columns) = (node.output.rows, node.output.columns)
    let value = PlanValue(
      activation: pooling.makesVector ? memory.makeVector(order.storedCount) : makeImage(order, of: index),
      order: order, isVector: pooling.makesVector, adoptsGradient: true,
      isRelocatable: true, phase: input.phase)
    let gradient = input.gradient == nil ? nil : makeGradient(for: value)
    let places = pooling.kind == .maximum ? memory.makeVector(order.storedCount) : nil
    if let inputGradient = input.gradient, pooling.leavesOut(of: node.input) {
      memory.keepZeros(in: inputGradient)
    }
    let gate = pooling.kind == .mean && input.isRectified ? input.activation : nil
    let gradients = [gradient, input.gradient].compactMap(\.self)
    operations.append(
      PlannedOperation(
        phase: input.phase, forward: [input.activation, value.activation] + [places].compactMap(\.self),
        backward: gradients.isEmpty ? [] : gradients + [places, gate].compactMap(\.self)
      ) { layouts in
        .pooling(
          PoolingOperation(
            shape: pooling.shape, input: layouts[input.activation],
            output: layouts[value.activation].windows(of: pooling), inputGradient: layouts[input.gradient],
            outputGradient: layouts[gradient]?.windows(of: pooling), inputIsRectified: input.isRectified,
            places: layouts[places]))
      })
    explanation.append(
      "\(node.name): \(pooling.kind == .maximum ? "maxima with their places" : "means")"
        + (input.isRectified && input.gradient != nil ? " + derivative of relu" : ""))
    var pooled = value
    pooled.gradient = gradient
    return pooled
  }
}

extension ImageLayout {
  /// The image with a pixel for each window, rows by columns, however it is seen afterwards.
  fileprivate func windows(of pooling: Pooling) -> ImageLayout {
    guard pooling.rows != rowCount else { return self }
    var layout = self
    (layout.rowCount, layout.columnCount) = (pooling.rows, pooling.columns)
    layout.rowStride = columnStride * pooling.columns
    return layout
  }
}

extension PoolingOperation {
  func forward(_ worker: PlanWorker, _ example: Int) {
    let (source, target) = (worker.pointer(input, example), worker.pointer(output, example))
    if let places {
      MaxPooling.forward(
        shape, input: source, inputLayout: input, output: target, outputLayout: output,
        places: worker.pointer(places, example), isRectified: inputIsRectified)
    } else {
      AveragePooling.forward(shape, input: source, inputLayout: input, output: target, outputLayout: output)
    }
  }

  func backward(_ worker: PlanWorker, _ example: Int) {
    guard let inputGradient, let outputGradient else { return }
    let source = worker.pointer(outputGradient, example)
    let target = worker.pointer(inputGradient, example)
    if let places {
      MaxPooling.backward(
        shape, outputGradient: source, outputLayout: outputGradient, places: worker.pointer(places, example),
        inputGradient: target, inputLayout: inputGradient)
    } else {
      AveragePooling.backward(
        shape, outputGradient: source, outputLayout: outputGradient,
        activation: inputIsRectified ? UnsafePointer(worker.pointer(input, example)) : nil,
        activationLayout: input, inputGradient: target, inputLayout: inputGradient)
    }
  }
}
