import ContentDigest
import ExperimentSchema
import Foundation
import Reporting
import RunStore
import Testing

@Suite("Difference of two runs")
struct RunDifferenceTests {
  /// Two runs of one experiment, that of seed 2 an eighth better in its last epoch.
  private func difference(
    epochCounts: (Int, Int) = (3, 3), statuses: (RunStatus, RunStatus) = (.completed, .completed)
  ) throws -> RunDifference {
    let fixture = try HistoryFixture()
    try fixture.add("gen1", seed: 1, validation: 0.5, status: statuses.0, epochCount: epochCounts.0)
    try fixture.add("gen1", seed: 2, validation: 0.625, status: statuses.1, epochCount: epochCounts.1)
    return try RunDifference.make("gen1-tones-s1", "gen1-tones-s2", store: fixture.store)
  }

  @Test func `what differs is named, what is equal is left out`() throws {
    let difference = try difference()
    #expect(difference.configuration == [.init(key: "seed", first: "1", second: "2")])
    #expect(difference.code.isEmpty && difference.environment.isEmpty)
    let accuracy = try #require(difference.measures.first { $0.name == "validation.accuracy" })
    #expect(accuracy.first == 0.5 && accuracy.second == 0.625 && accuracy.difference == 0.125)
    #expect(difference.measures.map(\.name).last == "best(validation.accuracy)")
  }

  @Test func `the first epoch that differs is shown with values and bits in every format`() throws {
    // Epochs 1 and 2 of both are the accuracy and a sixteenth more: they part from the first on.
    let difference = try difference()
    #expect(
      difference.divergence
        == EpochDivergence(epoch: 1, metric: .validationAccuracy, first: 0.5625, second: 0.6875))
    for text in [difference.text(), difference.markdown, difference.csv, difference.latex] {
      #expect(text.contains("validation.accuracy") && text.contains("0x3FE2000000000000"), "\(text)")
    }
    let object = try JSONSerialization.jsonObject(with: Data(difference.json.utf8)) as? [String: Any]
    let divergence = try #require(object?["divergence"] as? [String: Any])
    #expect(divergence["epoch"] as? Int == 1)
    #expect(divergence["firstBits"] as? String == "0x3FE2000000000000")
    #expect(divergence["second"] as? Double == 0.6875)
  }

  @Test func `a run beside itself differs in nothing`() throws {
    let fixture = try HistoryFixture()
    try fixture.add("gen1", seed: 1, validation: 0.5)
    let difference = try RunDifference.make("gen1", "gen1", store: fixture.store)
    #expect(difference.configuration.isEmpty && difference.divergence == nil)
    #expect(difference.measures.allSatisfy { $0.difference == 0 })
    let text = difference.text()
    #expect(text.contains("The configurations are equal."))
    #expect(text.contains("In the 2 epochs that both have, every bit is equal."))
    #expect(difference.json.contains("\"divergence\": null"))
  }

  @Test func `settings, code and machine stand apart, what only one has beside a dash`() throws {
    let store = try HistoryFixture().store
    func add(_ id: String, _ configuration: String, _ provenance: String) throws {
      let digest = ContentDigest(of: configuration)
      try store.register(
        ExperimentRecord(
          name: "gen1", title: "A generation", configurationDigest: digest, configuration: configuration,
          corpusName: "tones", corpusDigest: ContentDigest(of: "tones")))
      try store.create(
        RunRecord(
          id: id, experiment: "gen1", corpus: "tones",
          identity: RunIdentity(
            configurationDigest: digest, corpusDigest: ContentDigest(of: "tones"), seed: 1, fold: 5),
          plannedEpochs: 2, parameterCount: 1, multiplyAccumulateCount: 1, threadCount: 1,
          createdAt: HistoryFixture.time, provenance: provenance))
    }
    try add(
      "one", #"{"model":{"layers":[{"name":"hidden","units":16}]},"training":{"epochs":2,"seeds":[1]}}"#,
      #"{"code":{"commit":"a","compiler":"c"},"machine":{"coreCount":2},"corpusDigest":"d"}"#)
    try add(
      "two", #"{"model":{"layers":[{"name":"hidden","units":32}]},"training":{"epochs":2,"seeds":[1,2]}}"#,
      #"{"code":{"commit":"b","changesDigest":"x","compiler":"c"},"machine":{"coreCount":4},"corpusDigest":"d"}"#
    )
    let difference = try RunDifference.make("one", "two", store: store)
    #expect(difference.configuration == [.init(key: "model.layers.hidden.units", first: "16", second: "32")])
    #expect(
      difference.code == [
        .init(key: "code.commit", first: "a", second: "b"),
        .init(key: "code.changesDigest", first: nil, second: "x"),
      ])
    #expect(difference.environment == [.init(key: "machine.coreCount", first: "2", second: "4")])
    #expect(difference.text().contains("They have no epoch in common: nothing can be compared."))
  }

  @Test func `an unknown run is answered as everywhere`() throws {
    let fixture = try HistoryFixture()
    try fixture.add("gen1", seed: 1, validation: 0.5)
    #expect(throws: RunStoreError.self) { try RunDifference.make("gen1", "gen7", store: fixture.store) }
  }
}
