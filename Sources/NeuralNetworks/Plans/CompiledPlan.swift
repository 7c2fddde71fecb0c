import ExperimentSchema
import SeededRandom
import TensorEngine

/// A model as memory and a flat list of operations, and the threads that carry them out.
///
/// A step has two phases. In the first each worker takes some shards of the batch through the whole net,
/// forward and backward, examples being independent; in the second each worker takes some rows of every
/// weight, whose gradients are sums over the batch in a fixed order. Hence no result depends on the number of
/// workers, and a step needs two meetings. Nothing is allocated or counted by reference inside a step.
final class CompiledPlan {
  /// What a step does.
  enum Purpose {
    case update, gradients, prediction
  }

  let summaries: [ShapeInference.LayerSummary]
  let explanation: [String]
  let parameters: [ParameterTensors]
  let dropoutLayers: [String]
  let arena: FloatArena
  let batchSize: Int
  let inputCount: Int
  let classCount: Int
  let trains: Bool

  private let operations: UnsafeMutableBufferPointer<PlanOperation>
  private let runs: UnsafeMutableBufferPointer<OperationRun>
  private let places: UnsafeMutableBufferPointer<ParameterPlace>
  private let outcomes: UnsafeMutableBufferPointer<SoftmaxLoss.Outcome>
  /// For each dropout layer, whether its factors are given and not drawn.
  let areFactorsInjected: UnsafeMutableBufferPointer<Bool>
  private let input: ImageLayout
  private let inputExtent: PlanNode.Extent
  private let logits: ImageLayout
  private let logitsGradient: ImageLayout
  private let areLogitsRectified: Bool
  private let probabilities: Int
  private let probabilitiesStride: Int
  private let denseScratch: Int
  private let denseScratchStride: Int
  private let shardSize: Int
  private let lossKind: SoftmaxLoss.Kind
  private var team: WorkerTeam!

  // What the current step works on; read by all workers, written between phases only.
  private var features: UnsafePointer<Float>
  private var labels: UnsafePointer<Int32>?
  private var indices: UnsafePointer<Int32>
  private var predictions: UnsafeMutablePointer<Float>?
  private var predictionScale = PredictionScale.probabilities
  private var count = 0
  private var seed: UInt64 = 0
  private var epoch = 0
  private var step = 0
  private var purpose = Purpose.prediction
  private var adam: AdamUpdate?

