import ExperimentSchema
import NeuralNetworks
import TestSupport
import Testing
import Training

/// A way of training with state, or with random streams, beyond the first one's.
struct TrainingWay: Sendable, CustomTestStringConvertible {
  var testDescription: String
  var training: TrainingSpecification

  private init(_ name: String, _ change: (inout TrainingSpecification) -> Void) {
    testDescription = name
    training = SmallTask.training()
    change(&training)
  }

  static let all: [TrainingWay] = [
    TrainingWay("Adam") { _ in },
    TrainingWay("momentum, a norm, one cycle") {
      $0.optimizer = .sgd(.init(learningRate: 0.2, momentum: 0.9, nesterov: true))
      $0.gradientClipping = .norm(threshold: 0.5)
      $0.schedule = .oneCycle(.init())
    },
    TrainingWay("an average, a cosine after a warm-up") {
      $0.optimizer = .adamW(.init(weightDecay: 0.1))
      $0.averaging = .ema(decay: 0.8)
      $0.schedule = .cosine(finalFraction: 0.1, warmUpEpochs: 0.5)
    },
    TrainingWay("mixup, smoothed") {
      $0.labelSmoothing = 0.1
      $0.regularization.mixup = .init(alpha: 0.4)
    },
    TrainingWay("everything that changes clips, and sigmoids") {
      $0.loss = .binaryCrossEntropy
      $0.regularization = .init(
        randomRoll: .init(maximumFrames: 2), gain: .init(decibels: 3), inputNoise: .init(deviation: 0.1),
        specAugment: .init(timeMasks: 1, maximumFrames: 2, frequencyMasks: 1, maximumMelBands: 1),
        mixup: .init(alpha: 1))
    },
  ]
}

@Suite("Training loop")
struct TrainingLoopTests {
  @Test func `an observer is told of each update, then of the epoch, then of the next one's beginning`()
    throws
  {
    let plan = try SmallTask.plan()
    let notebook = Notebook(of: plan)
    let outcome = try TrainingLoop(plan: plan, task: SmallTask.task(epochs: 2)).run(observer: notebook)
    #expect(outcome == .completed)
    let epochs: [[Notebook.Event]] = (0..<2).map { epoch in
      (1...4).map { .reached(epoch: epoch, step: $0) }
        + [.finished(epoch: epoch), .reached(epoch: epoch + 1, step: 0)]
    }
    #expect(notebook.events == epochs.flatMap { $0 })
  }

