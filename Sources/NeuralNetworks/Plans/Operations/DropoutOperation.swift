import TensorEngine

/// Sets values to zero at random and scales the others; in inference it is not there.
struct DropoutOperation: BitwiseCopyable {
  var input, output: ImageLayout
  var gradient: ImageLayout?
  var mask: DropoutMask
  /// Factors of the values.
  var factors: ImageLayout
  /// Its place among the plan's dropout layers.
  var number: Int
}

extension PlanCompiler {
  mutating func appendDropout(rate: Double, at index: Int) -> PlanValue {
    let node = graph.nodes[index]
    let input = take(node.inputs[0])
    // Inference leaves values as they are.
    guard trains else { return input }
    let output = makeElementwiseOutput(of: input, at: index)
    let factors = memory.makeVector(input.order.storedCount)
    memory.keepForExamples(factors)
    let mask = DropoutMask(rate: rate, layerIndex: node.layerIndex)
    let number = dropoutLayers.count
    operations.append(
      PlannedOperation(
        phase: input.phase, forward: [input.activation, output.activation, factors],
        backward: input.gradient.map { [$0, factors] } ?? []
      ) { layouts in
        .dropout(
          DropoutOperation(
            input: layouts[input.activation], output: layouts[output.activation],
            gradient: layouts[input.gradient], mask: mask, factors: layouts[factors], number: number))
      })
    dropoutLayers.append(node.name)
    explanation.append("\(node.name):\(placeText(at: index)), factors from counter-based random bits")
    return output
  }
}

extension DropoutOperation {
  func forward(_ worker: PlanWorker, _ example: Int) {
    guard worker.trains else {
      if input.origin != output.origin {
        Elementwise.copy(worker.pointer(input, example), input, to: worker.pointer(output, example), output)
      }
      return
    }
    let factors = worker.pointer(factors, example)
    if !worker.areFactorsInjected[number] {
      mask.fill(
        factors, count: input.rowCount * input.columnCount * input.channelCount, position: example,
        seed: worker.seed, epoch: worker.epoch, step: worker.step)
    }
    Elementwise.scale(
      worker.pointer(input, example), input, by: factors, to: worker.pointer(output, example), output)
  }

  func backward(_ worker: PlanWorker, _ example: Int) {
    guard let gradient else { return }
    let values = worker.pointer(gradient, example)
    Elementwise.scale(values, gradient, by: worker.pointer(factors, example), to: values, gradient)
  }
}
