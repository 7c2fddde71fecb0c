import TensorEngine

/// Sums the gradients that two readers of a value have for it; there is nothing to do forward.
struct GradientSumOperation: BitwiseCopyable {
  var left, right, target: ImageLayout
  /// The value, where it comes out of a relu whose derivative the sum goes through; else nil.
  var activation: ImageLayout?
}

extension PlanCompiler {
  /// Sums `parts`, one for each reader of `value`, into its gradient: the first two, then one after the other.
  mutating func appendGradientSum(of parts: [PlanMemory.ImageID], into value: PlanValue) {
    guard let target = value.gradient else { return }
    // Appended last to first: the backward pass goes the other way.
    for index in (1..<parts.count).reversed() {
      let left = index == 1 ? parts[0] : target
      let isLast = index == parts.count - 1
      let activation = isLast && value.isRectified ? value.activation : nil
      operations.append(
        PlannedOperation(
          phase: value.phase, forward: [],
          backward: [left, parts[index], target] + [activation].compactMap(\.self)
        ) { layouts in
          .gradientSum(
            GradientSumOperation(
              left: layouts[left], right: layouts[parts[index]], target: layouts[target],
              activation: layouts[activation]))
        })
    }
  }
}

extension GradientSumOperation {
  func backward(_ worker: PlanWorker, _ example: Int) {
    Elementwise.addGradients(
      worker.pointer(left, example), left, worker.pointer(right, example), right,
      activation: activation.map { UnsafePointer(worker.pointer($0, example)) },
      activationLayout: activation ?? target, to: worker.pointer(target, example), target)
  }
}
