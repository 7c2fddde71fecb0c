/// One operation of a compiled plan: plain numbers, offsets into the plan's arena. How each kind is made, goes
/// forward and goes back stands in its own file.
enum PlanOperation: BitwiseCopyable {
  case dense(DenseOperation)
  case convolution(ConvolutionOperation)
  case depthwiseConvolution(DepthwiseConvolutionOperation)
  case pooling(PoolingOperation)
  case channelReduction(ChannelReductionOperation)
  case statistics(StatisticsOperation)
  case normalization(NormalizationOperation)
  case activation(ActivationOperation)
  case rectification(RectificationOperation)
  case dropout(DropoutOperation)
  case flattening(FlatteningOperation)
  case imaging(ImagingOperation)
  case reordering(ReorderingOperation)
  case addition(AdditionOperation)
  case concatenation(ConcatenationOperation)
  case gradientSum(GradientSumOperation)

  /// Computes the outputs of `examples`: one, unless the operation is done for all of a worker at once.
  func forward(_ worker: PlanWorker, _ examples: Range<Int>) {
    let example = examples.lowerBound
    switch self {
    case .dense(let dense): dense.forward(worker, examples)
    case .convolution(let convolution): convolution.forward(worker, example)
    case .depthwiseConvolution(let convolution): convolution.forward(worker, example)
    case .pooling(let pooling): pooling.forward(worker, example)
    case .channelReduction(let reduction): reduction.forward(worker, example)
    case .statistics(let statistics): statistics.forward(worker, example)
    case .normalization(let normalization): normalization.forward(worker, example)
    case .activation(let activation): activation.forward(worker, example)
    case .rectification(let rectification): rectification.forward(worker, example)
    case .dropout(let dropout): dropout.forward(worker, example)
    case .flattening(let flattening): flattening.forward(worker, example)
    case .imaging(let imaging): imaging.forward(worker, example)
    case .reordering(let reordering): reordering.forward(worker, example)
    case .addition(let addition): addition.forward(worker, example)
    case .concatenation(let concatenation): concatenation.forward(worker, example)
    case .gradientSum: break
    }
  }

  /// What a worker does once before the forward passes of its examples.
  func prepareForward(_ worker: PlanWorker) {
    switch self {
    case .convolution(let convolution): convolution.prepareForward(worker)
    case .normalization(let normalization): normalization.prepareForward(worker)
    default: break
    }
  }

  /// What a worker does once before the backward passes of its examples.
  func prepareBackward(_ worker: PlanWorker) {
    switch self {
    case .convolution(let convolution): convolution.prepareBackward(worker)
    case .depthwiseConvolution(let convolution): convolution.prepareBackward(worker)
    case .statistics(let statistics): statistics.prepareBackward(worker)
    case .normalization(let normalization): normalization.prepareForward(worker)
    default: break
    }
  }

  /// Computes the gradients with respect to the inputs of `examples`.
  func backward(_ worker: PlanWorker, _ examples: Range<Int>) {
    let example = examples.lowerBound
    switch self {
    case .dense(let dense): dense.backward(worker, examples)
    case .convolution(let convolution): convolution.backward(worker, example)
    case .depthwiseConvolution(let convolution): convolution.backward(worker, example)
    case .pooling(let pooling): pooling.backward(worker, example)
    case .channelReduction(let reduction): reduction.backward(worker, example)
    case .statistics(let statistics): statistics.backward(worker, example)
    case .normalization(let normalization): normalization.backward(worker, example)
    case .activation(let activation): activation.backward(worker, example)
    case .rectification: break
    case .dropout(let dropout): dropout.backward(worker, example)
    case .flattening(let flattening): flattening.backward(worker, example)
    case .imaging(let imaging): imaging.backward(worker, example)
    case .reordering(let reordering): reordering.backward(worker, example)
    case .addition(let addition): addition.backward(worker, example)
    case .concatenation(let concatenation): concatenation.backward(worker, example)
    case .gradientSum(let sum): sum.backward(worker, example)
    }
  }

  /// Hands the worker's part of the parameters' gradients, summed over the batch, to where they go.
  func update(_ worker: PlanWorker) {
    switch self {
    case .dense(let dense): dense.update(worker)
    case .convolution(let convolution): convolution.update(worker)
    case .depthwiseConvolution(let convolution): convolution.update(worker)
    case .statistics(let statistics): statistics.update(worker)
    default: break
    }
  }
}
