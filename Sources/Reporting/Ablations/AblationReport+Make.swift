public import ContentDigest
import Evaluation
public import ExperimentSchema
public import RunStore

extension AblationReport {
  /// Reads `store` and measures every effect of `study`.
  ///
  /// - Parameters:
  ///   - declared: The questions, and the experiments that answer them.
  ///   - names: Names of corpora; nil for each that both sides of some ablation were run on.
  ///   - digest: The digest of an experiment under the names of a corpus' classes.
  /// - Throws: ``RunStoreError`` where the store cannot be read.
  /// - Complexity: O(ablations × runs × epochs) at most.
  public static func make(
    of declared: DeclaredStudy, store: RunStore, corpora names: [String]? = nil,
    digest: (Experiment, [String]) -> ContentDigest
  ) throws(RunStoreError) -> AblationReport {
    var tables: [CorpusTable] = []
    for corpus in try store.corpora() where names?.contains(corpus.name) != false {
      let builder = AblationBuilder(
        declared: declared, corpus: corpus, store: store,
        digests: declared.experiments.mapValues { digest($0, corpus.classNames) })
      let table = try builder.table()
      if table.effects.contains(where: { !$0.seeds.isEmpty }) { tables.append(table) }
    }
    return AblationReport(
      title: declared.study.title, files: declared.files, tables: tables,
      remedy: tables.isEmpty ? remedy(declared.files, corpora: names) : nil)
  }

  private static func remedy(_ files: [String], corpora: [String]?) -> String {
    let place = corpora.map { " on " + $0.joined(separator: ", ").printable } ?? ""
    let corpus = corpora?.first.map { " --corpus \($0.shellWord)" } ?? ""
    return "The store holds no runs of both sides of an ablation\(place). Run them: "
      + "earshot run \(files.map(\.shellWord).joined(separator: " "))\(corpus) --seeds 1..5 --folds all --needed"
  }
}

/// Measures the effects on one corpus.
private struct AblationBuilder {
  let declared: DeclaredStudy
  let corpus: StoredCorpus
  let store: RunStore
  /// Of each experiment, under the names of the corpus' classes.
  let digests: [String: ContentDigest]

  func table() throws(RunStoreError) -> AblationReport.CorpusTable {
    var effects: [AblationReport.Effect] = []
    for ablation in declared.study.ablations {
      if let effect = try effect(of: ablation) { effects.append(effect) }
    }
    // Holm's correction is over the tests that were made.
    var corrected = holmCorrected(effects.compactMap(\.test.pValue)).makeIterator()
    for index in effects.indices {
      if effects[index].test.pValue != nil, let value = corrected.next() {
        effects[index].test = effects[index].test.corrected(to: value)
      }
      effects[index].conclusion = Self.conclusion(of: effects[index])
    }
    return AblationReport.CorpusTable(corpus: corpus, effects: effects, notes: notes(effects))
  }

  private func effect(of ablation: Ablation) throws(RunStoreError) -> AblationReport.Effect? {
    guard let baseline = declared.experiments[ablation.baseline.file],
      let variant = declared.experiments[ablation.variant.file],
      let baselineReading = MetricReading(ablation.baseline.metric),
      let variantReading = MetricReading(ablation.variant.metric)
    else { return nil }
    let left = try observations(of: ablation.variant)
    let right = try observations(of: ablation.baseline)
    let ground = CommonGround(of: [left, right])
    let (variantGrid, baselineGrid) = (
      SeedFoldGrid(left.filter(ground.contains), folds: ground.folds),
      SeedFoldGrid(right.filter(ground.contains), folds: ground.folds)
    )
    var effect = AblationReport.Effect(
      ablation: ablation, baselineName: baseline.name, variantName: variant.name, folds: ground.folds,
      seeds: ground.seeds, baselineMean: nil, variantMean: nil, difference: nil, foldDifferences: [],
      test: .refused(ground.seeds.isEmpty ? "no common runs" : "not measured"), conclusion: .open,
      baselineRuns: baselineGrid.runs, variantRuns: variantGrid.runs)
    if baselineReading.isLoss, variantReading.isLoss,
      baseline.training.loss.unit != variant.training.loss.unit
    {
      effect.test = .refused("\(baseline.training.loss.unit) and \(variant.training.loss.unit)")
      effect.conclusion = .incomparable
      return effect
    }
    let upper = try values(of: variantReading, grid: variantGrid)
    let lower = try values(of: baselineReading, grid: baselineGrid)
    guard let upper, let lower, !upper.isEmpty else { return effect }
    effect.variantMean = mean(of: upper.flatMap(\.self))
    effect.baselineMean = mean(of: lower.flatMap(\.self))
    let differences = zip(upper, lower).map { row in zip(row.0, row.1).map { $0 - $1 } }
    effect.difference = Spread(grid: differences)
    effect.foldDifferences = ground.folds.indices.compactMap { fold in
      mean(of: differences.map { $0[fold] })
    }
    let largestShare = max(baseline.split.testShare(of: corpus), variant.split.testShare(of: corpus))
    effect.test = .corrected(effect.foldDifferences, testShare: largestShare)
    return effect
  }

