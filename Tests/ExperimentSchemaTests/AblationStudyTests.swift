import ContentDigest
import ExperimentSchema
import Foundation
import Testing

@Suite("Studies of ablations: decoding")
struct AblationStudyTests {
  /// Decodes a study of these ablations, with an experiment `base.json` beside it.
  private func study(_ ablations: String) throws -> DeclaredStudy {
    let folder = FileManager.default.temporaryDirectory.appending(path: "study-\(UUID())")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    let manager = FileManager.default
    try manager.copyItem(at: Self.experiments.appending(path: "base"), to: folder.appending(path: "base"))
    try manager.copyItem(
      at: Self.experiments.appending(path: "gen3.json"), to: folder.appending(path: "base.json"))
    let file = folder.appending(path: "ablations.json")
    try Data(#"{ "title": "A study", "ablations": [\#(ablations)] }"#.utf8).write(to: file)
    return try ExperimentDecoder.study(at: file)
  }

  private static let experiments = URL(filePath: #filePath)
    .deletingLastPathComponent().deletingLastPathComponent().deletingLastPathComponent()
    .appending(path: "Experiments")

  @Test func `the shipped study names experiments that are there, each metric as runs record it`() throws {
    let declared = try ExperimentDecoder.study(
      at: Self.experiments.appending(path: "ablations/ablations.json"))
    let experiments = declared.experiments
    #expect(declared.study.ablations.count == 8 && experiments.count == 7)
    #expect(experiments["no-gate.json"]?.frontEnd.spectralGate == nil)
    #expect(experiments["no-gate.json"]?.frontEnd.trim != nil)
    #expect(experiments["nested.json"]?.split == Split(train: [1, 2, 3], validation: [4], test: [5]))
  }

  @Test func `the study of statistics gives the generations other features and changes nothing else`() throws
  {
    let declared = try ExperimentDecoder.study(
      at: Self.experiments.appending(path: "ablations/statistics.json"))
    #expect(declared.study.ablations.count == 9 && declared.experiments.count == 12)
    let generation7 = try #require(declared.experiments["../gen7.json"])
    for ablation in declared.study.ablations.prefix(4) {
      let baseline = try #require(declared.experiments[ablation.baseline.file])
      var variant = try #require(declared.experiments[ablation.variant.file])
      #expect(variant.frontEnd == generation7.frontEnd)
      variant.frontEnd = baseline.frontEnd
      #expect(
        variant.configurationDigest(classNames: ["a"]) == baseline.configurationDigest(classNames: ["a"]))
    }
    for file in ["gen7-one-speed.json", "gen7-mixup.json"] {
      let variant = try #require(declared.experiments[file])
      #expect(variant.training != generation7.training && variant.model == generation7.model)
    }
  }

  @Test func `the baseline is read by the same metric unless another is named`() throws {
    let study = try study(
      #"""
      { "id": "a", "question": "?", "baseline": "base.json", "variant": "base.json", "metric": "test.accuracy" },
      { "id": "b", "question": "?", "baseline": "base.json", "variant": "base.json",
        "metric": "best(test.accuracy)", "baselineMetric": "selected(test.accuracy)", "tolerance": 0.01 }
      """#
    ).study
    #expect(study.ablations.map(\.baseline.metric) == ["test.accuracy", "selected(test.accuracy)"])
    #expect(study.ablations.map(\.variant.metric) == ["test.accuracy", "best(test.accuracy)"])
    #expect(study.ablations.map(\.tolerance) == [0.05, 0.01])
  }

  @Test func `F1 and average precision are metrics, and files are named as commands take them`() throws {
    let declared = try study(
      #"""
      { "id": "a", "question": "?", "baseline": "base.json", "variant": "base.json",
        "metric": "best(validation.macroF1)", "baselineMetric": "validation.macroF1" },
      { "id": "b", "question": "?", "baseline": "base.json", "variant": "base.json",
        "metric": "selected(test.averagePrecision)" }
      """#)
    #expect(declared.study.ablations.count == 2)
    #expect(declared.files == [declared.path(of: "base.json")])
    let nested = DeclaredStudy(study: declared.study, experiments: [:], folder: "Experiments/ablations")
    #expect(nested.path(of: "../gen6.json") == "Experiments/gen6.json")
    #expect(nested.path(of: "../../../x.json") == "../x.json")
  }

  @Test(
    "what is wrong is told with its place",
    arguments: [
      (
        #"{ "id": "a", "question": "?", "baseline": "gone.json", "variant": "base.json", "metric": "test.loss" }"#,
        ["ablations[0].baseline", "gone.json", "Correct the path."]
      ),
      (
        #"{ "id": "a", "question": "?", "baseline": "base.json", "variant": "base.json", "metric": "test.los" }"#,
        ["ablations[0].metric", "test.los", "test.loss"]
      ),
      (
        #"{ "id": "a", "question": "?", "baseline": "base.json", "variant": "base.json", "metric": "test.loss" }, "#
          + #"{ "id": "a", "question": "?", "baseline": "base.json", "variant": "base.json", "metric": "test.loss" }"#,
        ["ablations[1].id", "a second time"]
      ),
      (#"{ "id": "a", "baseline": "base.json" }"#, ["ablations[0]", "question", "variant", "metric"]),
    ])
  func problems(ablations: String, words: [String]) throws {
    let error = #expect(throws: ExperimentError.self) { try study(ablations) }
    for word in words {
      #expect(error?.description.contains(word) == true, "\(word): \(error?.description ?? "")")
    }
  }
}
