import ExperimentSchema
import Foundation
import Testing

@Suite("Overrides")
struct OverrideTests {
  let files: ExperimentFiles

  init() throws { files = try ExperimentFiles() }

  private func experiment(_ overrides: [String]) throws -> Experiment {
    let text = experimentText(
      layers: """
        [{ "type": "dropout", "name": "dropout1", "rate": 0.5 },
         { "type": "dense", "name": "output", "units": "classes", "activation": "softmax" }]
        """)
    let file = try files.write("experiment.json", text)
    return try ExperimentDecoder.experiment(at: file, overrides: overrides.compactMap { Override($0) })
  }

  @Test func `values are JSON, else text`() throws {
    let changed = try experiment(["training.epochs=20", "title=Twenty epochs", "training.seeds=[4,5]"])
    #expect(changed.training.epochs == 20)
    #expect(changed.title == "Twenty epochs")
    #expect(changed.training.seeds == [4, 5])
  }

  @Test func `layers are addressed by name or number`() throws {
    #expect(
      try experiment(["model.layers.dropout1.rate=0.25"]).model.layers[0].operation == .dropout(rate: 0.25))
    #expect(try experiment(["model.layers.0.rate=0.75"]).model.layers[0].operation == .dropout(rate: 0.75))
  }

  @Test func `a setting that the file leaves out, or sets to null, is made`() throws {
    #expect(try experiment(["training.batchSize=8"]).training.batchSize == 8)
    #expect(try experiment(["frontEnd.trim.topDecibels=30"]).frontEnd.trim?.topDecibels == 30)
    #expect(
      try experiment(["frontEnd.trim=null", "frontEnd.trim.topDecibels=30"]).frontEnd.trim?.topDecibels == 30)
  }

  @Test(
    arguments: [
      (
        "training.epoch=20",
        #"-S training.epoch=20: training.epoch: found an unknown key; expected one of loss, labelSmoothing, optimizer, gradientClipping, schedule, averaging, augmentation, regularization, epochs, batchSize, seeds. Did you mean "epochs"?"#
      ),
      (
        "model.layers.dropout2.rate=0.1",
        #"-S model.layers.dropout2.rate=0.1: model.layers.dropout2: found no element of that name; expected one of dropout1, output. Did you mean "dropout1"?"#
      ),
      (
        "training.epochs.more=1",
        "-S training.epochs.more=1: training.epochs.more: found 3; expected an object that holds the key. Shorten the key path."
      ),
      (
        "training..epochs=1",
        #"-S training..epochs=1: found "training..epochs"; expected keys joined by single dots. For example training.epochs."#
      ),
      (
        "training.epochs=many",
        #"-S training.epochs=many: training.epochs: found "many"; expected a whole number in 1...1000000."#
      ),
      (
        #"split={"train":[1],"validation":[2],"train":[3]}"#,
        #"-S split={"train":[1],"validation":[2],"train":[3]}: split.train: found the key a second time; expected each key once. Delete one of the two."#
      ),
    ])
  func `a misspelt override is told as it was given`(override: String, message: String) throws {
    do {
      _ = try experiment([override])
      Issue.record("\(override) was taken")
    } catch let error as ExperimentError {
      #expect(error.problems.map(\.description) == [message])
    }
  }

  @Test(arguments: ["", "=3", "training.epochs"])
  func `text without a path and an equals sign is no override`(text: String) {
    #expect(Override(text) == nil)
  }

  @Test func `another corpus replaces the whole object`() throws {
    let file = try files.write("experiment.json", experimentText())
    let other = try ExperimentDecoder.experiment(at: file, corpus: "some/folder")
    #expect(other.corpus == CorpusSelection(name: "some/folder", classes: "all"))
    let listed = try ExperimentDecoder.experiment(at: file, corpus: "x", classes: "original32")
    #expect(listed.corpus == CorpusSelection(name: "x", classes: "original32"))
  }
}
