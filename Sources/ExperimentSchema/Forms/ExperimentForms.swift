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
          "all, or the name of a class list in Experiments/classes"))
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
          "claims about more than one of them"))
    }
  }
}

/// The forms of the front end's stages.
enum FrontEndForms {
  private static var fftLength: Form<Int> { .integer(in: 16...65_536, unit: "samples") }
  private static var hopLength: Form<Int> { .integer(in: 1...65_536, unit: "samples") }

  static var frontEnd: Form<FrontEndSpecification> {
    .object { stages in
      FrontEndSpecification(
        sampleRate: stages.optional(
          "sampleRate", .integer(in: 4000...192_000, unit: "Hz"), default: 22_050,
          "the rate recordings are resampled to, in Hz"),
        spectralGate: stages.optional(
          "spectralGate", spectralGate.orNull(), default: nil, "noise reduction; null leaves it out"),
        trim: stages.optional(
          "trim", trim.orNull(), default: nil, "removal of silence at both ends; null leaves it out"),
        features: stages.required("features", FeatureForms.features, "what the model sees of a clip"),
        normalization: stages.optional(
          "normalization", normalization.orNull(), default: nil,
          "brings features to a common scale; null leaves them"))
    }
  }

  private static var normalization: Form<FrontEndSpecification.Normalization> {
    .tagged([
      (
        "corpus",
        { corpus in
          .corpus(
            clip: corpus.optional(
              "clip", Form.number(in: 0...1_000_000, isLowerExcluded: true, unit: "deviations").orNull(),
              default: nil, "where values are cut, in deviations; null cuts none"))
        }
      ),
      ("clip", { _ in .clip }),
    ])
  }

  static var spectralGate: Form<FrontEndSpecification.SpectralGate> {
    .object { gate in
      FrontEndSpecification.SpectralGate(
        noiseSamples: gate.optional(
          "noiseSamples", .integer(in: 1...10_000_000, unit: "samples"), default: 25_000,
          "samples from the start that make up the noise profile"),
        thresholdDeviations: gate.optional(
          "thresholdDeviations", .number(in: 0...100), default: 1.5,
          "threshold above the profile's mean level, in its standard deviations"),
        fftLength: gate.optional("fftLength", fftLength, default: 2048, "FFT length in samples; even"),
        hopLength: gate.optional("hopLength", hopLength, default: 512, "samples between frames"))
    }
  }

  static var trim: Form<FrontEndSpecification.Trim> {
    .object { trim in
      FrontEndSpecification.Trim(
        topDecibels: trim.optional(
          "topDecibels", .number(in: 0...200, isLowerExcluded: true, unit: "dB"), default: 20,
          "frames this far below the loudest one are silence, in dB"),
        frameLength: trim.optional(
          "frameLength", .integer(in: 2...65_536, unit: "samples"), default: 512,
          "samples whose level is taken together"),
        hopLength: trim.optional("hopLength", hopLength, default: 64, "samples between frames"))
    }
  }
}
