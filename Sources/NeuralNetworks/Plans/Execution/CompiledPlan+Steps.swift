import TensorEngine

extension CompiledPlan {
  /// Takes `indices` through the net and back, and updates the parameters or keeps their gradients.
  func train(
    features: UnsafeBufferPointer<Float>, answers: StepWork.Answers, indices: UnsafeBufferPointer<Int32>,
    seed: UInt64, epoch: Int, step: Int, update: StepUpdate?
  ) -> BatchOutcome {
    precondition(indices.count <= batchSize, "\(indices.count) examples in a batch of \(batchSize)")
    guard let table = features.baseAddress, let firstIndex = indices.baseAddress, !indices.isEmpty else {
      return BatchOutcome(lossSum: 0, correctCount: 0, count: 0)
    }
    checkIndices(indices, features: features)
    check(answers, indices)
    // The norm of all gradients is known only when none of them is left to compute.
    let isFused = training?.clippingNorm == nil
    work = StepWork(
      features: table, answers: answers, indices: firstIndex, count: indices.count, seed: seed,
      epoch: epoch, step: step, purpose: update == nil ? .gradients : .update,
      fusedUpdate: isFused ? update : nil)
    for phase in 0...updatePhase { team.perform(phase: phase) }
    if let update { complete(update, isApplied: isFused) }
    var outcome = BatchOutcome(lossSum: 0, correctCount: 0, count: indices.count)
    for example in 0..<indices.count {
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
    checkIndices(indices, features: features)
    var start = 0
    while start < indices.count {
      let count = min(batchSize, indices.count - start)
      work = StepWork(
        features: table, indices: firstIndex + start, predictions: target + start * classCount,
        predictionScale: scale, count: count)
      for phase in 0...lastForwardPhase { team.perform(phase: phase) }
      start += count
    }
  }

  private func checkIndices(_ indices: UnsafeBufferPointer<Int32>, features: UnsafeBufferPointer<Float>) {
    for index in indices {
      precondition(
        index >= 0 && (Int(index) + 1) * inputCount <= features.count,
        "example \(index) is outside the feature table")
    }
  }

  private func check(_ answers: StepWork.Answers, _ indices: UnsafeBufferPointer<Int32>) {
    for index in indices {
      switch answers {
      case .labels(let labels):
        precondition(
          Int(index) < labels.count && labels[Int(index)] >= 0 && Int(labels[Int(index)]) < classCount,
          "example \(index) has no label in 0 ..< \(classCount)")
      case .targets(let targets):
        precondition((Int(index) + 1) * classCount <= targets.count, "example \(index) has no targets")
      }
    }
  }

  // MARK: Phases

  /// The phase in which gradients of parameters are summed over the batch, and applied where they can be.
  var updatePhase: Int { 2 * lastForwardPhase + 1 }

  /// One worker's part of a phase; see ``PlanSchedule`` for what each is.
  func perform(phase: Int, worker: Int) {
    let planWorker = PlanWorker(
      start: arena.start, places: places.baseAddress!, tables: UnsafePointer(tables.baseAddress!),
      constants: UnsafePointer(constants.baseAddress!),
      areFactorsInjected: areFactorsInjected.baseAddress!, worker: worker, workerCount: team.count,
      shardSize: shardSize, count: work.count, seed: work.seed, epoch: work.epoch, step: work.step,
      trains: work.purpose != .prediction, update: work.fusedUpdate)
    guard phase < updatePhase else {
      switch phase - updatePhase {
      case 0: for operation in operations { operation.update(planWorker) }
      case Self.squaresAfterUpdate: sumSquares(planWorker)
      default: applyKeptGradients(planWorker)
      }
      return
    }
    let examples = planWorker.examples
    guard !examples.isEmpty else { return }
    if phase == 0 { gather(examples, planWorker) }
    if phase <= lastForwardPhase { goForward(examples, phase: phase, planWorker) }
    if phase == lastForwardPhase { finish(examples, planWorker) }
    if phase >= lastForwardPhase, work.purpose != .prediction {
      goBack(examples, phase: 2 * lastForwardPhase - phase, planWorker)
    }
  }

  private func gather(_ examples: Range<Int>, _ worker: PlanWorker) {
    for example in examples {
      worker.gather(
        work.features + Int(work.indices[example]) * inputCount, extent: inputExtent, example: example,
        into: input)
    }
  }

  private func goForward(_ examples: Range<Int>, phase: Int, _ worker: PlanWorker) {
    for run in runs where run.phase == phase {
      for index in run.operations { operations[index].prepareForward(worker) }
      if run.isPerExample {
        for example in examples {
          for index in run.operations { operations[index].forward(worker, example..<example + 1) }
        }
      } else {
        for index in run.operations { operations[index].forward(worker, examples) }
      }
    }
  }

  private func goBack(_ examples: Range<Int>, phase: Int, _ worker: PlanWorker) {
    for run in runs.reversed() where run.phase == phase {
      for index in run.operations { operations[index].prepareBackward(worker) }
      if run.isPerExample {
        for example in examples {
          for index in run.operations.reversed() {
            operations[index].backward(worker, example..<example + 1)
          }
        }
      } else {
        for index in run.operations.reversed() { operations[index].backward(worker, examples) }
      }
    }
  }

  /// Probabilities, and the loss with its gradient where there are answers.
  private func finish(_ examples: Range<Int>, _ worker: PlanWorker) {
    for example in examples {
      let logits = worker.pointer(output.logits, example)
      let row = worker.pointer(output.probabilities, example)
      if let answers = work.answers, let gradient = output.gradient {
        let index = Int(work.indices[example])
        let answer: OutputLoss.Answer =
          switch answers {
          case .labels(let labels): .label(Int(labels[index]))
          case .targets(let targets): .targets(targets.baseAddress! + index * classCount)
          }
        outcomes[example] = outputLoss.lossAndGradient(
          logits: logits, isRectified: output.isRectified, answer: answer, batch: work.count,
          targets: worker.pointer(output.targets, example), probabilities: row,
          gradient: worker.pointer(gradient, example))
      } else if let predictions = work.predictions {
        outputLoss.predict(
          logits: logits, as: work.predictionScale, row: row, into: predictions + example * classCount)
      }
    }
  }
}
