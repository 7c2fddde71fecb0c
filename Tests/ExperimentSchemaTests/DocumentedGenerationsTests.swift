import ExperimentSchema
import Foundation
import Testing

/// The folder of the shipped experiments.
let shippedExperiments = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
  .deletingLastPathComponent().appending(path: "Experiments")

@Suite("The shipped generations")
struct DocumentedGenerationsTests {
  let catalog = ExperimentCatalog(folder: shippedExperiments)

  @Test(
    "have the parameters of the published table at ten classes",
    arguments: [
      ("gen1", 261_002), ("gen2", 260_938), ("gen3", 107_850), ("gen4", 107_850), ("gen5", 107_850),
      ("gen6", 107_850), ("gen7", 276_106),
    ])
  func parameters(name: String, count: Int) throws {
    let experiment = try ExperimentDecoder.experiment(at: catalog.file(of: name))
    let summaries = try ShapeInference.summaries(
      of: experiment.model, inputShape: experiment.frontEnd.featureShape, classCount: 10)
    #expect(summaries.reduce(0) { $0 + $1.parameterCount } == count)
  }

  @Test(arguments: ["gen1", "gen2", "gen3", "gen4", "gen5", "gen6", "gen7"])
  func `read back from their resolved text as equal experiments`(name: String) throws {
    let experiment = try ExperimentDecoder.experiment(at: catalog.file(of: name))
    #expect(try ExperimentDecoder.experiment(text: experiment.resolvedText) == experiment)
    #expect(experiment.name == name)
    #expect(experiment.claims.isEmpty == (name == "gen7"), "the history says nothing of the seventh")
  }

  @Test func `are listed by the history in order`() throws {
    let history = try ExperimentDecoder.history(at: catalog.historyFile)
    #expect(history.experiments == ["gen1", "gen2", "gen3", "gen4", "gen5", "gen6"])
    #expect(history.claims.count == 2)
    #expect(history.studies == ["ablations/ablations.json", "ablations/statistics.json"])
    #expect(catalog.names == ["detector"] + history.experiments + ["gen7", "scene"])
  }

  @Test(arguments: ["detector", "scene"])
  func `so do those that are trained on soundscapes`(name: String) throws {
    let experiment = try ExperimentDecoder.experiment(at: catalog.file(of: name))
    #expect(try ExperimentDecoder.experiment(text: experiment.resolvedText) == experiment)
    #expect(experiment.name == name && experiment.corpus.name == "soundscapes" && experiment.claims.isEmpty)
    #expect((experiment.corpus.windows != nil) == (name == "detector"))
  }

  @Test func `have schemas beside them that equal the generated ones`() throws {
    func shipped(_ name: String) throws -> String {
      try String(contentsOf: shippedExperiments.appending(path: "schema/\(name)"), encoding: .utf8)
    }
    // Mend with: make schema
    #expect(try shipped("experiment.schema.json") == Experiment.jsonSchema)
    #expect(try shipped("history.schema.json") == History.jsonSchema)
  }

  @Test func `differ in identity exactly where they differ in what is trained`() throws {
    let digests = try ["gen1", "gen2", "gen3", "gen4", "gen5", "gen6"].map {
      try ExperimentDecoder.experiment(at: catalog.file(of: $0)).configurationDigest(classNames: ["a", "b"])
    }
    #expect(Set(digests).count == 6)
    var renamed = try ExperimentDecoder.experiment(at: catalog.file(of: "gen6"))
    let digest = renamed.configurationDigest(classNames: ["a", "b"])
    renamed.name = "other"
    renamed.title = "Other"
    renamed.claims = []
    renamed.training.seeds = [7, 8]
    renamed.split = Split(train: [2, 3, 4, 5], validation: [1])
    #expect(renamed.configurationDigest(classNames: ["a", "b"]) == digest)
    #expect(renamed.configurationDigest(classNames: ["b", "a"]) != digest)
    renamed.training.epochs += 1
    #expect(renamed.configurationDigest(classNames: ["a", "b"]) != digest)
  }
}