  @Test func `test clips are measured after each epoch, and change nothing`() throws {
    var task = SmallTask.task()
    let plain = Notebook(of: try SmallTask.plan())
    _ = try TrainingLoop(plan: try SmallTask.plan(), task: task).run(observer: plain)
    #expect(plain.epochs.allSatisfy { $0.test == nil })
    task.testExamples = Array(task.validationExamples.dropFirst(3))
    task.validationExamples = Array(task.validationExamples.prefix(3))
    let nested = Notebook(of: try SmallTask.plan())
    _ = try TrainingLoop(plan: try SmallTask.plan(), task: task).run(observer: nested)
    #expect(nested.epochs.map(\.trainLoss) == plain.epochs.map(\.trainLoss))
    for (own, whole) in zip(nested.epochs, plain.epochs) {
      let test = try #require(own.test)
      #expect(abs(3 * own.validation.accuracy + 5 * test.accuracy - 8 * whole.validation.accuracy) < 1e-12)
      #expect(
        abs(3 * own.validation.crossEntropy + 5 * test.crossEntropy - 8 * whole.validation.crossEntropy)
          < 1e-6)
    }
  }

  @Test func `the last batch holds what is left, and every clip counts once`() throws {
    let plan = try SmallTask.plan()
    let notebook = Notebook(of: plan)
    let task = SmallTask.task(epochs: 1)
    #expect(task.stepsPerEpoch == 5)
    _ = try TrainingLoop(plan: plan, task: task).run(observer: notebook)
    #expect(notebook.snapshots.map(\.position.exampleCount) == [5, 10, 15, 20, 0])
    #expect(plan.updateCount == 5)
    let hits = notebook.epochs[0].trainAccuracy * 23
    #expect(abs(hits - hits.rounded()) < 1e-9, "accuracy is over 23 clips")
  }

  @Test(
    "training that goes on from any update ends with the bits of an unbroken one", .tags(.property),
    arguments: TrainingWay.all)
  func resumed(way: TrainingWay) throws {
    let task = SmallTask.task(way.training)
    let plan = try SmallTask.plan(way.training)
    let unbroken = Notebook(of: plan)
    _ = try TrainingLoop(plan: plan, task: task).run(observer: unbroken)
    #expect(unbroken.snapshots.count == 15)
    for snapshot in unbroken.snapshots {
      // Other weights at first: what is not restored would show.
      let resumed = try SmallTask.plan(way.training, seed: 99)
      try resumed.restore(
        parameters: snapshot.parameters, optimizerState: snapshot.optimizerState,
        updateCount: snapshot.updateCount)
      let notebook = Notebook(of: resumed)
      let outcome = try TrainingLoop(plan: resumed, task: task).run(
        from: snapshot.position, observer: notebook)
      #expect(outcome == .completed)
      #expect(resumed.parameters == plan.parameters, "from \(snapshot.position)")
      #expect(resumed.optimizerState == plan.optimizerState)
      #expect(resumed.evaluatedParameters == plan.evaluatedParameters)
      #expect(notebook.epochs == Array(unbroken.epochs.dropFirst(snapshot.position.epoch)))
    }
  }

  @Test func `each way of training leads elsewhere`() throws {
    let ends = try TrainingWay.all.map { way in
      let plan = try SmallTask.plan(way.training)
      _ = try TrainingLoop(plan: plan, task: SmallTask.task(way.training)).run(observer: Notebook(of: plan))
      return plan.evaluatedParameters.map(\.values)
    }
    #expect(Set(ends).count == ends.count)
  }

  @Test func `a schedule sets the length of every step`() throws {
    // Without dropout and momentum, a step's length is the gradient's times the learning rate.
    var training = SmallTask.training()
    training.optimizer = .sgd(.init(learningRate: 0.1))
    training.schedule = .step(epochs: 1, factor: 1e-30)
    let plan = try SmallTask.plan(training, dropout: 0)
    let notebook = Notebook(of: plan)
    _ = try TrainingLoop(plan: plan, task: SmallTask.task(training)).run(observer: notebook)
    let parameters = notebook.snapshots.map { $0.parameters.map(\.values) }
    #expect(Set(parameters[...4]).count == 5, "the first epoch moves")
    #expect(Set(parameters[4...]).count == 1, "the others have steps too short to")
  }

  @Test(arguments: [1, 4, 5, 7, 15])
  func `a wish to stop ends training before the next update`(updates: Int) throws {
    let plan = try SmallTask.plan()
    let notebook = Notebook(of: plan, stoppingAfter: updates)
    let outcome = try TrainingLoop(plan: plan, task: SmallTask.task()).run(observer: notebook)
    let last = try #require(notebook.snapshots.last?.position)
    #expect(outcome == (updates == 15 ? .completed : .stopped(last)))
    #expect(plan.updateCount == updates)
    #expect(notebook.epochs.count == updates / 5)
  }

  @Test func `a wish that came before the first update leaves the parameters alone`() throws {
    let plan = try SmallTask.plan()
    let before = plan.parameters
    let outcome = try TrainingLoop(plan: plan, task: SmallTask.task()).run(
      observer: Notebook(of: plan, stoppingAfter: 0))
    #expect(outcome == .stopped(.start(ofEpoch: 0)))
    #expect(plan.parameters == before)
  }

  @Test func `a loss that is not finite ends training at its update, and its epoch is not told`() throws {
    let plan = try SmallTask.plan(learningRate: 1e30)
    let notebook = Notebook(of: plan)
    let outcome = try TrainingLoop(plan: plan, task: SmallTask.task()).run(observer: notebook)
    guard case .diverged(let position) = outcome else {
      Issue.record("ended as \(outcome)")
      return
    }
    #expect(position == notebook.snapshots.last?.position)
    #expect(notebook.epochs.count == position.epoch)
  }

  @Test func `what an observer throws ends training`() throws {
    struct Refusal: Error {}
    struct Refusing: TrainingObserver {
      var isStopRequested: Bool { false }
      func reached(_ position: TrainingPosition) throws { if position.step == 2 { throw Refusal() } }
      func finished(_ epoch: EpochMetrics) {}
    }
    let plan = try SmallTask.plan()
    #expect(throws: Refusal.self) {
      try TrainingLoop(plan: plan, task: SmallTask.task()).run(observer: Refusing())
    }
    #expect(plan.updateCount == 2)
  }

  @Test func `the seed decides the order of clips`() throws {
    func losses(seed: UInt64) throws -> [Double] {
      let plan = try SmallTask.plan()
      let notebook = Notebook(of: plan)
      _ = try TrainingLoop(plan: plan, task: SmallTask.task(seed: seed)).run(observer: notebook)
      return notebook.epochs.map(\.trainLoss)
    }
    #expect(try losses(seed: 1) == losses(seed: 1))
    #expect(try losses(seed: 1) != losses(seed: 2))
  }

  @Test func `each epoch has an order of its own, over the same clips`() throws {
    // Without dropout, and with steps that move nothing, a batch's loss depends on its clips alone.
    let plan = try SmallTask.plan(learningRate: 1e-30, dropout: 0)
    let notebook = Notebook(of: plan)
    _ = try TrainingLoop(plan: plan, task: SmallTask.task()).run(observer: notebook)
    let firstBatches = notebook.snapshots.filter { $0.position.step == 1 }.map(\.position.lossSum)
    #expect(firstBatches.count == 3)
    #expect(Set(firstBatches).count == 3)
    let means = notebook.epochs.map(\.trainLoss)
    #expect(means.allSatisfy { abs($0 - means[0]) < 1e-6 })
  }
}