  init(
    model: ModelSpecification, inputShape: [Int], classCount: Int, loss: TrainingSpecification.Loss,
    batchSize: Int, threads: Int, trains: Bool, keepsGradients: Bool
  ) throws {
    guard (1...3).contains(inputShape.count), inputShape.allSatisfy({ $0 >= 1 }) else {
      throw PlanError.inputShape(found: inputShape)
    }
    summaries = try ShapeInference.summaries(of: model, inputShape: inputShape, classCount: classCount)
    try Self.check("batchSize", batchSize, in: 1...1 << 20)
    try Self.check("threads", threads, in: 1...1024)
    try Self.check("classes", classCount, in: 1...1 << 20)
    let nodes = try PlanNode.nodes(of: summaries, classCount: classCount)
    let extent = PlanNode.Extent(inputShape)
    var compiler = PlanCompiler(batchSize: batchSize, workerCount: threads, trains: trains)
    let (input, logits) = compiler.compile(nodes, inputExtent: extent)
    probabilitiesStride = logits.activation.channelCount
    probabilities = compiler.planner.reserve(probabilitiesStride * compiler.shardCount * compiler.shardSize)
    denseScratchStride = compiler.denseScratchCount
    denseScratch = compiler.planner.reserve(denseScratchStride * threads)

    // Parameters, moments and gradients follow the buffers, each laid out as the parameters are.
    let bufferCount = compiler.planner.count
    var tensors = FloatArena.Planner()
    for index in compiler.parameters.indices {
      let parameter = compiler.parameters[index]
      compiler.parameters[index].weight = bufferCount + tensors.reserve(parameter.count)
      compiler.parameters[index].bias = compiler.parameters[index].weight + parameter.weightCount
    }
    for index in compiler.parameters.indices {
      compiler.parameters[index].firstMoment = tensors.count
      compiler.parameters[index].secondMoment = 2 * tensors.count
      compiler.parameters[index].gradient = 3 * tensors.count
    }
    let copies = trains ? (keepsGradients ? 4 : 3) : 1
    let valueCount = bufferCount + copies * tensors.count
    guard valueCount <= PlanError.greatestValueCount else { throw PlanError.tooLarge(valueCount: valueCount) }
    arena = FloatArena(count: valueCount)

    self.input = input.activation
    inputExtent = input.extent
    self.logits = logits.activation
    logitsGradient = logits.gradient ?? logits.activation
    areLogitsRectified = logits.isRectified
    parameters = compiler.parameters
    explanation = compiler.explanation
    dropoutLayers = compiler.dropoutLayers
    shardSize = compiler.shardSize
    lossKind = loss == .meanSquaredError ? .meanSquaredError : .crossEntropy
    self.batchSize = batchSize
    self.classCount = classCount
    self.trains = trains
    inputCount = inputShape.reduce(1, *)
    features = UnsafePointer(arena.start)
    indices = UnsafeRawPointer(arena.start).assumingMemoryBound(to: Int32.self)

    operations = Self.buffer(compiler.operations)
    runs = Self.buffer(OperationRun.runs(of: compiler.operations))
    places = Self.buffer(parameters.map(ParameterPlace.init))
    outcomes = Self.buffer(Array(repeating: .init(loss: 0, isCorrect: false), count: batchSize))
    areFactorsInjected = Self.buffer(dropoutLayers.map { _ in false })
    team = WorkerTeam(count: threads, context: Unmanaged.passUnretained(self).toOpaque()) {
      context, phase, worker in
      Unmanaged<CompiledPlan>.fromOpaque(context)._withUnsafeGuaranteedRef {
        $0.perform(phase: phase, worker: worker)
      }
    }
  }

  deinit {
    team?.stop()
    operations.deallocate()
    runs.deallocate()
    places.deallocate()
    outcomes.deallocate()
    areFactorsInjected.deallocate()
  }

  private static func check(_ name: String, _ found: Int, in range: ClosedRange<Int>) throws(PlanError) {
    guard range.contains(found) else { throw .count(name: name, found: found, expected: range) }
  }

  private static func buffer<Element>(_ elements: [Element]) -> UnsafeMutableBufferPointer<Element> {
    let buffer = UnsafeMutableBufferPointer<Element>.allocate(capacity: elements.count)
    _ = buffer.initialize(from: elements)
    return buffer
  }

  // MARK: Steps

  /// Takes `indices` through the net and back, and updates the parameters or keeps their gradients.
  func train(
    features: UnsafeBufferPointer<Float>, labels: UnsafeBufferPointer<Int32>,
    indices: UnsafeBufferPointer<Int32>, seed: UInt64, epoch: Int, step: Int, adam: AdamUpdate?
  ) -> BatchOutcome {
    precondition(indices.count <= batchSize, "\(indices.count) examples in a batch of \(batchSize)")
    guard let table = features.baseAddress, let labelTable = labels.baseAddress,
      let firstIndex = indices.baseAddress, !indices.isEmpty
    else { return BatchOutcome(lossSum: 0, correctCount: 0, count: 0) }
    checkIndices(indices, features: features)
    for index in indices {
      precondition(
        Int(index) < labels.count && labels[Int(index)] >= 0 && Int(labels[Int(index)]) < classCount,
        "example \(index) has no label in 0 ..< \(classCount)")
    }
    self.features = table
    self.labels = labelTable
    self.indices = firstIndex
    count = indices.count
    (self.seed, self.epoch, self.step, self.adam) = (seed, epoch, step, adam)
    purpose = adam == nil ? .gradients : .update
    team.perform(phase: 0)
    team.perform(phase: 1)
    var outcome = BatchOutcome(lossSum: 0, correctCount: 0, count: count)
    for example in 0..<count {
      outcome.lossSum += outcomes[example].loss
      outcome.correctCount += outcomes[example].isCorrect ? 1 : 0
    }
    return outcome
  }

