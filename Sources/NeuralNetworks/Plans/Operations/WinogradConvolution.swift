import TensorEngine

/// What a convolution needs besides when it is computed by Winograd's minimal filtering: the shapes of its
/// tiles, and memory of each worker's own.
struct WinogradConvolution: BitwiseCopyable {
  var shape: WinogradShape
  /// The weight, transformed once by each worker for the forward pass of its examples.
  var weight: WorkerMemory
  var scratch: WorkerMemory
  /// Nil in a plan that does not train.
  var training: Training?

  struct Training: BitwiseCopyable {
    /// The gradient of the transformed weight, summed over a shard.
    var weightGradient: WorkerMemory
    var scratch: WorkerMemory
    /// The convolution that gives the input gradient, and the turned weight transformed for it.
    var input: (shape: WinogradShape, weight: WorkerMemory)?
  }
}

/// The images that ``WinogradConvolution`` will live in.
struct WinogradImages {
  let shape: WinogradShape
  let inputShape: WinogradShape?
  let weight, scratch: PlanMemory.ImageID
  let weightGradient, backwardScratch, turnedWeight: PlanMemory.ImageID?

  /// What is touched in each pass.
  var forward: [PlanMemory.ImageID] { [weight, scratch] }
  var backward: [PlanMemory.ImageID] { [weightGradient, backwardScratch, turnedWeight].compactMap(\.self) }

  func make(_ layouts: PlanLayouts) -> WinogradConvolution {
    func memory(_ image: PlanMemory.ImageID) -> WorkerMemory { WorkerMemory(layouts[image]) }
    var convolution = WinogradConvolution(shape: shape, weight: memory(weight), scratch: memory(scratch))
    if let weightGradient, let backwardScratch {
      convolution.training = WinogradConvolution.Training(
        weightGradient: memory(weightGradient), scratch: memory(backwardScratch))
      if let inputShape, let turnedWeight {
        convolution.training?.input = (inputShape, memory(turnedWeight))
      }
    }
    return convolution
  }
}

extension PlanCompiler {
  /// Memory for computing a convolution by Winograd's minimal filtering, or nil where that does not pay.
  ///
  /// - Parameters:
  ///   - shape: What the direct kernels would compute.
  ///   - node: The convolution.
  ///   - hasInputGradient: Whether its input gradient is wanted.
  mutating func winogradImages(
    for shape: ConvolutionShape, of node: PlanNode, hasInputGradient: Bool
  ) -> WinogradImages? {
    guard shape.kernelHeight == 3, shape.kernelWidth == 3, shape.rowStride == 1, shape.columnStride == 1,
      shape.channelCount.isMultiple(of: 16)
    else { return nil }
    let tiles = WinogradShape(
      channelCount: shape.channelCount, panelCount: shape.panelCount, rowCount: node.output.rows,
      columnCount: node.output.columns)
    guard tiles.pays else { return nil }
    let inputTiles =
      hasInputGradient
      ? tiles.inputGradientShape(rowCount: node.input.rows, columnCount: node.input.columns) : nil
    let backwardScratchCount = max(tiles.scratchCount, inputTiles?.scratchCount ?? 0)
    return WinogradImages(
      shape: tiles, inputShape: inputTiles,
      weight: memory.makeVector(tiles.transformedWeightCount, for: .worker),
      scratch: memory.makeVector(tiles.scratchCount),
      weightGradient: trains ? memory.makeVector(tiles.transformedWeightCount, for: .worker) : nil,
      backwardScratch: trains ? memory.makeVector(backwardScratchCount) : nil,
      turnedWeight: inputTiles.map { memory.makeVector($0.transformedWeightCount, for: .worker) })
  }
}

extension WinogradConvolution {
  func prepareForward(_ convolution: ConvolutionOperation, _ worker: PlanWorker) {
    Winograd.transform(
      shape, weight: worker.start + worker.places[convolution.parameter].parameters,
      into: worker.pointer(weight))
  }

  func forward(_ convolution: ConvolutionOperation, _ worker: PlanWorker, _ example: Int) {
    let place = worker.places[convolution.parameter]
    Winograd.forward(
      shape, input: convolution.firstWindow(worker, example),
      inputLayout: convolution.input, weight: worker.pointer(weight),
      bias: worker.start + place.parameters + place.weightCount,
      output: worker.pointer(convolution.output, example), outputLayout: convolution.output,
      isRectified: convolution.isRectified, scratch: worker.pointer(scratch))
  }

  /// Transforms the weight that `convolution` has turned round.
  func prepareBackward(turnedWeight: UnsafePointer<Float>, _ worker: PlanWorker) {
    guard let input = training?.input else { return }
    Winograd.transform(input.shape, weight: turnedWeight, into: worker.pointer(input.weight))
  }

  /// Adds an example's gradient of the weight; after a shard's last example, writes the shard's to `partial`.
  func addWeightGradient(
    _ convolution: ConvolutionOperation, outputGradient: ImageLayout, to partial: UnsafeMutablePointer<Float>,
    _ worker: PlanWorker, _ example: Int
  ) {
    guard let training else { return }
    let sum = worker.pointer(training.weightGradient)
    if worker.isFirstOfShard(example) { sum.update(repeating: 0, count: shape.transformedWeightCount) }
    Winograd.addWeightGradient(
      shape, input: convolution.firstWindow(worker, example),
      inputLayout: convolution.input, outputGradient: worker.pointer(outputGradient, example),
      outputGradientLayout: outputGradient, transformedGradient: sum,
      scratch: worker.pointer(training.scratch))
    if worker.isLastOfShard(example) { Winograd.weightGradient(shape, from: sum, into: partial) }
  }

  func writeInputGradient(
    _ convolution: ConvolutionOperation, outputGradient: ImageLayout, to inputGradient: ImageLayout,
    activation: UnsafePointer<Float>?, _ worker: PlanWorker, _ example: Int
  ) {
    guard let training, let input = training.input else { return }
    // In the padded input a pixel's window starts two pixels before the output of the same number.
    let window = outputGradient.pixel(convolution.padding.above - 2, convolution.padding.left - 2)
    Winograd.inputGradient(
      input.shape, outputGradient: worker.pointer(outputGradient, example) + window,
      outputRowStride: outputGradient.rowStride,
      weight: worker.pointer(input.weight), activation: activation, activationLayout: convolution.input,
      inputGradient: worker.pointer(inputGradient, example), inputGradientLayout: inputGradient,
      scratch: worker.pointer(training.scratch))
  }
}
