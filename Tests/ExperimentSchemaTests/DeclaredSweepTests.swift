import ExperimentSchema
import Foundation
import Testing

@Suite("Declared sweeps")
struct DeclaredSweepTests {
  let files: ExperimentFiles

  init() throws { files = try ExperimentFiles() }

  private static let wholeSpace = """
    "model.layers.dropout1.rate": { "type": "uniform", "low": 0, "high": 0.5 },
    "training.optimizer.learningRate": { "type": "logUniform", "low": 1e-4, "high": 1e-2 },
    "training.batchSize": { "type": "integer", "low": 8, "high": 64, "step": 8 },
    "training.epochs": { "type": "integer", "low": 1, "high": 100, "scale": "log" },
    "training.labelSmoothing": { "type": "quantised", "low": 0, "high": 0.5, "step": 0.1 },
    "frontEnd.trim": { "type": "choice", "values": [null, { "topDecibels": 30 }], "labels": ["off", "on"] },
    "frontEnd.features.fftLength": { "type": "choice", "values": [512, 1024] }
    """
  private static let assignment: Assignment = [
    .number(0.25), .number(0.001), .integer(16), .integer(7), .number(0.3), .choice(1), .choice(0),
  ]

  private func wholeSweep() throws -> DeclaredSweep {
    try files.sweep(
      sweepText(
        space: Self.wholeSpace,
        objectives: #"[{ "metric": "validation.loss" }, { "metric": "macs", "direction": "maximize" }]"#,
        more: #""corpus": "esc10", "seeds": [3, 4], "folds": [1, 2]"#))
  }

  @Test func `an assignment is laid over the experiment`() throws {
    let sweep = try wholeSweep()
    let experiment = try sweep.experiment(of: Self.assignment)
    #expect(experiment.model.layers[0].operation == .dropout(rate: 0.25))
    #expect(experiment.training.batchSize == 16 && experiment.training.epochs == 7)
    #expect(experiment.training.labelSmoothing == 0.3)
    #expect(experiment.frontEnd.trim?.topDecibels == 30)
    #expect(experiment.training.seeds == [3, 4])
    #expect(experiment.corpus == CorpusSelection(name: "esc10", classes: "all"))
    #expect(experiment.name == "base")
  }

  @Test func `an assignment reads back from its text, and nothing else does`() throws {
    let sweep = try wholeSweep()
    let text = sweep.hyperparametersText(of: Self.assignment)
    #expect(
      text == #"{"frontEnd.features.fftLength":"512","frontEnd.trim":"on","model.layers.dropout1.rate":0.25,"#
        + #""training.batchSize":16,"training.epochs":7,"training.labelSmoothing":0.3,"training.optimizer.learningRate":0.001}"#
    )
    #expect(sweep.assignment(hyperparametersText: text) == Self.assignment)
    for (part, other) in [
      ("16", "17"), ("0.25", "0.75"), ("\"on\"", "\"maybe\""), ("\"on\"", "1"), ("0.3", "0.35"),
    ] {
      #expect(sweep.assignment(hyperparametersText: text.replacing(part, with: other)) == nil, "\(other)")
    }
    #expect(
      sweep.assignment(hyperparametersText: "{}") == nil && sweep.assignment(hyperparametersText: "{") == nil)
  }

  @Test func `values that do not go together are told when they are laid over`() throws {
    let sweep = try files.sweep(
      sweepText(
        space: """
          "frontEnd.features.fftLength": { "type": "integer", "low": 256, "high": 512, "step": 256 },
          "frontEnd.features.hopLength": { "type": "integer", "low": 128, "high": 512, "step": 128 }
          """))
    #expect(throws: ExperimentError.self) { try sweep.experiment(of: [.integer(256), .integer(512)]) }
    #expect(try sweep.experiment(of: [.integer(512), .integer(512)]).frontEnd.featureShape.isEmpty == false)
  }

