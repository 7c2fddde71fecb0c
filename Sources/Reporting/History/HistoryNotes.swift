import ExperimentSchema
import RunStore

extension HistoryTableBuilder {
  /// What is missing, each with the command that would fill it; experiments that miss the same share a note.
  func notes() -> [HistoryReport.Note] {
    var gaps: [(gap: Gap, experiments: [String])] = []
    for experiment in experiments {
      for gap in [seeds(experiment), folds(experiment), unfinished(experiment), others(experiment)] {
        guard let gap else { continue }
        if let index = gaps.firstIndex(where: { $0.gap == gap }) {
          gaps[index].experiments.append(experiment.name)
        } else {
          gaps.append((gap, [experiment.name]))
        }
      }
    }
    return gaps.map { gap, names in
      HistoryReport.Note(
        experiments: names, problem: gap.problem,
        command: gap.selection.map { selection in
          "earshot run \(names.map(\.shellWord).joined(separator: " ")) \(corpus.arguments) \(selection) --needed"
        })
    }
  }

  /// What an experiment lacks, and the seeds and folds of the runs that would fill it.
  struct Gap: Equatable {
    var problem: String
    var selection: String?
  }

  private func seeds(_ experiment: Experiment) -> Gap? {
    let folds = measurements.documentedFolds(experiment)
    let absent = folds.filter { !corpus.folds.contains($0) }
    if !absent.isEmpty {
      return Gap(
        problem: "\(corpus.name) has no fold \(Figures.list(absent)), which the file reports; it has "
          + Figures.list(corpus.folds), selection: nil)
    }
    let seeds = SeedFoldGrid(measurements.observations(of: experiment), folds: folds).seeds
    if seeds.count >= ClaimJudge.leastSeeds { return nil }
    let problem =
      seeds.isEmpty
      ? "no completed run on fold \(Figures.list(folds))"
      : "\(seeds.count == 1 ? "1 seed" : "\(seeds.count) seeds") on fold \(Figures.list(folds)), a verdict "
        + "needs \(ClaimJudge.leastSeeds)"
    return Gap(
      problem: problem,
      selection: selection(seeds: "1..\(ClaimJudge.leastSeeds)", folds: "documented"))
  }

  /// Seeds with runs on more folds than the documented ones, but not on all.
  private func folds(_ experiment: Experiment) -> Gap? {
    let documented = measurements.documentedFolds(experiment)
    var bySeed: [UInt64: Set<Int>] = [:]
    for observation in measurements.observations(of: experiment) {
      bySeed[observation.run.identity.seed, default: []].insert(observation.run.identity.fold)
    }
    let isBeyond = bySeed.values.contains { $0.contains { !documented.contains($0) } }
    let gaps = bySeed.sorted { $0.key < $1.key }
      .map { seed, folds in (seed, corpus.folds.filter { !folds.contains($0) }) }
      .filter { !$0.1.isEmpty }
    guard isBeyond, !gaps.isEmpty else { return nil }
    let missing = gaps.prefix(3).map { "seed \($0.0) lacks fold \(Figures.list($0.1))" }
    return Gap(
      problem: missing.joined(separator: "; ") + (gaps.count > 3 ? "; \(gaps.count - 3) seeds more" : "")
        + ": left out of the mean over all folds",
      selection: selection(seeds: Figures.list(gaps.compactMap { Int(exactly: $0.0) }), folds: "all"))
  }

  /// Runs that ended otherwise than completed, and that no completed run has made up for.
  private func unfinished(_ experiment: Experiment) -> Gap? {
    let answered = Set(measurements.observations(of: experiment).map(\.run.identity))
    let open = runs.filter { run in
      run.experiment == experiment.name
        && run.identity.configurationDigest == measurements.digests[experiment.name]
        && run.status != .completed && !answered.contains(run.identity)
    }
    if open.isEmpty { return nil }
    let counts = RunStatus.allCases.compactMap { status in
      let count = open.count { $0.status == status }
      return count == 0 ? nil : "\(count) \(status.rawValue)"
    }
    return Gap(
      problem: counts.joined(separator: ", ") + " and not counted: "
        + open.prefix(2).map(\.id).joined(separator: ", ") + (open.count > 2 ? ", ..." : ""),
      selection: open.contains { $0.status != .diverged && $0.status != .running }
        ? selection(
          seeds: Figures.list(Array(Set(open.compactMap { Int(exactly: $0.identity.seed) }))),
          folds: Figures.list(Array(Set(open.map(\.identity.fold))))) : nil)
  }

  private func others(_ experiment: Experiment) -> Gap? {
    let count = runs.count { run in
      run.experiment == experiment.name && run.status == .completed
        && run.identity.configurationDigest != measurements.digests[experiment.name]
    }
    if count == 0 { return nil }
    return Gap(
      problem: "\(count) completed \(count == 1 ? "run" : "runs") of another configuration than the file's "
        + "(an override, a trial, or an earlier file) left out", selection: nil)
  }

  private func selection(seeds: String, folds: String) -> String { "--seeds \(seeds) --folds \(folds)" }
}

extension StoredCorpus {
  /// The corpus as its experiments asked for it: a folder's path, where the name alone would not find it.
  var arguments: String {
    guard let selection else { return "--corpus \(name.shellWord)" }
    return "--corpus \(selection.name.shellWord)"
      + (selection.classes == CorpusSelection.allClasses ? "" : " --classes \(selection.classes.shellWord)")
  }
}
