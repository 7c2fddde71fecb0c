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
        preEmphasis: stages.optional(
          "preEmphasis", preEmphasis.orNull(), default: nil,
          "lift of high frequencies; null leaves it out"),
        spectralGate: stages.optional(
          "spectralGate", GateForms.gate.orNull(), default: nil, "noise reduction; null leaves it out"),
        trim: stages.optional(
          "trim", trim.orNull(), default: nil, "removal of silence at both ends; null leaves it out"),
        length: stages.optional(
          "length", length.orNull(), default: nil,
          "the length clips are brought to; null leaves each as long as it is"),
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

  static var preEmphasis: Form<FrontEndSpecification.PreEmphasis> {
    .object { preEmphasis in
      FrontEndSpecification.PreEmphasis(
        coefficient: preEmphasis.optional(
          "coefficient", .number(in: 0...1), default: 0.97,
          "the share of the sample before that is taken away"))
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

  static var length: Form<FrontEndSpecification.Length> {
    .object { length in
      FrontEndSpecification.Length(
        seconds: length.required(
          "seconds", .number(in: 0...600, isLowerExcluded: true, unit: "s"), "the length in seconds"),
        mode: length.optional(
          "mode", .choice, default: .zeros,
          "what becomes of shorter clips: silence follows, they begin again, or nothing"),
        keep: length.optional("keep", .choice, default: .start, "what is kept of longer clips"))
    }
  }
}
