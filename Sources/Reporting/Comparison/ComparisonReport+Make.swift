public import ContentDigest
import Evaluation
public import ExperimentSchema
public import RunStore

extension ComparisonReport {
  /// Reads `store` and compares `subjects`.
  ///
  /// - Parameters:
  ///   - subjects: At least two, called differently.
  ///   - names: Names of corpora; nil for each that at least two subjects were run on.
  ///   - withCurves: Whether learning curves are read too.
  ///   - digest: The digest of an experiment under the names of a corpus' classes.
  /// - Throws: ``RunStoreError`` where the store cannot be read.
  /// - Complexity: O(runs × clips × classes + pairs × clips), with curves O(runs × epochs) more.
  public static func make(
    subjects: [Subject], store: RunStore, corpora names: [String]? = nil, withCurves: Bool = false,
    digest: (Experiment, [String]) -> ContentDigest
  ) throws(RunStoreError) -> ComparisonReport {
    var tables: [CorpusTable] = []
    for corpus in try store.corpora() where names?.contains(corpus.name) != false {
      let builder = try ComparisonBuilder(subjects: subjects, corpus: corpus, store: store, digest: digest)
      if builder.present.count >= 2 { tables.append(try builder.table(withCurves: withCurves)) }
    }
    return ComparisonReport(
      subjects: subjects.map(\.label), tables: tables,
      remedy: tables.isEmpty ? remedy(subjects, names) : nil)
  }

  private static func remedy(_ subjects: [Subject], _ corpora: [String]?) -> String {
    let place = corpora.map { " on " + $0.joined(separator: ", ") } ?? " on one corpus"
    let missing = "The store holds no completed runs of two of these\(place)."
    let files = subjects.compactMap { subject -> String? in
      if case .experiment = subject.source { subject.label.shellWord } else { nil }
    }
    if files.count < 2 { return missing + " Runs on different corpora cannot be compared." }
    return missing + " Run them: earshot run \(files.joined(separator: " "))"
      + (corpora?.first.map { " --corpus \($0.shellWord)" } ?? "") + " --seeds 1..3 --folds all --needed"
  }
}

/// Makes the comparison on one corpus.
private struct ComparisonBuilder {
  typealias Report = ComparisonReport

  let subjects: [Report.Subject]
  let corpus: StoredCorpus
  let store: RunStore
  /// The observations of each subject, in the order asked for.
  let observations: [[Observation]]

  init(
    subjects: [Report.Subject], corpus: StoredCorpus, store: RunStore,
    digest: (Experiment, [String]) -> ContentDigest
  ) throws(RunStoreError) {
    self.subjects = subjects
    self.corpus = corpus
    self.store = store
    var observations: [[Observation]] = []
    for subject in subjects {
      let found: [Observation]
      switch subject.source {
      case .experiment(let experiment):
        found = try store.observations(configurationDigests: [digest(experiment, corpus.classNames)])
      case .run(let id):
        found = try store.runSummaries(RunFilter(statuses: [.completed], idPrefix: id))
          .filter { $0.id == id }.map { Observation(run: $0, finalMetrics: [:]) }
      }
      observations.append(
        try found.filter { $0.run.corpus == corpus.name && $0.run.identity.corpusDigest == corpus.digest }
          .withMultiLabelMetrics(from: store))
    }
    self.observations = observations
  }

  /// The subjects that have runs, by their places.
  var present: [Int] { subjects.indices.filter { !observations[$0].isEmpty } }

  func table(withCurves: Bool) throws(RunStoreError) -> Report.CorpusTable {
    let ground = CommonGround(of: present.map { observations[$0] })
    let compared = present.map { observations[$0].filter(ground.contains) }
    let isMultiLabel = compared.allSatisfy { observations in
      !observations.isEmpty
        && observations.allSatisfy { $0.finalMetrics[.validationAveragePrecision] != nil }
    }
    let metric = isMultiLabel ? MetricName.validationAveragePrecision : .validationAccuracy
    var sides: [Side] = []
    for (index, observations) in zip(present, compared) {
      let side = Side(
        subjects[index].label, observations, folds: ground.folds, metric: metric,
        testShare: testShare(of: subjects[index]))
      guard var side else { continue }
      try addPredictions(to: &side)
      if withCurves {
        let seeds = side.row.measurement.runsBySeed
        side.row.trainCurve = try store.learningBand(seeds: seeds, metric: .trainAccuracy)
        side.row.validationCurve = try store.learningBand(seeds: seeds, metric: .validationAccuracy)
      }
      sides.append(side)
    }
    return Report.CorpusTable(
      corpus: corpus, folds: ground.folds, seeds: ground.seeds, rows: sides.map(\.row), metric: metric,
      pairs: pairs(of: sides), notes: notes(ground))
  }

  /// Test clips of a fold divided by its training clips, folds taken as equal: of a run's experiment nothing is known but
  /// that each fold is tested on by models trained on others.
  private func testShare(of subject: Report.Subject) -> Double {
    if case .experiment(let experiment) = subject.source { return experiment.split.testShare(of: corpus) }
    return 1 / Double(max(corpus.folds.count - 1, 1))
  }

  /// Reads what the models of `side` said of their clips: once, since of many runs nearly all the time goes there.
  private func addPredictions(to side: inout Side) throws(RunStoreError) {
    let measurement = side.row.measurement
    let predictions = try store.meanPredictions(ofGroups: measurement.runsBySeed)
    // One prediction for each clip: the probabilities averaged over all seeds.
    let common = predictions.all.filter { $0.runCount == measurement.seeds.count }
    side.hits = common.reduce(into: [:]) { $0[$1.clip] = $1.isRight }
    if predictions.all.contains(where: { $0.heard != nil }) { return }
    side.row.calibrationError = calibrationError(of: predictions.groups)
  }

