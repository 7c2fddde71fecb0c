import JSONText

extension TrainingSpecification {
  /// What the JSON of a training is for.
  enum JSONPurpose {
    /// A run's folder: seeds, and every default written out.
    case record
    /// A run's identity: no seeds, and of the settings that came after the first runs only those that are not
    /// as they were then, so that what a configuration is called does not change with the program.
    case identity
  }

  /// The training as JSON.
  func json(for purpose: JSONPurpose) -> JSONNode {
    let regularization = regularization.json(for: purpose)
    let settings: [Setting] = [
      Setting("loss", .string(loss.rawValue)),
      Setting("labelSmoothing", .number(labelSmoothing), isAsEver: labelSmoothing == 0),
      Setting("optimizer", optimizer.json(for: purpose)),
      Setting("gradientClipping", gradientClipping?.json ?? .null, isAsEver: gradientClipping == nil),
      Setting("schedule", schedule.json, isAsEver: schedule == .constant()),
      Setting("averaging", averaging?.json ?? .null, isAsEver: averaging == nil),
      Setting("augmentation", augmentation.json(for: purpose), isAsEver: augmentation.isEmpty),
      Setting("regularization", regularization, isAsEver: self.regularization.isEmpty),
      Setting("epochs", .integer(epochs)), Setting("batchSize", .integer(batchSize)),
    ]
    let seeds = purpose == .record ? [("seeds", JSONNode.array(seeds.map { .integer($0) }))] : []
    return .object(settings.members(for: purpose) + seeds)
  }
}

/// A member of an object, and whether it says what was meant before there was such a member.
private struct Setting {
  let name: String
  let value: JSONNode
  let isAsEver: Bool

  init(_ name: String, _ value: JSONNode, isAsEver: Bool = false) {
    self.name = name
    self.value = value
    self.isAsEver = isAsEver
  }
}

extension [Setting] {
  fileprivate func members(for purpose: TrainingSpecification.JSONPurpose) -> [(String, JSONNode)] {
    filter { purpose == .record || !$0.isAsEver }.map { ($0.name, $0.value) }
  }
}

extension TrainingSpecification.Optimizer {
  fileprivate func json(for purpose: TrainingSpecification.JSONPurpose) -> JSONNode {
    switch self {
    case .sgd(let sgd):
      .object([
        "type": .string("sgd"), "learningRate": .number(sgd.learningRate), "momentum": .number(sgd.momentum),
        "nesterov": .boolean(sgd.nesterov), "weightDecay": .number(sgd.weightDecay),
        "decaysBiases": .boolean(sgd.decaysBiases),
      ])
    case .adam(let adam): .object(adam.settings(type: "adam", isFirst: true).members(for: purpose))
    case .adamW(let adam): .object(adam.settings(type: "adamW", isFirst: false).members(for: purpose))
    }
  }
}

extension TrainingSpecification.Adam {
  /// - Parameter isFirst: Whether the type is older than weight decay.
  fileprivate func settings(type: String, isFirst: Bool) -> [Setting] {
    [
      Setting("type", .string(type)), Setting("learningRate", .number(learningRate)),
      Setting("beta1", .number(beta1)), Setting("beta2", .number(beta2)),
      Setting("epsilon", .number(epsilon)),
      Setting("weightDecay", .number(weightDecay), isAsEver: isFirst && weightDecay == 0),
      Setting("decaysBiases", .boolean(decaysBiases), isAsEver: isFirst && !decaysBiases),
    ]
  }
}

extension TrainingSpecification.GradientClipping {
  fileprivate var json: JSONNode {
    switch self {
    case .norm(let threshold): .object(["type": .string("norm"), "threshold": .number(threshold)])
    case .value(let threshold): .object(["type": .string("value"), "threshold": .number(threshold)])
    }
  }
}

extension TrainingSpecification.Schedule {
  fileprivate var json: JSONNode {
    switch self {
    case .constant(let warmUp):
      .object(["type": .string("constant"), "warmUpEpochs": .number(warmUp)])
    case .step(let epochs, let factor, let warmUp):
      .object([
        "type": .string("step"), "epochs": .integer(epochs), "factor": .number(factor),
        "warmUpEpochs": .number(warmUp),
      ])
    case .cosine(let finalFraction, let warmUp):
      .object([
        "type": .string("cosine"), "finalFraction": .number(finalFraction), "warmUpEpochs": .number(warmUp),
      ])
    case .oneCycle(let cycle):
      .object([
        "type": .string("oneCycle"), "warmUpFraction": .number(cycle.warmUpFraction),
        "initialDivisor": .number(cycle.initialDivisor), "finalDivisor": .number(cycle.finalDivisor),
      ])
    }
  }
}

extension TrainingSpecification.Averaging {
  fileprivate var json: JSONNode {
    switch self {
    case .ema(let decay): .object(["type": .string("ema"), "decay": .number(decay)])
    }
  }
}

extension TrainingSpecification.Augmentation {
  fileprivate func json(for purpose: TrainingSpecification.JSONPurpose) -> JSONNode {
    let settings = [
      Setting("playbackSpeeds", .array(playbackSpeeds.map { .number($0) }), isAsEver: playbackSpeeds == [1]),
      Setting("copies", copies?.json ?? .null, isAsEver: copies == nil),
    ]
    return .object(settings.members(for: purpose))
  }
}

extension TrainingSpecification.Copies {
  fileprivate var json: JSONNode {
    .object([
      "count": .integer(count), "seed": .integer(seed),
      "roll": roll.map { .object(["seconds": .number($0.seconds)]) } ?? .null,
      "background": background?.json ?? .null,
      "gain": gain.map { .object(["decibels": .number($0.decibels)]) } ?? .null,
    ])
  }
}

extension TrainingSpecification.Background {
  fileprivate var json: JSONNode {
    let type: [(String, JSONNode)] =
      switch sound {
      case .clips: [("type", .string("clips"))]
      case .noise(let exponent): [("type", .string("noise")), ("exponent", .number(exponent))]
      }
    return .object(
      type + [("lowestRatio", .number(lowestRatio)), ("highestRatio", .number(highestRatio))])
  }
}

extension TrainingSpecification.Regularization {
  fileprivate func json(for purpose: TrainingSpecification.JSONPurpose) -> JSONNode {
    func setting(_ name: String, _ members: [(String, JSONNode)]?) -> Setting {
      Setting(name, members.map { .object($0) } ?? .null, isAsEver: members == nil)
    }
    let settings = [
      setting("randomRoll", randomRoll.map { [("maximumFrames", .integer($0.maximumFrames))] }),
      setting("gain", gain.map { [("decibels", .number($0.decibels))] }),
      setting("inputNoise", inputNoise.map { [("deviation", .number($0.deviation))] }),
      setting(
        "specAugment",
        specAugment.map {
          [
            ("timeMasks", .integer($0.timeMasks)), ("maximumFrames", .integer($0.maximumFrames)),
            ("frequencyMasks", .integer($0.frequencyMasks)),
            ("maximumMelBands", .integer($0.maximumMelBands)),
          ]
        }),
      setting("mixup", mixup.map { [("alpha", .number($0.alpha))] }),
    ]
    return .object(settings.members(for: purpose))
  }
}
