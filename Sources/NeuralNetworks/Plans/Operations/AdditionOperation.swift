import TensorEngine

/// `activation(left + right)`, the end of a residual block. The gradient of the sum is that of both; where one of
/// them can be read from there, nothing is copied.
struct AdditionOperation: BitwiseCopyable {
  var left, right, output: ImageLayout
  /// Whether the sum goes through a relu.
  var isRectified: Bool
  var outputGradient: ImageLayout?
  /// Where the gradient is copied, if anywhere, and whether it goes through the derivative of a relu there.
  var leftGradient, rightGradient: ImageLayout?
  var leftIsRectified, rightIsRectified: Bool
}

extension PlanCompiler {
  mutating func appendAddition(at index: Int) -> PlanValue {
    let node = graph.nodes[index]
    let left = take(node.inputs[0])
    let right = reordered(take(node.inputs[1]), to: left.order, for: node.name)
    let output =
      left.isVector ? memory.makeVector(left.order.storedCount) : makeImage(left.order, of: index)
    let gradient = left.gradient == nil && right.gradient == nil ? nil : makeGradient(for: left)
    let leftGradient = handOn(gradient, to: left)
    let rightGradient = handOn(gradient, to: right)
    let phase = max(left.phase, right.phase)
    let copied = [leftGradient, rightGradient].compactMap(\.self)
    let gates = [
      leftGradient != nil && left.isRectified ? left.activation : nil,
      rightGradient != nil && right.isRectified ? right.activation : nil,
    ].compactMap(\.self)
    operations.append(
      PlannedOperation(
        phase: phase, forward: [left.activation, right.activation, output],
        backward: copied.isEmpty ? [] : copied + gates + [gradient].compactMap(\.self)
      ) { layouts in
        .addition(
          AdditionOperation(
            left: layouts[left.activation], right: layouts[right.activation], output: layouts[output],
            isRectified: node.isRectified, outputGradient: layouts[gradient],
            leftGradient: layouts[leftGradient], rightGradient: layouts[rightGradient],
            leftIsRectified: left.isRectified, rightIsRectified: right.isRectified))
      })
    explanation.append("\(node.name): sum\(node.isRectified ? " + relu" : "")")
    return PlanValue(
      activation: output, gradient: gradient, order: left.order, isVector: left.isVector,
      isRectified: node.isRectified, adoptsGradient: true, isRelocatable: true, phase: phase)
  }

  /// Lets what made `value` read `gradient` as its own, if it can; else returns where to copy it.
  mutating func handOn(_ gradient: PlanMemory.ImageID?, to value: PlanValue) -> PlanMemory.ImageID? {
    guard let gradient, let own = value.gradient else { return nil }
    guard value.adoptsGradient && !value.isRectified else { return own }
    memory.replace(own, by: gradient)
    return nil
  }
}

extension AdditionOperation {
  func forward(_ worker: PlanWorker, _ example: Int) {
    Elementwise.add(
      worker.pointer(left, example), left, worker.pointer(right, example), right, isRectified: isRectified,
      to: worker.pointer(output, example), output)
  }

  func backward(_ worker: PlanWorker, _ example: Int) {
    guard let outputGradient else { return }
    let source = worker.pointer(outputGradient, example)
    func copy(to target: ImageLayout?, _ values: ImageLayout, isRectified: Bool) {
      guard let target else { return }
      Elementwise.copy(
        source, outputGradient,
        activation: isRectified ? UnsafePointer(worker.pointer(values, example)) : nil,
        activationLayout: values, to: worker.pointer(target, example), target)
    }
    copy(to: leftGradient, left, isRectified: leftIsRectified)
    copy(to: rightGradient, right, isRectified: rightIsRectified)
  }
}
