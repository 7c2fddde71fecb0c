import ContentDigest
import ExperimentSchema
import Testing

@Suite("Training: its forms, checks and identity")
struct TrainingFormsTests {
  let files: ExperimentFiles

  init() throws { files = try ExperimentFiles() }

  private static let logMel =
    #"{ "features": { "type": "logMelSpectrogram", "frameCount": 20, "melBandCount": 8 } }"#
  private static let logMelLayers = """
    [{ "type": "flatten", "name": "flatten" },
     { "type": "dense", "name": "output", "units": "classes", "activation": "softmax" }]
    """
  private static let sigmoidLayers =
    #"[{ "type": "dense", "name": "output", "units": "classes", "activation": "sigmoid" }]"#

  /// A training with `settings` beside loss and epochs.
  private func training(_ settings: String, loss: String = "categoricalCrossEntropy") -> String {
    #"{ "loss": "\#(loss)", "epochs": 3, \#(settings) }"#
  }

  private func decoded(_ settings: String) throws -> TrainingSpecification {
    try ExperimentDecoder.experiment(
      text: experimentText(
        frontEnd: Self.logMel, layers: Self.logMelLayers, training: training(settings))
    ).training
  }

  @Test func `every setting is read, defaults filled in`() throws {
    #expect(
      try decoded(#""optimizer": { "type": "sgd" }"#).optimizer == .sgd(.init(learningRate: 0.01)))
    #expect(
      try decoded(
        #""optimizer": { "type": "sgd", "learningRate": 0.2, "momentum": 0.9, "nesterov": true, "weightDecay": 0.1, "decaysBiases": true }"#
      ).optimizer
        == .sgd(
          .init(learningRate: 0.2, momentum: 0.9, nesterov: true, weightDecay: 0.1, decaysBiases: true)))
    #expect(
      try decoded(#""optimizer": { "type": "adamW" }"#).optimizer == .adamW(.init(weightDecay: 0.01)))
    #expect(
      try decoded(#""optimizer": { "type": "adam", "weightDecay": 0.5 }"#).optimizer
        == .adam(.init(weightDecay: 0.5)))
    #expect(
      try decoded(#""gradientClipping": { "type": "norm", "threshold": 1 }"#).gradientClipping
        == .norm(threshold: 1))
    #expect(try decoded(#""gradientClipping": null"#).gradientClipping == nil)
    #expect(
      try decoded(#""schedule": { "type": "step", "epochs": 2, "factor": 0.5 }"#).schedule
        == .step(epochs: 2, factor: 0.5))
    #expect(
      try decoded(#""schedule": { "type": "cosine", "warmUpEpochs": 1.5 }"#).schedule
        == .cosine(finalFraction: 0, warmUpEpochs: 1.5))
    #expect(try decoded(#""schedule": { "type": "oneCycle" }"#).schedule == .oneCycle(.init()))
    #expect(try decoded(#""averaging": { "type": "ema", "decay": 0.999 }"#).averaging == .ema(decay: 0.999))
    #expect(try decoded(#""labelSmoothing": 0.1"#).labelSmoothing == 0.1)
    #expect(
      try decoded(
        """
        "regularization": { "mixup": { "alpha": 0.2 }, "inputNoise": { "deviation": 0.5 }, "gain": { "decibels": 6 },
          "specAugment": { "timeMasks": 2, "maximumFrames": 5, "frequencyMasks": 1, "maximumMelBands": 8 },
          "randomRoll": { "maximumFrames": 20 } }
        """
      ).regularization
        == .init(
          randomRoll: .init(maximumFrames: 20), gain: .init(decibels: 6), inputNoise: .init(deviation: 0.5),
          specAugment: .init(timeMasks: 2, maximumFrames: 5, frequencyMasks: 1, maximumMelBands: 8),
          mixup: .init(alpha: 0.2)))
  }