  /// The expected calibration error of each seed's predictions, of all folds together, and then the mean: of one fold
  /// alone there are too few in a bin.
  private func calibrationError(of seeds: [ClassPredictions]) -> Double? {
    let classCount = corpus.classNames.count
    let errors = seeds.compactMap { predictions -> Double? in
      guard predictions.probabilities.count == predictions.labels.count * classCount else { return nil }
      return Calibration(
        probabilities: predictions.probabilities, labels: predictions.labels, classCount: classCount)?
        .expectedError
    }
    return errors.count == seeds.count ? mean(of: errors) : nil
  }

  private func pairs(of sides: [Side]) -> [Report.Pair] {
    var pairs = sides.indices.flatMap { left in
      sides.indices.dropFirst(left + 1).map { pair(sides[left], sides[$0]) }
    }
    let resampled = Self.corrections(of: pairs.map(\.resampled.pValue))
    let mcNemar = Self.corrections(of: pairs.map(\.mcNemar.pValue))
    for index in pairs.indices {
      if let value = resampled[index] { pairs[index].resampled = pairs[index].resampled.corrected(to: value) }
      if let value = mcNemar[index] { pairs[index].mcNemar = pairs[index].mcNemar.corrected(to: value) }
    }
    return pairs
  }

  /// The p-values corrected over those that there are.
  private static func corrections(of pValues: [Double?]) -> [Double?] {
    var corrected = holmCorrected(pValues.compactMap(\.self)).makeIterator()
    return pValues.map { $0 == nil ? nil : corrected.next() }
  }

  private func pair(_ left: Side, _ right: Side) -> Report.Pair {
    let (leftFolds, rightFolds) = (left.row.foldValues ?? [], right.row.foldValues ?? [])
    let isComplete = left.row.foldValues != nil && right.row.foldValues != nil
    return Report.Pair(
      left: left.row.subject, right: right.row.subject,
      difference: isComplete
        ? Spread(grid: zip(left.values, right.values).map { zip($0, $1).map { $0 - $1 } }) : nil,
      foldDifferences: isComplete ? zip(leftFolds, rightFolds).map { $0 - $1 } : [],
      bestDifference: left.row.measurement.bestValidationAccuracy.flatMap { best in
        right.row.measurement.bestValidationAccuracy.map { best.mean - $0.mean }
      },
      effectSize: isComplete ? EffectSize.paired(leftFolds, rightFolds) : nil,
      resampled: isComplete
        ? .corrected(
          zip(leftFolds, rightFolds).map { $0 - $1 }, testShare: max(left.testShare, right.testShare))
        : .refused("no final value"),
      mcNemar: mcNemar(left, right))
  }

  private func mcNemar(_ left: Side, _ right: Side) -> Report.Outcome<McNemarTest> {
    let clips = left.hits.keys.filter { right.hits[$0] != nil }
    if clips.isEmpty { return .refused("no common prediction") }
    let test = McNemarTest(
      left: clips.map { left.hits[$0] ?? false }, right: clips.map { right.hits[$0] ?? false })
    guard let pValue = test.pValue else {
      return .refused("\(test.discordantCount) discordant < \(McNemarTest.leastDiscordantCount)")
    }
    return .tested(test, pValue: pValue, corrected: pValue)
  }

  // MARK: What is missing

  private func notes(_ ground: CommonGround) -> [Report.Note] {
    var notes: [Report.Note] = []
    if ground.folds.isEmpty {
      notes.append(Report.Note(problem: "no seed and fold that all have: nothing to compare", command: fill))
    }
    for index in subjects.indices {
      let label = subjects[index].label
      let left = observations[index].count { !ground.contains($0) }
      if observations[index].isEmpty {
        notes.append(Report.Note(problem: "\(label): no completed run on \(corpus.name)", command: fill))
      } else if left > 0, !ground.folds.isEmpty {
        notes.append(
          Report.Note(
            problem:
              "\(label): \(left) of \(observations[index].count) runs left out, of seeds and folds that "
              + "not all have", command: nil))
      }
    }
    return notes
  }

  /// The command after which all experiments have the same seeds and folds; nil where one is a single run.
  private var fill: String? {
    let names = subjects.compactMap { subject -> String? in
      if case .experiment = subject.source { subject.label.shellWord } else { nil }
    }
    guard names.count == subjects.count else { return nil }
    return "earshot run \(names.joined(separator: " ")) \(corpus.arguments) --seeds 1..3 --folds all --needed"
  }
}

/// One subject on the common ground, with what its pairs need.
private struct Side {
  var row: ComparisonReport.Row
  /// The metric of the final epoch that pairs are compared by, `[seed, fold]`.
  let values: [[Double]]
  /// Test clips of a fold divided by its training clips.
  let testShare: Double
  /// Whether each clip's mean prediction is right.
  var hits: [String: Bool] = [:]

  init?(
    _ label: String, _ observations: [Observation], folds: [Int], metric: MetricName, testShare: Double
  ) {
    guard let measurement = ProtocolMeasurement(observations, folds: folds), let run = observations.last?.run
    else { return nil }
    let values = SeedFoldGrid(observations, folds: folds).rows.map { row in
      row.compactMap { metric == .validationAccuracy ? $0.run.validationAccuracy : $0.finalMetrics[metric] }
    }
    let isComplete = values.allSatisfy { $0.count == folds.count }
    self.values = values
    self.testShare = testShare
    row = ComparisonReport.Row(
      subject: label, measurement: measurement, parameterCount: run.parameterCount,
      multiplyAccumulateCount: run.multiplyAccumulateCount,
      foldValues: isComplete
        ? folds.indices.compactMap { fold in mean(of: values.map { $0[fold] }) } : nil)
  }
}
