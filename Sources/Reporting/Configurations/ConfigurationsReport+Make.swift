public import ContentDigest
public import ExperimentSchema
import JSONText
public import RunStore

extension ConfigurationsReport {
  /// Reads what was tried of the experiment called `name`.
  ///
  /// - Parameters:
  ///   - name: The experiment's name.
  ///   - objective: What is compared.
  ///   - store: Where runs are kept.
  ///   - names: Names of corpora; nil for each that the experiment was run on.
  ///   - declared: The digest of the file as it is now, under the names of a corpus' classes; nil without a file.
  /// - Throws: ``RunStoreError`` where the store cannot be read.
  /// - Complexity: O(runs + configurations × settings), of best epochs O(runs × epochs).
  public static func make(
    of name: String, objective: MetricReading, store: RunStore, corpora names: [String]? = nil,
    declared: ([String]) -> ContentDigest?
  ) throws(RunStoreError) -> ConfigurationsReport {
    var report = ConfigurationsReport(experiment: name, objective: objective, tables: [])
    for corpus in try store.corpora() where names?.contains(corpus.name) != false {
      let texts = try store.configurations(of: name, corpus: corpus.name, corpusDigest: corpus.digest)
      let observations = try store.observations(
        configurationDigests: texts.keys.sorted { $0.hexadecimal < $1.hexadecimal }
      ).filter { $0.run.identity.corpusDigest == corpus.digest && $0.run.experiment == name }
      if observations.isEmpty { continue }
      let builder = ConfigurationsTableBuilder(
        corpus: corpus, texts: texts, observations: observations,
        values: try store.values(of: objective, runs: observations.map(\.run.id)),
        declared: declared(corpus.classNames), isMaximised: report.isMaximised)
      report.tables.append(builder.table)
    }
    if report.tables.isEmpty {
      report.remedy =
        "The store holds no completed runs of \(name.printable)"
        + (names.map { " on " + $0.joined(separator: ", ").printable } ?? "")
        + ". Try settings, one run for each seed and fold: "
        + "earshot run \(name.shellWord) -S training.optimizer.learningRate=0.0003"
    }
    return report
  }
}

/// Arranges the runs of one corpus by configuration.
private struct ConfigurationsTableBuilder {
  let corpus: StoredCorpus
  let texts: [ContentDigest: String]
  let observations: [Observation]
  /// The objective, by run.
  let values: [String: Double]
  let declared: ContentDigest?
  let isMaximised: Bool

  var table: ConfigurationsReport.CorpusTable {
    let byDigest = Dictionary(grouping: observations, by: \.run.identity.configurationDigest)
    let ordered = byDigest.sorted { left, right in
      (left.value.map(\.run.sequence).min() ?? 0) < (right.value.map(\.run.sequence).min() ?? 0)
    }
    let configurations = ordered.enumerated().map { index, entry in
      configuration(number: index + 1, digest: entry.key, entry.value)
    }
    let paths = Set(configurations.flatMap(\.values.keys)).sorted()
    return ConfigurationsReport.CorpusTable(
      corpus: corpus,
      settings: paths.filter { path in Set(configurations.map { $0.values[path] }).count > 1 },
      configurations: configurations.sorted(by: isBetter))
  }

  private func configuration(
    number: Int, digest: ContentDigest, _ observations: [Observation]
  ) -> ConfigurationsReport.Configuration {
    let ground = CommonGround(of: [observations])
    let grid = SeedFoldGrid(observations.filter(ground.contains), folds: ground.folds)
    let run = observations[0].run
    return ConfigurationsReport.Configuration(
      number: number, digest: digest, isDeclared: digest == declared,
      values: Self.settings(texts[digest] ?? "{}"),
      measured: grid.spread { values[$0.run.id] }, seeds: ground.seeds, folds: ground.folds,
      runs: grid.rows.flatMap { $0.map(\.run.id) }, parameterCount: run.parameterCount,
      multiplyAccumulateCount: run.multiplyAccumulateCount)
  }

  /// What a configuration's identity is made of: neither names nor claims, nor which seeds and folds were run.
  private static func settings(_ text: String) -> [String: String] {
    let outside = ["name", "title", "corpus", "split", "claims", "training.seeds"]
    let leaves = JSONNode(parsing: text).leaves().filter { leaf in
      !outside.contains { leaf.path == $0 || leaf.path.hasPrefix($0 + ".") || leaf.path.hasPrefix($0 + "[") }
    }
    return Dictionary(leaves.map { ($0.path, $0.value) }) { first, _ in first }
  }

  private func isBetter(
    _ left: ConfigurationsReport.Configuration, _ right: ConfigurationsReport.Configuration
  ) -> Bool {
    switch (left.measured?.mean, right.measured?.mean) {
    case (let one?, let other?) where one != other: isMaximised ? one > other : one < other
    case (_?, nil): true
    case (nil, _?): false
    default: left.number < right.number
    }
  }
}
