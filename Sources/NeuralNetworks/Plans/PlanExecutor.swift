import TensorEngine

/// Carries out operations of a plan for one worker: resolves offsets to pointers and calls the kernels,
/// forward and backward side by side.
struct PlanExecutor {
  let start: UnsafeMutablePointer<Float>
  let places: UnsafeMutablePointer<ParameterPlace>
  let worker: Int
  let shardSize: Int
  /// Examples of the batch.
  let count: Int
  let seed: UInt64
  let epoch: Int
  let step: Int
  let trains: Bool
  let areFactorsInjected: UnsafeMutablePointer<Bool>?
  let denseScratch: UnsafeMutablePointer<Float>

  @inline(__always)
  private func pointer(_ layout: ImageLayout, _ example: Int) -> UnsafeMutablePointer<Float> {
    start + layout.offset(example: example, worker: worker)
  }

  /// Copies an example's features, `[channel, melBand, frame]`, into the plan's input.
  func gather(
    _ features: UnsafePointer<Float>, extent: PlanNode.Extent, example: Int, into input: ImageLayout
  ) {
    let target = pointer(input, example)
    if extent.count == extent.channels {
      target.update(from: features, count: extent.channels)
      return
    }
    var source = features
    for channel in 0..<extent.channels {
      for row in 0..<extent.rows {
        let line = target + row &* input.rowStride + channel
        if input.columnStride == 1 {
          line.update(from: source, count: extent.columns)
        } else {
          for column in 0..<extent.columns { line[column &* input.columnStride] = source[column] }
        }
        source += extent.columns
      }
    }
  }

  func forward(_ operation: PlanOperation, examples: Range<Int>) {
    let example = examples.lowerBound
    switch operation {
    case .dense(let dense):
      let place = places[dense.parameter]
      Dense.forward(
        rows: examples, input: start + dense.input.origin, inputStride: dense.input.exampleStride,
        depth: dense.depth, weight: start + place.parameters, panelCount: dense.panelCount,
        bias: start + place.parameters + place.weightCount, output: start + dense.output.origin,
        outputStride: dense.output.exampleStride, isRectified: dense.isRectified)
    case .convolution(let convolution):
      let place = places[convolution.parameter]
      Convolution.forward(
        convolution.shape, input: pointer(convolution.input, example) - convolution.inputHalo,
        inputLayout: convolution.input, weight: start + place.parameters,
        bias: start + place.parameters + place.weightCount, output: pointer(convolution.output, example),
        outputLayout: convolution.output, isRectified: convolution.isRectified)
    case .maxPooling(let pooling):
      MaxPooling.forward(
        pooling.shape, input: pointer(pooling.input, example), inputLayout: pooling.input,
        output: pointer(pooling.output, example), outputLayout: pooling.output,
        places: start + pooling.places + example * pooling.placesStride, isRectified: pooling.inputIsRectified
      )
    case .rectification(let layout):
      Elementwise.rectify(pointer(layout, example), layout)
    case .dropout(let dropout):
      guard trains else { return }
      let factors = start + dropout.factors + example * dropout.factorsStride
      if areFactorsInjected?[dropout.number] != true {
        dropout.mask.fill(
          factors, count: dropout.factorsStride, position: example, seed: seed, epoch: epoch, step: step)
      }
      Elementwise.scale(pointer(dropout.values, example), dropout.values, by: factors)
    case .flattening:
      break
    case .imaging(let imaging):
      let (vector, image) = (pointer(imaging.vector, example), pointer(imaging.image, example))
      imaging.forEachValue { stored, frame in
        image[frame &* imaging.image.columnStride] = vector[stored]
      }
    }
  }

  /// What a worker does once before the backward passes of its examples.
  func prepareBackward(_ operation: PlanOperation) {
    guard case .convolution(let convolution) = operation, convolution.inputGradient != nil else { return }
    Convolution.flip(
      convolution.shape, weight: start + places[convolution.parameter].parameters,
      into: start + convolution.flippedWeight + worker * convolution.flippedWeightStride)
  }

