import ExperimentSchema
import TensorEngine

/// A model as memory and a flat list of operations, and the threads that carry them out.
///
/// A step has phases, between which the workers meet (``PlanSchedule``). In all but the last each worker takes
/// some shards of the batch through some operations, forward or backward; in the last it takes some rows of
/// every weight, whose gradients are sums over the batch in a fixed order. What cannot be done with a gradient
/// before all are known follows in phases of its own (``complete(_:isApplied:)``). Hence no result depends on the number
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
  /// Nil where the plan is for prediction alone.
  let training: PlanTraining?

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
  let outputLoss: OutputLoss
  /// Sums of squares for the norm of all gradients; none where it is not asked for.
  let squares: UnsafeMutableBufferPointer<SquareSum>
  private(set) var team: WorkerTeam!
  /// What the current step works on; read by all workers, written between phases only.
  var work: StepWork

  /// What the loss works on.
  struct OutputLayouts {
    var logits: ImageLayout
    var gradient: ImageLayout?
    var isRectified: Bool
    var probabilities: ImageLayout
    /// Room for the targets of one example.
    var targets: ImageLayout
  }

  init(
    model: ModelSpecification, inputShape: [Int], classCount: Int, batchSize: Int, threads: Int,
    training: PlanTraining?
  ) throws {
    guard (1...3).contains(inputShape.count), inputShape.allSatisfy({ $0 >= 1 }) else {
      throw PlanError.inputShape(found: inputShape)
    }
    summaries = try ShapeInference.summaries(of: model, inputShape: inputShape, classCount: classCount)
    try Self.check("batchSize", batchSize, in: 1...1 << 20)
    try Self.check("threads", threads, in: 1...1024)
    try Self.check("classes", classCount, in: 1...1 << 20)
    if training != nil, let layer = summaries.first(where: { $0.leastBatchCount > batchSize }) {
      throw PlanError.batchOfOne(layer: layer.layer.name, shape: layer.inputShape)
    }
    let graph = try PlanGraph(
      summaries, inputShape: inputShape, classCount: classCount, trains: training != nil)
    outputLoss = try OutputLoss(
      of: summaries[summaries.count - 1].layer, training: training, classCount: classCount)
    var compiler = PlanCompiler(
      graph: graph, batchSize: batchSize, workerCount: threads,
      gradientEpilogue: training?.gradientEpilogue)
    let (input, logits) = compiler.compile()
    let probabilities = compiler.memory.makeVector(logits.order.storedCount)
    let targets = compiler.memory.makeVector(logits.order.storedCount)
    let schedule = PlanSchedule(compiler.operations)
    let layouts = PlanLayouts(
      compiler.memory, schedule: schedule, gathered: [input.activation],
      finished: [logits.activation, probabilities, targets] + [logits.gradient].compactMap(\.self),
      capacity: compiler.capacity, shardCount: compiler.shardCount, workerCount: threads)

    // Parameters, and what is kept beside them, follow the buffers, each laid out as the parameters are.
    var tensors = FloatArena.Planner()
    for index in compiler.parameters.indices {
      let parameter = compiler.parameters[index]
      compiler.parameters[index].weight = layouts.count + tensors.reserve(parameter.count)
      compiler.parameters[index].bias = compiler.parameters[index].weight + parameter.weightCount
    }
    let keptKinds = training?.keptKinds ?? []
    for index in compiler.parameters.indices {
      for (number, kind) in keptKinds.enumerated() {
        compiler.parameters[index].setDistance(of: kind, to: (number + 1) * tensors.count)
      }
    }
    let copies = 1 + keptKinds.count
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
      probabilities: layouts[probabilities], targets: layouts[targets])
    parameters = compiler.parameters
    explanation = compiler.explanation
    dropoutLayers = compiler.dropoutLayers
    shardSize = compiler.shardSize
    lastForwardPhase = schedule.lastForwardPhase
    self.batchSize = batchSize
    self.classCount = classCount
    self.training = training
    inputCount = inputShape.reduce(1, *)

    operations = Self.buffer(schedule.operations.map { $0.make(layouts) })
    runs = Self.buffer(schedule.runs)
    let parameterPlaces = parameters.map(ParameterPlace.init)
    places = Self.buffer(parameterPlaces)
    squares = Self.buffer(training?.clippingNorm == nil ? [] : SquareSum.blocks(of: parameterPlaces))
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
    squares.deallocate()
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
