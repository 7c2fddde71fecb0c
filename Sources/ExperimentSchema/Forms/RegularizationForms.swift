/// The forms of what is done to the clips that are trained on.
enum RegularizationForms {
  private typealias Training = TrainingSpecification

  static var regularization: Form<TrainingSpecification.Regularization> {
    .object { regularization in
      Training.Regularization(
        randomRoll: regularization.optional(
          "randomRoll", randomRoll.orNull(), default: nil, "moves frames round; null leaves them"),
        gain: regularization.optional(
          "gain", gain.orNull(), default: nil, "makes clips louder or softer; null leaves them"),
        inputNoise: regularization.optional(
          "inputNoise", inputNoise.orNull(), default: nil, "adds noise to features; null adds none"),
        specAugment: regularization.optional(
          "specAugment", specAugment.orNull(), default: nil, "masks frames and mel bands; null masks none"),
        mixup: regularization.optional(
          "mixup", mixup.orNull(), default: nil, "mixes clips in pairs; null leaves them apart"))
    }
  }

  private static var above0: Form<Double> { .number(in: 0...1e30, isLowerExcluded: true) }

  private static var randomRoll: Form<Training.RandomRoll> {
    .object { roll in
      Training.RandomRoll(
        maximumFrames: roll.required(
          "maximumFrames", .integer(in: 1...100_000, unit: "frames"), "the farthest that frames move"))
    }
  }

  static var gain: Form<TrainingSpecification.Gain> {
    .object { gain in
      Training.Gain(
        decibels: gain.required(
          "decibels", .number(in: 0...200, isLowerExcluded: true, unit: "dB"),
          "the greatest change of level, up or down, in dB"))
    }
  }

  private static var inputNoise: Form<Training.InputNoise> {
    .object { noise in
      Training.InputNoise(
        deviation: noise.required(
          "deviation", above0, "the noise's standard deviation, in the features' unit"))
    }
  }

  private static var specAugment: Form<Training.SpecAugment> {
    .object { masks in
      Training.SpecAugment(
        timeMasks: masks.required("timeMasks", .integer(in: 0...1000), "stretches of frames"),
        maximumFrames: masks.required(
          "maximumFrames", .integer(in: 0...100_000, unit: "frames"), "the longest of them"),
        frequencyMasks: masks.required("frequencyMasks", .integer(in: 0...1000), "stretches of mel bands"),
        maximumMelBands: masks.required(
          "maximumMelBands", .integer(in: 0...512, unit: "mel bands"), "the widest of them"))
    }
  }

  private static var mixup: Form<Training.Mixup> {
    .object { mixup in
      Training.Mixup(
        alpha: mixup.required(
          "alpha", .number(in: 0.001...1000), "how evenly clips are mixed"))
    }
  }
}