  @Test func `a sweep reads back from its resolved text, its files gone`() throws {
    for text in [
      sweepText(), sweepText(more: #""classes": "original32", "folds": "all""#),
      sweepText(
        space: #""model": { "type": "choice", "from": ["base.json", "other.json"] }"#,
        sampler: #"{ "type": "grid", "seed": 7 }"#,
        budget: #"{ "seconds": 1.5 }"#),
      sweepText(more: #""pruner": { "type": "asha", "minimumEpochs": 1 }"#),
      sweepText(
        more: #""pruner": { "type": "median", "warmupEpochs": 1, "interval": 1, "startupTrials": 2 }"#),
    ] {
      try files.write(
        "other.json", experimentText().replacing(#""name": "tiny""#, with: #""name": "other""#))
      let sweep = try files.sweep(text)
      #expect(try DeclaredSweep(resolvedText: sweep.resolvedText) == sweep)
    }
    let sweep = try wholeSweep()
    #expect(try DeclaredSweep(resolvedText: sweep.resolvedText) == sweep)
    #expect(throws: ExperimentError.self) { try DeclaredSweep(resolvedText: sweepText()) }
  }

  @Test func `objectives know which way is better`() throws {
    #expect(
      try files.sweep(sweepText()).specification.objectives == [
        .init(metric: "validation.accuracy", isMaximised: true)
      ])
    #expect(try wholeSweep().specification.objectives.map(\.isMaximised) == [false, true])
  }

  @Test func `choices from files are called by their experiments`() throws {
    try files.write("other.json", experimentText().replacing(#""name": "tiny""#, with: #""name": "other""#))
    let sweep = try files.sweep(
      sweepText(space: #""model": { "type": "choice", "from": ["base.json", "other.json"] }"#))
    #expect(try sweep.experiment(of: [.choice(0)]).model.layers.count == 2)
    #expect(try sweep.experiment(of: [.choice(1)]).model.layers.count == 1)
    #expect(sweep.hyperparametersText(of: [.choice(1)]) == #"{"model":"other"}"#)
  }

  @Test func `the command's corpus goes before the file's`() throws {
    let text = sweepText(more: #""corpus": "esc10", "classes": "original32""#)
    #expect(try files.sweep(text).base.corpus == CorpusSelection(name: "esc10", classes: "original32"))
    #expect(try files.sweep(text, corpus: "x").base.corpus == CorpusSelection(name: "x", classes: "all"))
    #expect(
      try files.sweep(text, classes: "few").base.corpus == CorpusSelection(name: "esc10", classes: "few"))
  }

  @Test func `the keys that differ between two sweeps are named`() throws {
    let sweep = try files.sweep(sweepText())
    #expect(sweep.differingKeys(from: sweep).isEmpty)
    let other = try files.sweep(
      sweepText(
        space:
          #""training.batchSize": { "type": "integer", "low": 8, "high": 32 }, "training.epochs": { "type": "integer", "low": 1, "high": 2 }"#,
        budget: #"{ "trials": 6 }"#, more: #""corpus": "esc10""#))
    #expect(
      Set(sweep.differingKeys(from: other))
        == ["space.training.batchSize", "space.training.epochs", "budget", "corpus", "experiment.corpus"])
  }

  @Test func `quantised values have the digits of their step`() {
    let domain = Hyperparameter.Domain.quantised(0...0.8, step: 0.1)
    #expect(domain.count == 9)
    #expect(
      (0..<9).map(domain.value(at:)) == [0, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8].map { .number($0) })
    #expect(domain.contains(.number(0.3)) && !domain.contains(.number(0.35)) && !domain.contains(.integer(0)))
    let small = Hyperparameter.Domain.quantised(1e-8...1e-7, step: 3e-8)
    #expect((0..<4).map(small.value(at:)) == [1e-8, 4e-8, 7e-8, 1e-7].map { .number($0) })
  }

  @Test func `every shipped sweep can start`() throws {
    let folder = shippedExperiments.appending(path: "sweeps")
    let names = try FileManager.default.contentsOfDirectory(atPath: folder.path).filter {
      $0.hasSuffix(".json")
    }
    #expect(names.count >= 3)
    for name in names {
      let sweep = try ExperimentDecoder.sweep(at: folder.appending(path: name))
      #expect(sweep.specification.name + ".json" == name)
      #expect(try DeclaredSweep(resolvedText: sweep.resolvedText) == sweep)
    }
  }
}
