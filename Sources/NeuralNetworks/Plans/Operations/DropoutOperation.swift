import TensorEngine

/// Sets values to zero at random and scales the others; in inference it does nothing.
struct DropoutOperation: BitwiseCopyable {
  var input, output: ImageLayout
  var gradient: ImageLayout?
  var mask: DropoutMask
  /// Factors of the values.
  var factors: ImageLayout
  /// Whether there is one factor for each channel, not for each value.
  var isOfChannels: Bool
  /// Its place among the plan's dropout layers.
  var number: Int
}

/// A dropout layer by its name, with the place of each of its units' factors, in logical order.
struct DropoutLayer {
  var name: String
  var places: [Int]
}

extension PlanCompiler {
  mutating func appendDropout(rate: Double, ofChannels: Bool, at index: Int) -> PlanValue {
    let node = graph.nodes[index]
    let input = take(node.inputs[0])
    // Inference leaves values as they are.
    guard trains else { return input }
    let output = makeElementwiseOutput(of: input, at: index)
    // A vector's channels are its values.
    let isOfChannels = ofChannels && !input.isVector
    let order = input.order
    let factors = memory.makeVector(isOfChannels ? order.storedChannels : order.storedCount)
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
            gradient: layouts[input.gradient], mask: mask, factors: layouts[factors],
            isOfChannels: isOfChannels, number: number))
      })
    dropoutLayers.append(
      DropoutLayer(name: node.name, places: isOfChannels ? order.channelPlaces : order.places))
    explanation.append(
      "\(node.name):\(placeText(at: index)), factors from counter-based random bits"
        + (isOfChannels ? ", one for each channel" : ""))
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
        factors, count: self.factors.channelCount, position: example,
        seed: worker.seed, epoch: worker.epoch, step: worker.step)
    }
    scale(worker.pointer(input, example), input, by: factors, to: worker.pointer(output, example), output)
  }

  func backward(_ worker: PlanWorker, _ example: Int) {
    guard let gradient else { return }
    let values = worker.pointer(gradient, example)
    scale(values, gradient, by: worker.pointer(factors, example), to: values, gradient)
  }

  private func scale(
    _ input: UnsafePointer<Float>, _ inputLayout: ImageLayout, by factors: UnsafePointer<Float>,
    to output: UnsafeMutablePointer<Float>, _ outputLayout: ImageLayout
  ) {
    if isOfChannels {
      Elementwise.scaleChannels(input, inputLayout, by: factors, to: output, outputLayout)
    } else {
      Elementwise.scale(input, inputLayout, by: factors, to: output, outputLayout)
    }
  }
}