  /// Writes what the model says `[example, class]` of `indices`.
  func predict(
    features: UnsafeBufferPointer<Float>, indices: UnsafeBufferPointer<Int32>, as scale: PredictionScale,
    into result: UnsafeMutableBufferPointer<Float>
  ) {
    precondition(
      result.count >= indices.count * classCount,
      "room for \(result.count) predictions of \(indices.count) x \(classCount)")
    guard let table = features.baseAddress, let firstIndex = indices.baseAddress,
      let target = result.baseAddress
    else { return }
    predictionScale = scale
    checkIndices(indices, features: features)
    self.features = table
    purpose = .prediction
    var start = 0
    while start < indices.count {
      self.indices = firstIndex + start
      predictions = target + start * classCount
      count = min(batchSize, indices.count - start)
      team.perform(phase: 0)
      start += count
    }
  }

  /// Updates all parameters by the gradients kept, in the mode of a step's kernels.
  func apply(_ adam: AdamUpdate) {
    flushingSubnormals {
      for place in places {
        adam.apply(
          gradients: arena.start + place.parameters + place.gradient,
          to: arena.start + place.parameters,
          firstMoments: arena.start + place.parameters + place.firstMoment,
          secondMoments: arena.start + place.parameters + place.secondMoment, count: place.count)
      }
    }
  }

  private func checkIndices(_ indices: UnsafeBufferPointer<Int32>, features: UnsafeBufferPointer<Float>) {
    for index in indices {
      precondition(
        index >= 0 && (Int(index) + 1) * inputCount <= features.count,
        "example \(index) is outside the feature table")
    }
  }

  /// Gives a dropout layer its factors for the steps to come, instead of drawn ones.
  ///
  /// - Parameters:
  ///   - layer: The layer's name.
  ///   - isKept: `[example, unit]` in logical order, for vectors only; nil to draw again.
  func injectDropout(layer: String, isKept: [Bool]?) {
    for case .dropout(let dropout) in operations where dropoutLayers[dropout.number] == layer {
      areFactorsInjected[dropout.number] = isKept != nil
      guard let isKept else { continue }
      let unitCount = isKept.count / batchSize
      for (place, isKept) in isKept.enumerated() {
        let (example, unit) = (place / unitCount, place % unitCount)
        (arena.start + dropout.factors + example * dropout.factorsStride)[unit] =
          isKept ? dropout.mask.scale : 0
      }
    }
  }

  // MARK: Phases

  private func perform(phase: Int, worker: Int) {
    if phase == 0 {
      let shardCount = (count + shardSize - 1) / shardSize
      let first = shardCount * worker / team.count * shardSize
      let end = min(count, shardCount * (worker + 1) / team.count * shardSize)
      if first < end { passExamples(first..<end, worker: worker) }
    } else {
      updateParameters(worker: worker)
    }
  }

  /// Phase 0: everything that is done example by example.
  private func passExamples(_ examples: Range<Int>, worker: Int) {
    let executor = PlanExecutor(
      start: arena.start, places: places.baseAddress!, worker: worker, shardSize: shardSize, count: count,
      seed: seed, epoch: epoch, step: step, trains: purpose != .prediction,
      areFactorsInjected: areFactorsInjected.baseAddress,
      denseScratch: arena.start + denseScratch + worker * denseScratchStride)
    for example in examples {
      executor.gather(
        features + Int(indices[example]) * inputCount, extent: inputExtent, example: example, into: input)
    }
    for run in runs {
      if run.isPerExample {
        for example in examples {
          for index in run.operations {
            executor.forward(operations[index], examples: example..<example + 1)
          }
        }
      } else {
        for index in run.operations { executor.forward(operations[index], examples: examples) }
      }
    }
    finishExamples(examples)
    guard purpose != .prediction else { return }
    for run in runs.reversed() {
      if run.isPerExample {
        for index in run.operations { executor.prepareBackward(operations[index]) }
        for example in examples {
          for index in run.operations.reversed() {
            executor.backward(operations[index], examples: example..<example + 1)
          }
        }
      } else {
        for index in run.operations.reversed() { executor.backward(operations[index], examples: examples) }
      }
    }
  }

