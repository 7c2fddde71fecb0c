/// The forms of an experiment file, from the whole to its parts: what decodes it, and what its JSON Schema
/// is generated from.
enum ExperimentForms {
  /// An experiment file after inheritance and overrides.
  static func experiment() -> Form<Experiment> {
    .object(ignoring: ["$schema", "extends"]) { file in
      let name = file.required("name", .name(), "what `earshot run` calls the experiment")
      return Experiment(
        name: name,
        title: file.optional("title", .text(atMost: 200), default: name, "one line for reports"),
        corpus: file.optional(
          "corpus", corpus, default: CorpusSelection(name: "synthetic", classes: "original32"),
          "which recordings, and which of their classes"),
        split: file.optional(
          "split", split, default: Split(train: [1, 2, 3, 4], validation: [5]),
          "which folds train the model and which judge it"),
        frontEnd: file.required("frontEnd", FrontEndForms.frontEnd, "from a recording to features"),
        model: file.required("model", ModelForms.model, "the layers"),
        training: file.required("training", TrainingForms.training, "how the model learns"),
        claims: file.optional(
          "claims", ClaimForms.claim(of: name).list(atMost: 100), default: [],
          "what the source says was measured"))
    }
  }

  static var corpus: Form<CorpusSelection> {
    .object { corpus in
      CorpusSelection(
        name: corpus.required("name", .text(atMost: 4096), "synthetic, or the path of a corpus' folder"),
        classes: corpus.optional(
          "classes", .name(), default: CorpusSelection.allClasses,
          "all, or the name of a class list in Experiments/classes"),
        windows: corpus.optional(
          "windows", windows.orNull(), default: nil,
          "cuts soundscapes into windows, each with all the classes heard in it; null takes recordings whole")
      )
    }
  }

  static var windows: Form<SoundWindows> {
    let seconds = Form<Double>.number(in: 0.05...600, unit: "s")
    return .object { windows in
      SoundWindows(
        duration: windows.required("duration", seconds, "length of a window, in seconds"),
        hop: windows.required("hop", seconds, "from one window to the next, in seconds"),
        minimumOverlap: windows.optional(
          "minimumOverlap", .number(in: 0...600, isLowerExcluded: true, unit: "s"),
          default: SoundWindows.defaultMinimumOverlap,
          "how much of a window must be sound of a class for that to count as heard, in seconds"))
    }
  }

  static var split: Form<Split> {
    let folds = Form.integer(in: 0...1000).distinctList(atLeast: 1, atMost: 100)
    return .object { split in
      Split(
        train: split.required("train", folds, "the folds the model learns from"),
        validation: split.required("validation", folds, "the folds it is judged on after each epoch"),
        test: split.optional(
          "test", folds, default: [],
          "folds that nothing is chosen by: an epoch selected on validation is reported on these"))
    }
  }

  /// `history.json`.
  static func history() -> Form<History> {
    .object(ignoring: ["$schema"]) { file in
      History(
        title: file.required("title", .text(atMost: 200), "one line for reports"),
        experiments: file.required(
          "experiments", Form.name().distinctList(atLeast: 1, atMost: 100),
          "the experiments' names, oldest first"),
        claims: file.optional(
          "claims", ClaimForms.claim(of: nil).list(atMost: 100), default: [],
          "claims about more than one of them"),
        studies: file.optional(
          "studies", Form.text(atMost: 4096).distinctList(atMost: 20), default: [],
          "files of ablations that tell why it came out so, relative to this one"))
    }
  }
}
