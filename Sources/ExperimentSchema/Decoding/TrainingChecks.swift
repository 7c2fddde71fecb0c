import JSONText

/// What must hold between an experiment's training, its model and its features.
struct TrainingChecks {
  let experiment: Experiment
  let node: JSONNode

  private var training: TrainingSpecification { experiment.training }

  /// Checks what training asks of itself and of the features.
  func run(noting problems: inout [ExperimentError.Problem]) {
    if case .sgd(let sgd) = training.optimizer, sgd.nesterov && sgd.momentum == 0 {
      note(
        "optimizer.nesterov", found: "true without momentum", expected: "a momentum above 0",
        remedy: "Try 0.9, or leave nesterov out.", &problems)
    }
    checkSchedule(noting: &problems)
    checkAugmentation(noting: &problems)
    checkRegularization(noting: &problems)
  }

  /// Checks that the loss goes with the activation that ends the model.
  func checkLoss(noting problems: inout [ExperimentError.Problem]) {
    let expected = training.loss.outputActivations
    guard let (layer, path) = experiment.model.outputLayer, let found = layer.operation.outputActivation,
      !expected.contains(found)
    else { return }
    let losses = TrainingSpecification.Loss.allCases.filter { $0.outputActivations.contains(found) }
    note(
      "loss", found: "\"\(training.loss.rawValue)\" after \(found.rawValue) in \(path)",
      expected: "\(expected.map(\.rawValue).joined(separator: " or ")) there",
      remedy: "Change the activation, or take one of the losses "
        + "\(losses.map(\.rawValue).joined(separator: ", ")).", &problems)
  }

  private func checkSchedule(noting problems: inout [ExperimentError.Problem]) {
    let warmUpEpochs: Double
    switch training.schedule {
    case .constant(let warmUp), .step(_, _, let warmUp), .cosine(_, let warmUp): warmUpEpochs = warmUp
    case .oneCycle: return
    }
    guard warmUpEpochs >= Double(training.epochs) else { return }
    note(
      "schedule.warmUpEpochs", found: "\(warmUpEpochs)",
      expected: "below training.epochs, \(training.epochs)",
      remedy: "The learning rate would never be reached.", &problems)
  }

  private func checkAugmentation(noting problems: inout [ExperimentError.Problem]) {
    let augmentation = training.augmentation
    if !augmentation.playbackSpeeds.contains(1) {
      note(
        "augmentation.playbackSpeeds", found: "no speed 1", expected: "1 among them: the clip as it is",
        remedy: "Add it.", &problems)
    }
    guard let copies = augmentation.copies else { return }
    if copies.roll == nil && copies.background == nil && copies.gain == nil {
      note(
        "augmentation.copies", found: "copies that nothing is changed of",
        expected: "roll, background or gain", remedy: "Add one of them, or leave copies out.", &problems)
    }
    if let background = copies.background, background.lowestRatio > background.highestRatio {
      note(
        "augmentation.copies.background.lowestRatio", found: "\(background.lowestRatio)",
        expected: "at most highestRatio, \(background.highestRatio) dB", remedy: "Exchange the two.",
        &problems)
    }
  }

  private func checkRegularization(noting problems: inout [ExperimentError.Problem]) {
    let regularization = training.regularization
    if regularization.gain != nil { checkGain(noting: &problems) }
    guard case .frames(let frames, let frameCount) = experiment.frontEnd.features else {
      let setting =
        regularization.specAugment != nil
        ? "specAugment" : regularization.randomRoll != nil ? "randomRoll" : nil
      if let setting {
        note(
          "regularization.\(setting)", found: "features of shape \(experiment.frontEnd.featureShape)",
          expected: "features that have frames, [1, melBand, frame]",
          remedy: "Use features of type logMelSpectrogram, or leave it out.", &problems)
      }
      return
    }
    func check(_ setting: String, _ found: Int, atMost most: Int, _ unit: String) {
      guard found > most else { return }
      note(
        "regularization.\(setting)", found: "\(found)", expected: "at most the \(most) \(unit) of a clip",
        remedy: "", &problems)
    }
    if let roll = regularization.randomRoll {
      check("randomRoll.maximumFrames", roll.maximumFrames, atMost: frameCount, "frames")
    }
    if let masks = regularization.specAugment {
      check("specAugment.maximumFrames", masks.maximumFrames, atMost: frameCount, "frames")
      check("specAugment.maximumMelBands", masks.maximumMelBands, atMost: frames.rowCount, "mel bands")
    }
  }

  /// A gain goes with features that are levels, which neither statistics nor normalised features are.
  private func checkGain(noting problems: inout [ExperimentError.Problem]) {
    if experiment.frontEnd.features.levelScale == nil {
      note(
        "regularization.gain", found: "features that are no levels",
        expected:
          "features that are levels: meanMagnitudeSpectrum, or logMelSpectrogram or spectrogram without deltas",
        remedy: "Leave it out.", &problems)
    } else if experiment.frontEnd.normalization != nil {
      note(
        "regularization.gain", found: "features that frontEnd.normalization brings to a scale of their own",
        expected: "features that are levels",
        remedy: "Use training.augmentation.copies.gain, which changes the recordings.", &problems)
    }
  }

  private func note(
    _ path: String, found: String, expected: String, remedy: String,
    _ problems: inout [ExperimentError.Problem]
  ) {
    let fullPath = "training." + path
    problems.append(
      ExperimentError.Problem(
        place: node.place(of: fullPath), keyPath: fullPath, found: found, expected: expected, remedy: remedy))
  }
}