  /// Softmax, and the loss with its gradient where there are labels.
  private func finishExamples(_ examples: Range<Int>) {
    for example in examples {
      let row = arena.start + logits.offset(example: example, worker: 0)
      let result = arena.start + probabilities + example * probabilitiesStride
      if purpose == .prediction {
        let normalizer = SoftmaxLoss.probabilities(logits: row, classCount: classCount, into: result)
        let target = predictions! + example * classCount
        switch predictionScale {
        case .probabilities: target.update(from: result, count: classCount)
        case .logProbabilities:
          SoftmaxLoss.logProbabilities(
            logits: row, classCount: classCount, normalizer: normalizer, into: target)
        }
      } else {
        outcomes[example] = SoftmaxLoss.lossAndGradient(
          lossKind, logits: row, isRectified: areLogitsRectified,
          label: Int(labels![Int(indices[example])]), classCount: classCount, batch: count,
          probabilities: result,
          gradient: arena.start + logitsGradient.offset(example: example, worker: 0))
      }
    }
  }

  /// Phase 1: gradients of weights and biases, summed over the batch; each worker takes a part of each tensor.
  private func updateParameters(worker: Int) {
    for operation in operations {
      switch operation {
      case .dense(let dense):
        let place = places[dense.parameter]
        let sixes = (dense.depth + 5) / 6
        let inputs =
          min(
            dense.depth, sixes * worker / team.count * 6)..<min(
            dense.depth, sixes * (worker + 1) / team.count * 6)
        let panels =
          dense.panelCount * worker / team.count..<dense.panelCount * (worker + 1) / team.count
        let outputGradient = arena.start + dense.outputGradient.origin
        Dense.weightGradient(
          inputs: inputs, batch: count, input: arena.start + dense.input.origin,
          inputStride: dense.input.exampleStride, depth: dense.depth, outputGradient: outputGradient,
          panelCount: dense.panelCount, target: target(of: place, from: 0))
        Dense.biasGradient(
          panels: panels, batch: count, outputGradient: outputGradient, panelCount: dense.panelCount,
          target: target(of: place, from: place.weightCount))
      case .convolution(let convolution):
        let place = places[convolution.parameter]
        let eights = place.count / 8
        Convolution.combine(
          shards: arena.start + place.shards, shardStride: place.count,
          shardCount: (count + shardSize - 1) / shardSize,
          values: eights * worker / team.count * 8..<eights * (worker + 1) / team.count * 8,
          target: target(of: place, from: 0))
      default:
        break
      }
    }
  }

  private func target(of place: ParameterPlace, from offset: Int) -> GradientTarget {
    let tensor = arena.start + place.parameters + offset
    guard let adam else { return .keep(tensor + place.gradient) }
    return .update(
      adam,
      ParameterPointers(
        parameters: tensor, firstMoments: tensor + place.firstMoment,
        secondMoments: tensor + place.secondMoment))
  }
}

/// A stretch of operations that are all done example by example, or all for every example at once.
struct OperationRun: BitwiseCopyable {
  var first, end: Int
  var isPerExample: Bool

  var operations: Range<Int> { first..<end }

  /// The longest such stretches of `operations`.
  static func runs(of operations: [PlanOperation]) -> [OperationRun] {
    var runs: [OperationRun] = []
    for (index, operation) in operations.enumerated() {
      if let last = runs.last, last.isPerExample == operation.isPerExample {
        runs[runs.count - 1].end = index + 1
      } else {
        runs.append(OperationRun(first: index, end: index + 1, isPerExample: operation.isPerExample))
      }
    }
    return runs
  }
}

/// Where a layer's parameters lie in the arena.
struct ParameterPlace: BitwiseCopyable {
  /// The weight, with the bias behind it.
  let parameters: Int
  let weightCount: Int
  let count: Int
  /// Distances from a parameter to what belongs to it.
  let firstMoment, secondMoment, gradient: Int
  let shards: Int

  init(_ tensors: ParameterTensors) {
    parameters = tensors.weight
    weightCount = tensors.weightCount
    count = tensors.count
    firstMoment = tensors.firstMoment
    secondMoment = tensors.secondMoment
    gradient = tensors.gradient
    shards = tensors.shards
  }
}
