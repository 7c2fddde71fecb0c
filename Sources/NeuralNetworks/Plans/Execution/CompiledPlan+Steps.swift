import TensorEngine

extension CompiledPlan {
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
    work = StepWork(
      features: table, labels: labelTable, indices: firstIndex, count: indices.count, seed: seed,
      epoch: epoch, step: step, purpose: adam == nil ? .gradients : .update, adam: adam)
    for phase in 0...2 * lastForwardPhase + 1 { team.perform(phase: phase) }
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

  // MARK: Phases

  /// One worker's part of a phase; see ``PlanSchedule`` for what each is.
  func perform(phase: Int, worker: Int) {
    let planWorker = PlanWorker(
      start: arena.start, places: places.baseAddress!, tables: UnsafePointer(tables.baseAddress!),
      constants: UnsafePointer(constants.baseAddress!),
      areFactorsInjected: areFactorsInjected.baseAddress!, worker: worker, workerCount: team.count,
      shardSize: shardSize, count: work.count, seed: work.seed, epoch: work.epoch, step: work.step,
      trains: work.purpose != .prediction, adam: work.adam)
    guard phase <= 2 * lastForwardPhase else {
      for operation in operations { operation.update(planWorker) }
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

  /// Softmax, and the loss with its gradient where there are labels.
  private func finish(_ examples: Range<Int>, _ worker: PlanWorker) {
    for example in examples {
      let logits = worker.pointer(output.logits, example)
      let result = worker.pointer(output.probabilities, example)
      if let labels = work.labels, let gradient = output.gradient {
        outcomes[example] = SoftmaxLoss.lossAndGradient(
          lossKind, logits: logits, isRectified: output.isRectified,
          label: Int(labels[Int(work.indices[example])]), classCount: classCount, batch: work.count,
          probabilities: result, gradient: worker.pointer(gradient, example))
        continue
      }
      guard let predictions = work.predictions else { continue }
      let normalizer = SoftmaxLoss.probabilities(logits: logits, classCount: classCount, into: result)
      let target = predictions + example * classCount
      switch work.predictionScale {
      case .probabilities: target.update(from: result, count: classCount)
      case .logProbabilities:
        SoftmaxLoss.logProbabilities(
          logits: logits, classCount: classCount, normalizer: normalizer, into: target)
      }
    }
  }
}
