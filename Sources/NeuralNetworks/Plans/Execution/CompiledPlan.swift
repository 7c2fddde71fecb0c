import ExperimentSchema
import TensorEngine

/// A model as memory and a flat list of operations, and the threads that carry them out.
///
/// A step has phases, between which the workers meet (``PlanSchedule``). In all but the last each worker takes
/// some shards of the batch through some operations, forward or backward; in the last it takes some rows of
/// every weight, whose gradients are sums over the batch in a fixed order. Hence no result depends on the number
/// of workers. Nothing is allocated or counted by reference inside a step.
final class CompiledPlan {
  let summaries: [ShapeInference.LayerSummary]
  let explanation: [String]
  let parameters: [ParameterTensors]
  let dropoutLayers: [DropoutLayer]
  let arena: FloatArena
  /// Values that the arena would have if no buffers shared memory.
  let unsharedValueCount: Int
  let batchSize: Int
  let inputCount: Int
  let classCount: Int
  let trains: Bool

  let operations: UnsafeMutableBufferPointer<PlanOperation>
  let runs: UnsafeMutableBufferPointer<OperationRun>
  let lastForwardPhase: Int
  let places: UnsafeMutableBufferPointer<ParameterPlace>
  let tables: UnsafeMutableBufferPointer<Int32>
  let constants: UnsafeMutableBufferPointer<Float>
  let outcomes: UnsafeMutableBufferPointer<SoftmaxLoss.Outcome>
  /// For each dropout layer, whether its factors are given and not drawn.
  let areFactorsInjected: UnsafeMutableBufferPointer<Bool>
  let input: ImageLayout
  let inputExtent: PlanNode.Extent
  let output: OutputLayouts
  let shardSize: Int
  let lossKind: SoftmaxLoss.Kind
  private(set) var team: WorkerTeam!
  /// What the current step works on; read by all workers, written between phases only.
  var work: StepWork

  /// What softmax and loss work on.
  struct OutputLayouts {
    var logits: ImageLayout
    var gradient: ImageLayout?
    var isRectified: Bool
    var probabilities: ImageLayout
  }

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
    if trains, let layer = summaries.first(where: { $0.leastBatchCount > batchSize }) {
      throw PlanError.batchOfOne(layer: layer.layer.name, shape: layer.inputShape)
    }
    let graph = try PlanGraph(
      summaries, inputShape: inputShape, classCount: classCount, trains: trains)
    var compiler = PlanCompiler(graph: graph, batchSize: batchSize, workerCount: threads, trains: trains)
    let (input, logits) = compiler.compile()
    let probabilities = compiler.memory.makeVector(logits.order.storedCount)
    let schedule = PlanSchedule(compiler.operations)
    let layouts = PlanLayouts(
      compiler.memory, schedule: schedule, gathered: [input.activation],
      finished: [logits.activation, probabilities] + [logits.gradient].compactMap(\.self),
      capacity: compiler.capacity, shardCount: compiler.shardCount, workerCount: threads)

    // Parameters, moments and gradients follow the buffers, each laid out as the parameters are.
    var tensors = FloatArena.Planner()
    for index in compiler.parameters.indices {
      let parameter = compiler.parameters[index]
      compiler.parameters[index].weight = layouts.count + tensors.reserve(parameter.count)
      compiler.parameters[index].bias = compiler.parameters[index].weight + parameter.weightCount
    }
    for index in compiler.parameters.indices {
      compiler.parameters[index].firstMoment = tensors.count
      compiler.parameters[index].secondMoment = 2 * tensors.count
      compiler.parameters[index].gradient = 3 * tensors.count
    }
    let copies = trains ? (keepsGradients ? 4 : 3) : 1
    // Running statistics are neither trained nor averaged.
    var state = FloatArena.Planner()
    for index in compiler.parameters.indices {
      compiler.parameters[index].state =
        layouts.count + copies * tensors.count + state.reserve(compiler.parameters[index].stateCount)
    }
    let parameterValueCount = copies * tensors.count + state.count
    let valueCount = layouts.count + parameterValueCount
    guard valueCount <= PlanError.greatestValueCount else { throw PlanError.tooLarge(valueCount: valueCount) }
    arena = FloatArena(count: valueCount)
    unsharedValueCount = layouts.unsharedCount + parameterValueCount

    self.input = layouts[input.activation]
    inputExtent = PlanNode.Extent(
      channels: input.order.channels, rows: input.order.rows, columns: input.order.columns)
    output = OutputLayouts(
      logits: layouts[logits.activation], gradient: layouts[logits.gradient], isRectified: logits.isRectified,
      probabilities: layouts[probabilities])
    parameters = compiler.parameters
    explanation = compiler.explanation
    dropoutLayers = compiler.dropoutLayers
    shardSize = compiler.shardSize
    lossKind = loss == .meanSquaredError ? .meanSquaredError : .crossEntropy
    lastForwardPhase = schedule.lastForwardPhase
    self.batchSize = batchSize
    self.classCount = classCount
    self.trains = trains
    inputCount = inputShape.reduce(1, *)

    operations = Self.buffer(schedule.operations.map { $0.make(layouts) })
    runs = Self.buffer(schedule.runs)
    places = Self.buffer(parameters.map(ParameterPlace.init))
    tables = Self.buffer(compiler.tables)
    constants = Self.buffer(compiler.constants)
    outcomes = Self.buffer(Array(repeating: .init(loss: 0, isCorrect: false), count: batchSize))
    areFactorsInjected = Self.buffer(dropoutLayers.map { _ in false })
    work = StepWork(features: UnsafePointer(arena.start), indices: UnsafePointer(tables.baseAddress!))
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
    tables.deallocate()
    constants.deallocate()
    outcomes.deallocate()
    areFactorsInjected.deallocate()
  }

  private static func check(_ name: String, _ found: Int, in range: ClosedRange<Int>) throws(PlanError) {
    guard range.contains(found) else { throw .count(name: name, found: found, expected: range) }
  }

  private static func buffer<Element>(_ elements: [Element]) -> UnsafeMutableBufferPointer<Element> {
    let buffer = UnsafeMutableBufferPointer<Element>.allocate(capacity: max(1, elements.count))
    _ = buffer.initialize(from: elements)
    return UnsafeMutableBufferPointer(rebasing: buffer[..<elements.count])
  }

  /// Gives a dropout layer its factors for the steps to come, instead of drawn ones.
  ///
  /// - Parameters:
  ///   - layer: The layer's name.
  ///   - isKept: `[example, unit]` in logical order, a unit being a value, or of a spatial dropout a channel; nil
  ///     to draw again.
  func injectDropout(layer: String, isKept: [Bool]?) {
    for case .dropout(let dropout) in operations where dropoutLayers[dropout.number].name == layer {
      areFactorsInjected[dropout.number] = isKept != nil
      guard let isKept else { continue }
      let places = dropoutLayers[dropout.number].places
      for (index, isKept) in isKept.enumerated() {
        let factors = arena.start + dropout.factors.offset(example: index / places.count, worker: 0)
        factors[places[index % places.count]] = isKept ? dropout.mask.scale : 0
      }
    }
  }
}