  private func observations(of side: Ablation.Side) throws(RunStoreError) -> [Observation] {
    try store.observations(configurationDigests: [digests[side.file]].compactMap(\.self))
      .filter { $0.run.corpus == corpus.name && $0.run.identity.corpusDigest == corpus.digest }
  }

  /// The values of `reading`, `[seed, fold]`; nil where a run lacks it.
  private func values(
    of reading: MetricReading, grid: SeedFoldGrid
  ) throws(RunStoreError) -> [[Double]]? {
    let values = try store.values(of: reading, runs: grid.runs)
    let rows = grid.rows.map { $0.compactMap { values[$0.run.id] } }
    return zip(rows, grid.rows).allSatisfy { $0.count == $1.count } ? rows : nil
  }

  private static func conclusion(of effect: AblationReport.Effect) -> AblationReport.Conclusion {
    guard effect.conclusion != .incomparable, let difference = effect.difference else {
      return effect.conclusion
    }
    guard case .tested(let test, _, let pValue) = effect.test else { return .open }
    if pValue <= ClaimJudge.significance { return difference.mean > 0 ? .higher : .lower }
    let tolerance = effect.ablation.tolerance
    return test.interval.isWithin(-tolerance...tolerance) ? .negligible : .open
  }

  /// What keeps an effect from being tested, and the command that would mend it.
  private func notes(_ effects: [AblationReport.Effect]) -> [AblationReport.Note] {
    effects.compactMap { effect in
      guard case .refused(let reason) = effect.test, effect.conclusion != .incomparable else { return nil }
      let files = [effect.ablation.baseline.file, effect.ablation.variant.file]
      let unique = files[0] == files[1] ? [files[0]] : files
      return AblationReport.Note(
        problem: "\(effect.ablation.id): not tested: \(reason)",
        command: "earshot run \(unique.map { declared.path(of: $0).shellWord }.joined(separator: " ")) "
          + "\(corpus.arguments) --seeds 1..5 --folds all --needed")
    }
  }
}

extension Split {
  /// Test clips of a fold divided by its training clips, when each fold of `corpus` is reported in turn; folds taken as
  /// equal.
  func testShare(of corpus: StoredCorpus) -> Double {
    let others = corpus.folds.count - (test.isEmpty ? 1 : 2)
    return 1 / Double(max(others, 1))
  }
}

extension SeedFoldGrid {
  /// The ids of the runs, by seed and fold.
  fileprivate var runs: [String] { rows.flatMap { $0.map(\.run.id) } }
}

extension ComparisonReport.Outcome<CorrectedResampledTest> {
  /// The test of the folds' `differences` against 0, not yet corrected for other tests.
  ///
  /// - Parameter testShare: Test clips of a fold divided by its training clips.
  static func corrected(_ differences: [Double], testShare: Double) -> Self {
    let least = CorrectedResampledTest.leastFoldCount
    guard differences.count >= least else {
      return .refused("\(differences.count) \(differences.count == 1 ? "fold" : "folds") < \(least)")
    }
    let test = CorrectedResampledTest(differences, differences.map { _ in 0 }, testShare: testShare)
    return test.map { .tested($0, pValue: $0.pValue, corrected: $0.pValue) } ?? .refused("no fold differs")
  }
}
