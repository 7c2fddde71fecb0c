/// The forms of loss, optimizer, schedule and their settings.
enum TrainingForms {
  private typealias Training = TrainingSpecification

  static var training: Form<TrainingSpecification> {
    .object { training in
      TrainingSpecification(
        loss: training.required("loss", .choice, "what training minimises"),
        labelSmoothing: training.optional(
          "labelSmoothing", .number(in: 0...1, isUpperExcluded: true), default: 0,
          "the share of each target that is spread evenly over all classes"),
        optimizer: training.optional(
          "optimizer", optimizer, default: .adam(TrainingSpecification.Adam()),
          "how parameters follow their gradients"),
        gradientClipping: training.optional(
          "gradientClipping", gradientClipping.orNull(), default: nil,
          "how large gradients are cut; null leaves them"),
        schedule: training.optional(
          "schedule", schedule, default: .constant(), "how the learning rate changes over the updates"),
        averaging: training.optional(
          "averaging", averaging.orNull(), default: nil,
          "which mean over the updates is validated and saved; null takes the last parameters"),
        augmentation: training.optional(
          "augmentation", AugmentationForms.augmentation, default: Training.Augmentation(),
          "what is heard of each clip beside the clip itself"),
        regularization: training.optional(
          "regularization", RegularizationForms.regularization, default: Training.Regularization(),
          "what is done to the clips that are trained on"),
        epochs: training.required("epochs", .integer(in: 1...1_000_000), "passes over the training examples"),
        batchSize: training.optional(
          "batchSize", .integer(in: 1...65_536, unit: "examples"), default: 32, "examples for one update"),
        seeds: training.optional(
          "seeds", Form.seed.distinctList(atLeast: 1, atMost: 1000), default: [1],
          "one run for each"))
    }
  }

  static var optimizer: Form<TrainingSpecification.Optimizer> {
    .tagged([
      ("adam", { .adam(adam(&$0, weightDecay: 0)) }),
      ("adamW", { .adamW(adam(&$0, weightDecay: Training.Adam.defaultDecoupledDecay)) }),
      (
        "sgd",
        { sgd in
          .sgd(
            Training.SGD(
              learningRate: learningRate(&sgd, default: Training.SGD.defaultLearningRate),
              momentum: sgd.optional("momentum", share, default: 0, "what is left of it after an update"),
              nesterov: sgd.optional(
                "nesterov", .boolean, default: false, "whether the gradient counts past the momentum"),
              weightDecay: weightDecay(&sgd, default: 0), decaysBiases: decaysBiases(&sgd)))
        }
      ),
    ])
  }

  private static func adam(_ adam: inout ObjectReader, weightDecay: Double) -> Training.Adam {
    let defaults = Training.Adam()
    return Training.Adam(
      learningRate: learningRate(&adam, default: defaults.learningRate),
      beta1: adam.optional("beta1", share, default: defaults.beta1, "decay of the first moment"),
      beta2: adam.optional("beta2", share, default: defaults.beta2, "decay of the second moment"),
      epsilon: adam.optional(
        "epsilon", .number(in: 0...1, isLowerExcluded: true), default: defaults.epsilon,
        "added to the denominator after bias correction"),
      weightDecay: self.weightDecay(&adam, default: weightDecay), decaysBiases: decaysBiases(&adam))
  }

  private static var share: Form<Double> { .number(in: 0...1, isUpperExcluded: true) }
  private static var above0: Form<Double> { .number(in: 0...1e30, isLowerExcluded: true) }

  private static func learningRate(_ optimizer: inout ObjectReader, default absent: Double) -> Double {
    optimizer.optional("learningRate", above0, default: absent, "the length of a step")
  }

  private static func weightDecay(_ optimizer: inout ObjectReader, default absent: Double) -> Double {
    optimizer.optional(
      "weightDecay", .number(in: 0...1e30), default: absent, "how strongly parameters are drawn to zero")
  }

  private static func decaysBiases(_ optimizer: inout ObjectReader) -> Bool {
    optimizer.optional(
      "decaysBiases", .boolean, default: false,
      "whether weight decay reaches biases, and batch normalisation's scale and shift")
  }

  static var gradientClipping: Form<TrainingSpecification.GradientClipping> {
    .tagged([
      ("norm", { .norm(threshold: $0.required("threshold", above0, "the norm of all gradients together")) }),
      ("value", { .value(threshold: $0.required("threshold", above0, "the size of each value")) }),
    ])
  }

  static var schedule: Form<TrainingSpecification.Schedule> {
    .tagged([
      ("constant", { .constant(warmUpEpochs: warmUpEpochs(&$0)) }),
      (
        "step",
        { step in
          .step(
            epochs: step.required("epochs", .integer(in: 1...1_000_000), "epochs from one step to the next"),
            factor: step.required(
              "factor", .number(in: 0...1, isLowerExcluded: true), "what a step multiplies by"),
            warmUpEpochs: warmUpEpochs(&step))
        }
      ),
      (
        "cosine",
        { cosine in
          .cosine(
            finalFraction: cosine.optional(
              "finalFraction", .number(in: 0...1), default: 0, "what is left of the learning rate at the end"),
            warmUpEpochs: warmUpEpochs(&cosine))
        }
      ),
      (
        "oneCycle",
        { cycle in
          let defaults = Training.OneCycle()
          let divisor = Form.number(in: 1...1e30)
          return .oneCycle(
            Training.OneCycle(
              warmUpFraction: cycle.optional(
                "warmUpFraction", share, default: defaults.warmUpFraction,
                "the share of the updates until the learning rate is reached"),
              initialDivisor: cycle.optional(
                "initialDivisor", divisor, default: defaults.initialDivisor,
                "by which the learning rate of the first update is smaller"),
              finalDivisor: cycle.optional(
                "finalDivisor", divisor, default: defaults.finalDivisor,
                "by which that of the last update is smaller than that of the first")))
        }
      ),
    ])
  }

  private static func warmUpEpochs(_ schedule: inout ObjectReader) -> Double {
    schedule.optional(
      "warmUpEpochs", .number(in: 0...1_000_000, unit: "epochs"), default: 0,
      "epochs over which the learning rate rises")
  }

  static var averaging: Form<TrainingSpecification.Averaging> {
    .tagged([
      ("ema", { .ema(decay: $0.required("decay", share, "what is left of the average after an update")) })
    ])
  }
}