  @Test func `settings that are left out are made by overrides`() throws {
    let file = try files.write("experiment.json", experimentText())
    let overrides = [
      "training.regularization.mixup.alpha=0.2", "training.schedule={\"type\":\"oneCycle\"}",
      "training.optimizer.type=sgd", "training.optimizer.momentum=0.9",
    ].compactMap { Override($0) }
    let training = try ExperimentDecoder.experiment(at: file, overrides: overrides).training
    #expect(training.regularization.mixup == .init(alpha: 0.2))
    #expect(training.schedule == .oneCycle(.init()))
    #expect(training.optimizer == .sgd(.init(learningRate: 0.01, momentum: 0.9)))
  }

  @Test(
    "what does not fit is named with its remedy",
    arguments: [
      (
        #""optimizer": { "type": "sdg" }"#,
        #":4: training.optimizer.type: found "sdg"; expected one of adam, adamW, sgd. Did you mean "sgd"?"#
      ),
      (
        #""optimizer": { "type": "sgd", "momentun": 0.9 }"#,
        #":4: training.optimizer.momentun: found an unknown key; expected one of learningRate, momentum, nesterov, weightDecay, decaysBiases. Did you mean "momentum"?"#
      ),
      (
        #""optimizer": { "type": "sgd", "nesterov": true }"#,
        ":4: training.optimizer.nesterov: found true without momentum; expected a momentum above 0. Try 0.9, or leave nesterov out."
      ),
      (
        #""optimizer": { "type": "sgd", "momentum": 0.9, "nesterov": "yes" }"#,
        #":4: training.optimizer.nesterov: found "yes"; expected true or false."#
      ),
      (
        #""labelSmoothing": 1"#,
        ":4: training.labelSmoothing: found 1; expected a number from 0 to below 1."
      ),
      (
        #""gradientClipping": { "type": "norm" }"#,
        ":4: training.gradientClipping.threshold: found nothing; expected the norm of all gradients together. Add the key."
      ),
      (
        #""schedule": { "type": "cosine", "warmUpEpochs": 3 }"#,
        ":4: training.schedule.warmUpEpochs: found 3.0; expected below training.epochs, 3. The learning rate would never be reached."
      ),
      (
        #""regularization": { "mixUp": { "alpha": 1 } }"#,
        #":4: training.regularization.mixUp: found an unknown key; expected one of randomRoll, gain, inputNoise, specAugment, mixup. Did you mean "mixup"?"#
      ),
      (
        #""regularization": { "specAugment": { "timeMasks": 1, "maximumFrames": 4, "frequencyMasks": 0, "maximumMelBands": 0 } }"#,
        ":4: training.regularization.specAugment: found features of shape [257]; expected features that have frames, [1, melBand, frame]. Use features of type logMelSpectrogram, or leave it out."
      ),
      (
        #""regularization": { "randomRoll": { "maximumFrames": 4 } }"#,
        ":4: training.regularization.randomRoll: found features of shape [257]; expected features that have frames, [1, melBand, frame]. Use features of type logMelSpectrogram, or leave it out."
      ),
    ])
  func misfit(settings: String, message: String) throws {
    #expect(try files.problems(in: experimentText(training: training(settings))) == [message])
  }

