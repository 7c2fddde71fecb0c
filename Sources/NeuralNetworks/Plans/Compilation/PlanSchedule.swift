/// When a plan's operations are carried out: phases, between which all workers meet, and in each phase runs of
/// operations of one kind.
///
/// With a last forward phase K, phases 0 ..< K go forward; phase K goes forward, takes the loss and begins to
/// go back; phases K + 1 ... 2K go back through the operations of K - 1 ... 0; phase 2K + 1 updates parameters.
struct PlanSchedule {
  /// Operations in the order of the forward pass.
  let operations: [PlannedOperation]
  let runs: [OperationRun]
  /// The last forward phase: K.
  let lastForwardPhase: Int

  /// `operations`, those of an earlier phase first.
  init(_ operations: [PlannedOperation]) {
    let order = operations.indices.sorted {
      (operations[$0].phase, $0) < (operations[$1].phase, $1)
    }
    self.operations = order.map { operations[$0] }
    lastForwardPhase = operations.map(\.phase).max() ?? 0
    var runs: [OperationRun] = []
    for (index, operation) in self.operations.enumerated() {
      if let last = runs.last, last.isPerExample == operation.isPerExample, last.phase == operation.phase {
        runs[runs.count - 1].end = index + 1
      } else {
        runs.append(
          OperationRun(
            first: index, end: index + 1, phase: operation.phase, isPerExample: operation.isPerExample))
      }
    }
    self.runs = runs
  }

  /// A time at which an image is touched.
  struct Event {
    /// Rises through the step.
    var time: Int
    var phase: Int
    /// The run in its direction, or nil outside of the runs of operations done example by example.
    var run: Int?
    /// The times of the run's first and last operation.
    var runTimes: ClosedRange<Int>
  }

  /// When the features are copied into the plan.
  var gathering: Event { Event(time: 0, phase: 0, run: nil, runTimes: 0...0) }

  /// When softmax and loss are computed.
  var finish: Event { event(operations.count + 1, phase: lastForwardPhase) }

  /// Calls `body` with each image that an operation touches, and when.
  func forEachUse(_ body: (PlanMemory.ImageID, Event) -> Void) {
    let count = operations.count
    for (number, run) in runs.enumerated() {
      for index in run.operations {
        let operation = operations[index]
        let forward = Event(
          time: index + 1, phase: run.phase, run: run.isPerExample ? number : nil,
          runTimes: run.first + 1...run.end)
        let backward = Event(
          time: 2 * count + 1 - index, phase: 2 * lastForwardPhase - run.phase,
          run: run.isPerExample ? runs.count + number : nil,
          runTimes: 2 * count + 2 - run.end...2 * count + 1 - run.first)
        for image in operation.forward { body(image, forward) }
        for image in operation.backward { body(image, backward) }
        for image in operation.update {
          body(image, event(2 * count + 2, phase: 2 * lastForwardPhase + 1))
        }
      }
    }
  }

  private func event(_ time: Int, phase: Int) -> Event {
    Event(time: time, phase: phase, run: nil, runTimes: time...time)
  }
}

/// A stretch of operations of one phase that are all done example by example, or all for every example at once.
struct OperationRun: BitwiseCopyable {
  var first, end: Int
  var phase: Int
  var isPerExample: Bool

  var operations: Range<Int> { first..<end }
}
