import TensorEngine

/// `activation(W · x + b)`, for all examples of a worker at once.
struct DenseOperation: BitwiseCopyable {
  /// Values of an input, as stored.
  var depth: Int
  var panelCount: Int
  var input, output: ImageLayout
  /// Nil where nothing before the layer is trained.
  var inputGradient: ImageLayout?
  var outputGradient: ImageLayout?
  /// Whether the input comes out of a relu, whose derivative the input gradient goes through.
  var inputIsRectified: Bool
  /// Whether the layer ends in a relu of its own.
  var isRectified: Bool
  /// Its place among the plan's parameters.
  var parameter: Int
  var scratch: ImageLayout?
}

extension PlanCompiler {
  mutating func appendDense(_ node: PlanNode, units: Int) -> PlanValue {
    let input = take(node.inputs[0])
    let parameter = addParameter(node, outputs: units, order: input.order, isConvolution: false)
    let (depth, panelCount) = (parameters[parameter].depth, parameters[parameter].panelCount)
    let output = memory.makeVector(panelCount * 16)
    let gradient = trains ? memory.makeVector(panelCount * 16) : nil
    let scratch =
      input.gradient == nil
      ? nil : memory.makeVector(Dense.inputGradientScratchCount(panelCount: panelCount), for: .worker)
    let gradients = [gradient, input.gradient, scratch].compactMap(\.self)
    operations.append(
      PlannedOperation(
        phase: input.phase, isPerExample: false, forward: [input.activation, output],
        backward: trains ? [input.activation] + gradients : [],
        update: trains ? [input.activation] + gradients.prefix(1) : []
      ) { layouts in
        .dense(
          DenseOperation(
            depth: depth, panelCount: panelCount, input: layouts[input.activation], output: layouts[output],
            inputGradient: layouts[input.gradient], outputGradient: layouts[gradient],
            inputIsRectified: input.isRectified, isRectified: node.isRectified, parameter: parameter,
            scratch: layouts[scratch]))
      })
    let inputGradient = input.gradient == nil ? "" : "input gradient + derivative of relu, "
    explanation.append(
      "\(node.name): product + bias\(node.isRectified ? " + relu" : "")"
        + (gradientEpilogue.map { "; backward: \(inputGradient)weight gradient + \($0)" } ?? ""))
    return PlanValue(
      activation: output, gradient: gradient, order: StoredOrder(channels: units), isVector: true,
      isRectified: node.isRectified, isRelocatable: true, phase: input.phase)
  }
}

extension DenseOperation {
  func forward(_ worker: PlanWorker, _ examples: Range<Int>) {
    let place = worker.places[parameter]
    Dense.forward(
      rows: examples, input: worker.start + input.origin, inputStride: input.exampleStride,
      depth: depth, weight: worker.start + place.parameters, panelCount: panelCount,
      bias: worker.start + place.parameters + place.weightCount, output: worker.start + output.origin,
      outputStride: output.exampleStride, isRectified: isRectified)
  }

  func backward(_ worker: PlanWorker, _ examples: Range<Int>) {
    guard let inputGradient, let outputGradient, let scratch else { return }
    for firstRow in stride(from: examples.lowerBound, to: examples.upperBound, by: 16) {
      Dense.inputGradient(
        firstRow: firstRow, outputGradient: worker.start + outputGradient.origin,
        weight: worker.start + worker.places[parameter].parameters, depth: depth, panelCount: panelCount,
        activation: inputIsRectified ? UnsafePointer(worker.start + input.origin) : nil,
        inputGradient: worker.start + inputGradient.origin, inputStride: inputGradient.exampleStride,
        scratch: worker.pointer(scratch, 0))
    }
  }

  func update(_ worker: PlanWorker) {
    guard let outputGradient else { return }
    let place = worker.places[parameter]
    let sixes = worker.share(of: (depth + 5) / 6)
    let inputs = min(depth, sixes.lowerBound * 6)..<min(depth, sixes.upperBound * 6)
    let gradient = worker.start + outputGradient.origin
    Dense.weightGradient(
      inputs: inputs, batch: worker.count, input: worker.start + input.origin,
      inputStride: input.exampleStride, depth: depth, outputGradient: gradient, panelCount: panelCount,
      target: worker.target(of: place, from: 0, .weights))
    Dense.biasGradient(
      panels: worker.share(of: panelCount), batch: worker.count, outputGradient: gradient,
      panelCount: panelCount, target: worker.target(of: place, from: place.weightCount, .biases))
  }
}
