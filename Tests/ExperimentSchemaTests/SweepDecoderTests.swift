import ExperimentSchema
import Foundation
import Testing

@Suite("Sweep files: what is wrong is told")
struct SweepDecoderErrorTests {
  let files: ExperimentFiles

  init() throws { files = try ExperimentFiles() }

  @Test(
    arguments: [
      (
        #""training.batchsize": { "type": "integer", "low": 8, "high": 64 }"#,
        #"Did you mean "batchSize"?"#
      ),
      (#""training.epochs": { "type": "integer", "low": 64, "high": 8 }"#, "found 8; expected above low, 64"),
      (#""training.epochs": { "type": "integer", "low": 8, "high": 8 }"#, "belongs into the experiment"),
      (
        #""training.epochs": { "type": "integer", "low": 1, "high": 10, "step": 2 }"#,
        "found 10; expected low and whole steps of 2. Try 9."
      ),
      (
        #""training.epochs": { "type": "integer", "low": 1, "high": 9, "step": 2, "scale": "log" }"#,
        "found 2 on a logarithmic scale"
      ),
      (
        #""training.epochs": { "type": "integer", "low": 0, "high": 9, "scale": "log" }"#,
        "found 0; expected a value above 0"
      ),
      (
        #""training.optimizer.learningRate": { "type": "logUniform", "low": -1, "high": 1 }"#,
        "low: found -1; expected a value above 0, since the scale is logarithmic"
      ),
      (
        #""model.layers.dropout1.rate": { "type": "quantised", "low": 0, "high": 0.5, "step": 0.2 }"#,
        "found 0.5; expected low and whole steps of 0.2. Try 0.4."
      ),
      (
        #""model.layers.dropout1.rate": { "type": "uniform", "low": 0, "high": 2 }"#,
        "found 2; expected a number"
      ),
      (
        #""model.layers.dropuot1.rate": { "type": "uniform", "low": 0, "high": 0.5 }"#,
        #"Did you mean "dropout1"?"#
      ),
      (#""training.batchSize": { "type": "choice" }"#, "found nothing; expected values, or from"),
      (#""training.batchSize": { "type": "choice", "values": [8, 8.0] }"#, "8 and 8.0, which mean the same"),
      (#""training.batchSize": { "type": "choice", "values": [8, 8] }"#, #"two values called "8""#),
      (
        #""training.batchSize": { "type": "choice", "values": [8, 9], "labels": ["a"] }"#,
        "found 1 labels for 2 values"
      ),
      (
        #""training.batchSize": { "type": "choice", "from": ["base.json", "gone.json"] }"#,
        #"found "gone.json", which is not there"#
      ),
      (
        #""model.layers.more.rate": { "type": "choice", "from": ["base.json", "base.json"] }"#,
        "which has no model.layers.more.rate"
      ),
      (
        #""training": { "type": "choice", "values": [1, 2] }, "training.epochs": { "type": "integer", "low": 1, "high": 2 }"#,
        "training beside training.epochs, which is a part of it"
      ),
      (#""corpus.name": { "type": "choice", "values": ["a", "b"] }"#, "A sweep keeps its corpus"),
      (#""training.seeds": { "type": "choice", "values": [[1], [2]] }"#, "Name the seeds of each trial"),
      (
        #""training..epochs": { "type": "integer", "low": 1, "high": 2 }"#,
        "expected keys joined by single dots"
      ),
      (
        #""frontEnd.features.fftLength": { "type": "choice", "values": [128, 512] }"#,
        "128, which makes frontEnd.features.hopLength 256"
      ),
      (#""training.epochs": { "type": "intger", "low": 1, "high": 2 }"#, #"Did you mean "integer"?"#),
      (#""training.epochs": { "type": "integer", "low": 1, "hihg": 2 }"#, #"Did you mean "high"?"#),
    ])
  func `a space that cannot be searched`(space: String, words: String) {
    let problems = files.sweepProblems(sweepText(space: space))
    #expect(problems.contains { $0.contains(words) && $0.hasPrefix("2: space") }, "\(problems)")
  }

  @Test(
    arguments: [
      (
        sweepText(objectives: #"[{ "metric": "validation.acuracy" }]"#),
        #"Did you mean "validation.accuracy"?"#
      ),
      (sweepText(objectives: #"[{ "metric": "test.accuracy" }]"#), "objectives[0].metric"),
      (sweepText(objectives: #"[{ "metric": "macs" }, { "metric": "macs" }]"#), "two that pull apart"),
      (
        sweepText(
          objectives: #"[{ "metric": "validation.accuracy" }, { "metric": "macs" }]"#,
          more: #""pruner": { "type": "asha", "minimumEpochs": 1 }"#), "a pruner beside two objectives"
      ),
      (
        sweepText(
          objectives: #"[{ "metric": "macs" }]"#, more: #""pruner": { "type": "asha", "minimumEpochs": 1 }"#),
        "a pruner by macs"
      ),
      (
        sweepText(more: #""pruner": { "type": "median", "warmupEpochs": 3 }"#),
        "pruner.warmupEpochs: found 3; expected below training.epochs, 3"
      ),
      (sweepText(budget: "{}"), "budget: found no end"),
      (
        sweepText(
          space: #""model.layers.dropout1.rate": { "type": "uniform", "low": 0, "high": 0.5 }"#,
          sampler: #"{ "type": "grid" }"#), "a continuous range in a grid"
      ),
      (
        sweepText(
          space: #""training.epochs": { "type": "integer", "low": 1, "high": 1000000 }, "#
            + #""training.batchSize": { "type": "integer", "low": 1, "high": 2 }"#,
          sampler: #"{ "type": "grid" }"#), "a grid of 2000000 points"
      ),
      (sweepText(more: #""folds": "every""#), #"expected "documented", "all", or a list of folds"#),
      (sweepText(more: #""seed": [1]"#), #"Did you mean "seeds"?"#),
    ])
  func `a sweep that cannot be`(text: String, words: String) {
    let problems = files.sweepProblems(text)
    #expect(problems.contains { $0.contains(words) }, "\(problems)")
  }

  @Test func `problems of all parts are told in one pass`() {
    let problems = files.sweepProblems(
      sweepText(
        space: """
          "training.epoch": { "type": "integer", "low": 1, "high": 2 },
          "training.batchSize": { "type": "integer", "low": 3, "high": 2 },
          "training.loss": { "type": "choice", "values": ["meanSquaredError", "hinge"] }
          """, objectives: #"[{ "metric": "speed" }]"#, budget: #"{ "trials": 0 }"#,
        more: #""pruner": { "type": "median", "warmupEpochs": 9 }"#))
    for path in [
      "training.epoch:", "training.batchSize.high:", "training.loss:", "objectives[0].metric",
      "budget.trials", "pruner.warmupEpochs",
    ] {
      #expect(problems.filter { $0.contains(path) }.count == 1, "\(path): \(problems)")
    }
  }

  @Test(arguments: [
    ("validation.macroF1", true), ("validation.averagePrecision", true), ("best(validation.macroF1)", true),
    ("train.evaluatedAccuracy", true), ("validation.brier", false), ("macs", false),
  ])
  func `more is better of shares, less of all else`(metric: String, isMaximised: Bool) throws {
    let text = sweepText(objectives: #"[{ "metric": "\#(metric)" }]"#)
    #expect(try files.sweep(text).specification.objectives.map(\.isMaximised) == [isMaximised])
  }

  @Test func `nothing is chosen by test folds`() {
    let problems = files.sweepProblems(sweepText(objectives: #"[{ "metric": "selected(test.macroF1)" }]"#))
    #expect(problems.contains { $0.contains("objectives[0].metric") }, "\(problems)")
  }

  @Test func `choices that only fit by themselves are told with the combination`() {
    let problems = files.sweepProblems(
      sweepText(
        space: """
          "frontEnd.features.fftLength": { "type": "choice", "values": [512, 1024] },
          "frontEnd.features.hopLength": { "type": "choice", "values": [256, 512] },
          "frontEnd.trim": { "type": "choice", "values": [null, { "hopLength": 64 }, { "hopLength": 128 }] }
          """))
    #expect(problems.isEmpty, "\(problems)")
    let misfits = files.sweepProblems(
      sweepText(
        space: """
          "frontEnd.features.fftLength": { "type": "choice", "values": [256, 512] },
          "frontEnd.features.hopLength": { "type": "choice", "values": [256, 512] }
          """))
    #expect(
      misfits.count == 1 && misfits[0].contains("fftLength 256, frontEnd.features.hopLength 512"),
      "\(misfits)")
  }

  @Test func `a problem of the experiment leads into its file`() throws {
    try files.write("broken.json", experimentText(training: #"{ "loss": "meanSquaredError", "epoch": 3 }"#))
    let problems = files.sweepProblems(sweepText().replacing("base.json", with: "broken.json"))
    #expect(problems.contains { $0.hasPrefix("broken.json:4: training.epoch:") }, "\(problems)")
    #expect(files.sweepProblems(sweepText().replacing("base.json", with: "gone.json")).count == 1)
  }
}