  @Test func `masks and rolls are at most a clip long`() throws {
    let settings = """
      "regularization": { "randomRoll": { "maximumFrames": 21 }, "specAugment": { "timeMasks": 1, "maximumFrames": 22, "frequencyMasks": 1, "maximumMelBands": 9 } }
      """
    let problems = try files.problems(
      in: experimentText(frontEnd: Self.logMel, layers: Self.logMelLayers, training: training(settings)))
    #expect(
      problems.map { $0.split(separator: ": ", maxSplits: 1)[1] } == [
        "training.regularization.randomRoll.maximumFrames: found 21; expected at most the 20 frames of a clip.",
        "training.regularization.specAugment.maximumFrames: found 22; expected at most the 20 frames of a clip.",
        "training.regularization.specAugment.maximumMelBands: found 9; expected at most the 8 mel bands of a clip.",
      ])
  }

  @Test func `a loss must go with the end of the model`() throws {
    #expect(
      try files.problems(
        in: experimentText(training: training(#""batchSize": 8"#, loss: "binaryCrossEntropy")))
        == [
          #":4: training.loss: found "binaryCrossEntropy" after softmax in model.layers.output; expected sigmoid there. Change the activation, or take one of the losses meanSquaredError, categoricalCrossEntropy, sparseCategoricalCrossEntropy."#
        ])
    #expect(
      try files.problems(
        in: experimentText(layers: Self.sigmoidLayers, training: training(#""batchSize": 8"#)))
        == [
          #":4: training.loss: found "categoricalCrossEntropy" after sigmoid in model.layers.output; expected softmax there. Change the activation, or take one of the losses meanSquaredError, binaryCrossEntropy."#
        ])
    for loss in ["meanSquaredError", "binaryCrossEntropy"] {
      let text = experimentText(
        layers: Self.sigmoidLayers, training: training(#""batchSize": 8"#, loss: loss))
      #expect(try files.problems(in: text) == [])
    }
  }

  // MARK: Identity

  @Test func `a file that uses nothing new has the identity it always had`() throws {
    // From runs stored before there were other optimizers, schedules, averages and regularization.
    let catalog = ExperimentCatalog(folder: shippedExperiments)
    let expected = [
      ("gen1", "7e9be736fb1959b147e84ab96d2544dc6fdca56b625005807ac89f726fff2db5"),
      ("gen6", "726722b0129d4dde98660032c743999425d6ff0011227c08958c6e1ab8893b09"),
    ]
    for (name, digest) in expected {
      let experiment = try ExperimentDecoder.experiment(at: catalog.file(of: name))
      #expect(experiment.configurationDigest(classNames: ["a", "b"]).hexadecimal == digest)
    }
  }

  @Test func `defaults that are written out change no identity, and every other setting does`() throws {
    func digest(_ settings: String) throws -> String {
      try ExperimentDecoder.experiment(
        text: experimentText(
          frontEnd: Self.logMel, layers: Self.logMelLayers, training: training(settings))
      ).configurationDigest(classNames: ["a", "b"]).hexadecimal
    }
    let plain = try digest(#""batchSize": 32"#)
    let defaults = """
      "labelSmoothing": 0, "gradientClipping": null, "schedule": { "type": "constant" }, "averaging": null,
      "regularization": { "mixup": null }, "optimizer": { "type": "adam", "weightDecay": 0, "decaysBiases": false }
      """
    #expect(try digest(defaults) == plain)
    let others = try [
      #""labelSmoothing": 0.1"#, #""gradientClipping": { "type": "norm", "threshold": 1 }"#,
      #""gradientClipping": { "type": "value", "threshold": 1 }"#,
      #""schedule": { "type": "constant", "warmUpEpochs": 1 }"#, #""schedule": { "type": "cosine" }"#,
      #""averaging": { "type": "ema", "decay": 0.9 }"#,
      #""optimizer": { "type": "adam", "weightDecay": 0.1 }"#,
      #""optimizer": { "type": "adam", "decaysBiases": true }"#, #""optimizer": { "type": "adamW" }"#,
      #""optimizer": { "type": "sgd" }"#, #""regularization": { "mixup": { "alpha": 0.2 } }"#,
      #""regularization": { "gain": { "decibels": 1 } }"#,
      #""regularization": { "inputNoise": { "deviation": 1 } }"#,
      #""regularization": { "randomRoll": { "maximumFrames": 1 } }"#,
    ].map { try digest($0) }
    #expect(Set(others + [plain]).count == others.count + 1)
  }

  @Test func `the resolved text writes every default out`() throws {
    let text = try ExperimentDecoder.experiment(text: experimentText()).resolvedText
    for key in [
      "\"labelSmoothing\": 0", "\"gradientClipping\": null", "\"type\": \"constant\"", "\"warmUpEpochs\": 0",
      "\"averaging\": null", "\"mixup\": null", "\"weightDecay\": 0", "\"decaysBiases\": false",
    ] { #expect(text.contains(key), "\(key)") }
  }
}
