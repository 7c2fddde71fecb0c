import TensorEngine

/// Takes an image as a vector, where that is more than another way to see it: values are copied to compact
/// pixels, gradients from there.
struct FlatteningOperation: BitwiseCopyable {
  var image: ImageLayout
  /// The vector as an image of compact pixels, where values are copied.
  var vector: ImageLayout?
  var imageGradient: ImageLayout?
  /// The vector's gradient as an image of compact pixels, where gradients are copied.
  var vectorGradient: ImageLayout?
  var isRectified: Bool
}

extension PlanCompiler {
  mutating func appendFlattening(_ node: PlanNode) -> PlanValue {
    let input = take(node.inputs[0])
    guard !input.isVector else { return input }
    var vector = input
    vector.isVector = true
    vector.adoptsGradient = false
    vector.isRelocatable = false
    let copiesValues = !memory.isCompact(input.activation)
    let copiesGradient = input.gradient.map { !memory.isCompact($0) } ?? false
    let values = copiesValues ? makeGradient(for: input) : input.activation
    let gradient = copiesGradient ? makeGradient(for: input) : input.gradient
    vector.activation = memory.makeVectorView(of: values)
    vector.gradient = gradient.map { memory.makeVectorView(of: $0) }
    guard copiesValues || copiesGradient else {
      explanation.append("\(node.name): nothing to do, weights follow the plan's order")
      return vector
    }
    // The derivative of a relu goes into the copy.
    if copiesGradient { vector.isRectified = false }
    let copiedValues = copiesValues ? values : nil
    let (toGradient, fromGradient) = copiesGradient ? (input.gradient, gradient) : (nil, nil)
    let gate = copiesGradient && input.isRectified ? input.activation : nil
    operations.append(
      PlannedOperation(
        phase: input.phase, forward: copiesValues ? [input.activation, values] : [],
        backward: [toGradient, fromGradient, gate].compactMap(\.self)
      ) { layouts in
        .flattening(
          FlatteningOperation(
            image: layouts[input.activation], vector: layouts[copiedValues],
            imageGradient: layouts[toGradient], vectorGradient: layouts[fromGradient],
            isRectified: input.isRectified))
      })
    let parts = [
      copiesValues ? "values copied to compact pixels" : nil,
      copiesGradient ? "gradient copied to the convolution's image" : nil,
    ]
    explanation.append("\(node.name): \(parts.compactMap(\.self).joined(separator: "; "))")
    return vector
  }
}

extension FlatteningOperation {
  func forward(_ worker: PlanWorker, _ example: Int) {
    guard let vector else { return }
    Elementwise.copy(worker.pointer(image, example), image, to: worker.pointer(vector, example), vector)
  }

  func backward(_ worker: PlanWorker, _ example: Int) {
    guard let imageGradient, let vectorGradient else { return }
    Elementwise.copy(
      worker.pointer(vectorGradient, example), vectorGradient,
      activation: isRectified ? UnsafePointer(worker.pointer(image, example)) : nil, activationLayout: image,
      to: worker.pointer(imageGradient, example), imageGradient)
  }
}