  func backward(_ operation: PlanOperation, examples: Range<Int>) {
    let example = examples.lowerBound
    switch operation {
    case .dense(let dense):
      guard let inputGradient = dense.inputGradient else { return }
      for firstRow in stride(from: examples.lowerBound, to: examples.upperBound, by: 16) {
        Dense.inputGradient(
          firstRow: firstRow, outputGradient: start + dense.outputGradient.origin,
          weight: start + places[dense.parameter].parameters, depth: dense.depth,
          panelCount: dense.panelCount,
          activation: dense.inputIsRectified ? UnsafePointer(start + dense.input.origin) : nil,
          inputGradient: start + inputGradient.origin, inputStride: inputGradient.exampleStride,
          scratch: denseScratch)
      }
    case .convolution(let convolution):
      backward(convolution, example: example)
    case .maxPooling(let pooling):
      guard let inputGradient = pooling.inputGradient, let outputGradient = pooling.outputGradient else {
        return
      }
      MaxPooling.backward(
        pooling.shape, outputGradient: pointer(outputGradient, example), outputLayout: outputGradient,
        places: start + pooling.places + example * pooling.placesStride,
        inputGradient: pointer(inputGradient, example), inputLayout: inputGradient)
    case .rectification:
      break
    case .dropout(let dropout):
      guard let gradient = dropout.gradient else { return }
      Elementwise.scale(
        pointer(gradient, example), gradient, by: start + dropout.factors + example * dropout.factorsStride)
    case .flattening(let flattening):
      Elementwise.spread(
        pointer(flattening.vectorGradient, example),
        activation: flattening.isRectified ? UnsafePointer(pointer(flattening.values, example)) : nil,
        activationLayout: flattening.values, to: pointer(flattening.gradient, example), flattening.gradient)
    case .imaging(let imaging):
      guard let vectorGradient = imaging.vectorGradient, let imageGradient = imaging.imageGradient else {
        return
      }
      let vector = pointer(imaging.vector, example)
      let (target, source) = (pointer(vectorGradient, example), pointer(imageGradient, example))
      imaging.forEachValue { stored, frame in
        let isAtRest = imaging.isRectified && vector[stored] <= 0
        target[stored] = isAtRest ? 0 : source[frame &* imageGradient.columnStride]
      }
    }
  }

  private func backward(_ convolution: ConvolutionOperation, example: Int) {
    let place = places[convolution.parameter]
    let partial = start + place.shards + example / shardSize * place.count
    if example % shardSize == 0 { partial.update(repeating: 0, count: place.count) }
    let outputGradient = pointer(convolution.outputGradient, example)
    Convolution.addWeightGradient(
      convolution.shape, input: pointer(convolution.input, example) - convolution.inputHalo,
      inputLayout: convolution.input, outputGradient: outputGradient,
      outputGradientLayout: convolution.outputGradient, weightGradient: partial,
      biasGradient: partial + place.weightCount)
    guard let inputGradient = convolution.inputGradient else { return }
    Convolution.inputGradient(
      convolution.shape, outputGradient: outputGradient + convolution.gradientWindow,
      outputRowStride: convolution.gradientRowStride,
      flippedWeight: start + convolution.flippedWeight + worker * convolution.flippedWeightStride,
      activation: convolution.inputIsRectified ? UnsafePointer(pointer(convolution.input, example)) : nil,
      activationLayout: convolution.input, inputGradient: pointer(inputGradient, example),
      inputGradientLayout: inputGradient)
  }
}

extension ImagingOperation {
  /// Calls `body` with the place of each value in the vector and its frame, in logical order.
  @inline(__always)
  fileprivate func forEachValue(_ body: (_ stored: Int, _ frame: Int) -> Void) {
    var frame = 0
    for channel in 0..<channels {
      for row in 0..<rows {
        for column in 0..<columns {
          body((row &* columns &+ column) &* storedChannels &+ channel, frame)
          frame &+= 1
        }
      }
    }
  }
}
