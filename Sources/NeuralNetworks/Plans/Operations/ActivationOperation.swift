import TensorEngine

/// A function of each value by itself; where its derivative can be taken from its result and nothing else needs
/// the argument, in place.
struct ActivationOperation: BitwiseCopyable {
  var function: ActivationFunction
  var input, output: ImageLayout
  var gradient: ImageLayout?
  /// Whether the argument comes out of a relu whose derivative is applied here.
  var inputIsRectified: Bool
  /// Ones and zeros for the channels, where the function does not keep zeros.
  var mask: Int?
}

extension PlanCompiler {
  mutating func appendActivation(_ function: ActivationFunction, at index: Int) -> PlanValue {
    let node = graph.nodes[index]
    let input = take(node.inputs[0])
    var output = makeElementwiseOutput(of: input, at: index)
    let isInPlace = graph.worksInPlace(index)
    // In place the sign of the result is that of the argument, and the derivative of relu is left to the reader.
    if !isInPlace { output.isRectified = false }
    // A result that is kept must lie where no later layer works in place.
    if !function.keepsArgument { output.isRelocatable = false }
    let gate = !isInPlace && input.isRectified && input.gradient != nil ? input.activation : nil
    let kept = function.keepsArgument ? input.activation : output.activation
    let mask = function.keepsZero ? nil : addConstants(forChannelsOf: input, real: 1, others: 0)
    operations.append(
      PlannedOperation(
        phase: input.phase, forward: [input.activation, output.activation],
        backward: input.gradient.map { [$0, kept] + [gate].compactMap(\.self) } ?? []
      ) { [output] layouts in
        .activation(
          ActivationOperation(
            function: function, input: layouts[input.activation], output: layouts[output.activation],
            gradient: layouts[input.gradient], inputIsRectified: gate != nil, mask: mask))
      })
    explanation.append("\(node.name): \(function.name)\(placeText(at: index))")
    return output
  }
}

extension ActivationFunction {
  fileprivate var name: String {
    switch self {
    case .leakyRelu(let slope): "leaky relu of slope \(slope)"
    case .gelu: "gelu"
    case .sigmoid: "sigmoid"
    case .tanh: "tanh"
    }
  }
}

extension ActivationOperation {
  func forward(_ worker: PlanWorker, _ example: Int) {
    Elementwise.apply(
      function, worker.pointer(input, example), input, mask: mask.map { worker.constants + $0 },
      to: worker.pointer(output, example), output)
  }

  func backward(_ worker: PlanWorker, _ example: Int) {
    guard let gradient else { return }
    let kept = function.keepsArgument ? input : output
    Elementwise.multiply(
      worker.pointer(gradient, example), gradient, byDerivativeOf: function, worker.pointer(kept, example),
      kept, activation: inputIsRectified ? UnsafePointer(worker.pointer(input, example)) : nil,
      activationLayout: input)
  }
}
