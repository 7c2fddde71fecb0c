import TensorEngine

/// A relu that could not join the operation before it. Its derivative is in whatever reads the result.
struct RectificationOperation: BitwiseCopyable {
  var input, output: ImageLayout
}

extension PlanCompiler {
  mutating func appendRectification(at index: Int) -> PlanValue {
    let input = take(graph.nodes[index].inputs[0])
    let output = makeElementwiseOutput(of: input, at: index)
    operations.append(
      PlannedOperation(phase: input.phase, forward: [input.activation, output.activation]) { layouts in
        .rectification(
          RectificationOperation(input: layouts[input.activation], output: layouts[output.activation]))
      })
    explanation.append(
      "\(graph.nodes[index].name): relu\(placeText(at: index)); its derivative in whatever reads it")
    var value = output
    value.isRectified = value.gradient != nil
    return value
  }

  /// The value that an elementwise node makes of `input`: the same where it works in place, else another whose
  /// gradient is the input's.
  mutating func makeElementwiseOutput(of input: PlanValue, at index: Int) -> PlanValue {
    var output = input
    output.adoptsGradient = false
    guard !graph.worksInPlace(index) else { return output }
    output.activation =
      input.isVector ? memory.makeVector(input.order.storedCount) : makeImage(input.order, of: index)
    output.isRelocatable = true
    return output
  }

  /// How an elementwise node's explanation says where it works.
  func placeText(at index: Int) -> String { graph.worksInPlace(index) ? " in place" : "" }
}

extension RectificationOperation {
  func forward(_ worker: PlanWorker, _ example: Int) {
    Elementwise.rectify(
      worker.pointer(input, example), input, to: worker.pointer(output, example), output)
  }
}
