import JSONText

/// What must hold of an experiment whose recordings are cut into windows: several classes are heard at once there.
struct WindowChecks {
  let windows: SoundWindows
  let experiment: Experiment
  let node: JSONNode

  func run(_ isSound: (String) -> Bool, noting problems: inout [ExperimentError.Problem]) {
    if windows.minimumOverlap > windows.duration {
      note(
        "corpus.windows.minimumOverlap", found: "\(windows.minimumOverlap) s",
        expected: "at most corpus.windows.duration, \(windows.duration) s",
        remedy: "No class would ever be heard.", &problems)
    }
    if experiment.corpus.classes != CorpusSelection.allClasses {
      note(
        "corpus.classes", found: "\"\(experiment.corpus.classes)\" beside windows",
        expected: "\"\(CorpusSelection.allClasses)\"",
        remedy: "Choose classes where soundscapes are composed: earshot corpus compose --classes.", &problems)
    }
    if isSound("model"), let (layer, path) = experiment.model.outputLayer,
      let found = layer.operation.outputActivation, found != .sigmoid
    {
      note(
        path, found: "\"\(found.rawValue)\" beside corpus.windows",
        expected: "\"sigmoid\", a probability for each class by itself: several are heard at once",
        remedy: "Write \"sigmoid\", and take the loss binaryCrossEntropy.", &problems)
    }
    if isSound("training"), case .clips? = experiment.training.augmentation.copies?.background?.sound {
      note(
        "training.augmentation.copies.background", found: "clips beside corpus.windows",
        expected: "noise: what is heard in another clip would be missing from a window's classes",
        remedy: "Use type noise, or leave it out.", &problems)
    }
  }

  private func note(
    _ path: String, found: String, expected: String, remedy: String,
    _ problems: inout [ExperimentError.Problem]
  ) {
    problems.append(
      ExperimentError.Problem(
        place: node.place(of: path), keyPath: path, found: found, expected: expected, remedy: remedy))
  }
}
