import ExperimentSchema
import Foundation
import RunStore

extension SweepReport: Report {
  /// Rows of trials that a terminal shows; pages and programs get all.
  private static let terminalRowCount = 20

  /// The report as a document, the same for every medium; pages draw it too.
  package func document(for medium: ReportMedium) -> ReportDocument {
    var document = ReportDocument(title: "Sweep \(sweep.name): \(specification.title)")
    document.blocks.append(.paragraph(progress))
    document.blocks.append(.paragraph(conclusion))
    if !trials.isEmpty {
      let isTerminal = if case .terminal = medium { true } else { false }
      let shown = isTerminal ? Array(trials.prefix(Self.terminalRowCount)) : trials
      document.append("Trials, the best first", .table(table(shown, isWide: medium.isWide)))
      document.blocks.append(.legend(legend(hiddenCount: trials.count - shown.count)))
    }
    appendImportance(to: &document)
    appendCourse(to: &document, medium)
    if !front.isEmpty { document.append("Pareto front", .table(frontTable)) }
    if case .illustrated = medium { document.blocks += figures }
    return document
  }

  // MARK: Words

  /// How far the sweep is.
  private var progress: String {
    let states = TrialStatus.allCases.reversed().compactMap { status -> String? in
      counts[status] > 0 ? "\(counts[status]) \(status.rawValue)" : nil
    }
    let planned = sweep.trialLimit.map { " of \($0)" } ?? ""
    let searched =
      switch specification.sampler {
      case .grid: "a grid"
      case .random: "at random"
      case .tpe: "by TPE"
      }
    let pruned =
      switch specification.pruner {
      case .median: ", pruned at the median"
      case .asha: ", pruned by ASHA"
      case nil: ""
      }
    return
      "\(counts.total)\(planned) trials\(states.isEmpty ? "" : ": " + states.joined(separator: ", ")). "
      + "On \(sweep.corpusName), \(searched)\(pruned), in \(Self.duration(sweep.secondsSpent))."
  }

  /// The best trial, in words; what to do where there is none.
  private var conclusion: String {
    guard let best, let value = best.value() else {
      return counts.total == 0
        ? "Nothing has been tried yet: earshot sweep resume \(sweep.name)"
        : "No trial is completed yet: earshot sweep status \(sweep.name)"
    }
    let settings = specification.space.map {
      "\($0.keyPath) \(Self.shortened(best.settings[$0.keyPath]))"
    }
    return "Best by \(objective.metric): trial \(best.number), \(unit(0).figure(value.mean))"
      + (value.deviation.map { " ± \(deviation($0, 0)) over \(value.runCount) runs" } ?? "")
      + ", with \(settings.joined(separator: ", ")). Its file: \(command(for: best))"
  }

  /// What prints the file of `best`; of two objectives none is the best, so that the trial is named.
  private func command(for best: Trial) -> String {
    "earshot sweep best \(sweep.name)"
      + (specification.objectives.count == 1 ? "" : " --trial \(best.number)")
  }

  private func legend(hiddenCount: Int) -> [String] {
    [
      hiddenCount > 0 ? "\(hiddenCount) more trials: --format csv, or markdown" : nil,
      "n: runs, one for each seed and fold; ± their standard deviation (ddof 1)",
      trials.contains { $0.stored.status == .pruned }
        ? "of a pruned trial the value is that of its last epoch, and does not compare with those of completed ones"
        : nil,
      "the best of several is chosen on the folds that it reports: its value is optimistic, the more so the more were tried",
    ].compactMap(\.self)
  }

  /// `seconds` as people say it, such as `12.3 s` or `1:06 min`.
  package static func duration(_ seconds: Double) -> String {
    guard seconds.isFinite, seconds >= 0, seconds < 1e9 else { return Figures.absent }
    let whole = Int(seconds.rounded())
    if whole < 60 { return String(format: "%.1f s", seconds) }
    return whole < 3600
      ? String(format: "%d:%02d min", whole / 60, whole % 60)
      : String(format: "%d:%02d:%02d h", whole / 3600, whole / 60 % 60, whole % 60)
  }

  /// Numbers to four digits, which is what a reader compares; other text as it is.
  static func shortened(_ text: String?) -> String {
    guard let text else { return Figures.absent }
    guard let number = Double(text), text.count > 6 else { return text }
    return String(format: "%.4g", number)
  }

  // MARK: Tables

  var objective: SweepObjective { specification.objectives[0] }

  private func unit(_ objective: Int) -> MetricUnit {
    MetricUnit(of: specification.objectives[objective].metric)
  }

  private func figure(_ value: TrialValue?, _ objective: Int) -> String {
    guard let value else { return Figures.absent }
    let metric = specification.objectives[objective].metric
    if metric == SweepObjective.multiplyAccumulates || metric == SweepObjective.parameters {
      return Figures.grouped(Int(exactly: value.mean.rounded()))
    }
    return unit(objective).figure(value.mean)
  }

  private func deviation(_ deviation: Double?, _ objective: Int) -> String {
    unit(objective) == .share ? Figures.percent(deviation) : Figures.decimals(deviation, 3)
  }

  private func table(_ trials: [Trial], isWide: Bool) -> TextTable {
    let keyPaths = specification.space.map(\.keyPath)
    var columns: [TextTable.Column] = [.init("trial", .right), .init("status")]
    columns += zip(keyPaths, Self.headings(of: keyPaths, isWide: isWide)).map { keyPath, heading in
      .init(heading, trials.allSatisfy { Double($0.settings[keyPath] ?? "0") != nil } ? .right : .left)
    }
    for objective in specification.objectives {
      columns += [.init(objective.metric, .right), .init("±", .right)]
    }
    columns += [.init("n", .right), .init("epochs", .right)]
    if isWide { columns += [.init("parameters", .right), .init("MACs per\nexample", .right)] }
    var table = TextTable(columns)
    for trial in trials {
      var row: [TextTable.Cell] = [.init("\(trial.number)"), .init(trial.stored.status.rawValue)]
      row += keyPaths.map { .init(Self.shortened(trial.settings[$0])) }
      for index in specification.objectives.indices {
        let value = trial.value(of: index)
        row.append(cell(figure(value, index), .mean, of: index, trial))
        row.append(
          cell(
            value?.deviation.map { deviation($0, index) } ?? Figures.absent, .runDeviation, of: index, trial))
      }
      row.append(.init(trial.value().map { "\($0.runCount)" } ?? Figures.absent))
      row.append(.init(trial.value().map { "\($0.epoch)" } ?? Figures.absent))
      if isWide {
        row.append(.init(Figures.grouped(trial.parameterCount)))
        row.append(.init(Figures.grouped(trial.multiplyAccumulateCount)))
      }
      table.append(row)
    }
    return table
  }

  /// A cell that shows `text`, and leads to the runs that objective number `objective` was measured on.
  private func cell(
    _ text: String, _ rule: Derivation.Rule, of objective: Int, _ trial: Trial
  ) -> TextTable.Cell {
    guard text != Figures.absent, let reading = MetricReading(specification.objectives[objective].metric),
      trial.stored.status == .completed
    else { return .init(text) }
    return .init(text, Derivation(rule, of: .metrics([reading]), runs: trial.runs))
  }

  /// Key paths as headings: the last two keys of each where a terminal is narrow and they tell all apart, broken where
  /// they are long.
  private static func headings(of keyPaths: [String], isWide: Bool) -> [String] {
    let short = keyPaths.map { $0.split(separator: ".").suffix(2).joined(separator: ".") }
    let shown = isWide || Set(short).count < short.count ? keyPaths : short
    return shown.map { keyPath in
      guard keyPath.count > 16, let dot = keyPath.lastIndex(of: ".") else { return keyPath }
      return keyPath[..<dot] + "\n" + keyPath[dot...]
    }
  }

  private func appendImportance(to document: inout ReportDocument) {
    switch importance {
    case .refused(let reason):
      document.blocks += [.heading("What matters", .subsection), .paragraph(reason)]
    case .shares(let shares):
      var table = TextTable([.init("setting"), .init("importance", .right)])
      for share in shares { table.append([share.keyPath, Figures.percent(share.share) + " %"]) }
      document.append("What matters", .table(table))
      document.blocks.append(
        .legend(
          [
            "PED-ANOVA: how far the values of the best tenth of the trials are from those of all, for each setting by itself",
            counts[.completed] < 50 ? "fewer than five trials make up a tenth: the figures say little" : nil,
          ].compactMap(\.self)))
    }
  }

  private func appendCourse(to document: inout ReportDocument, _ medium: ReportMedium) {
    let course = course
    var best: Double?
    var table = TextTable([.init("trial", .right), .init(objective.metric, .right)])
    for step in course where step.best != best {
      best = step.best
      table.append(["\(step.number)", unit(0).figure(step.best)])
    }
    if table.rows.isEmpty { return }
    document.append("Best so far, in the order in which trials ended", .table(table))
    guard case .terminal(_, _, true) = medium, course.count > 1 else { return }
    let values = course.map(\.best)
    let (least, greatest) = (values.min() ?? 0, values.max() ?? 1)
    document.blocks.append(
      .curves(
        "The best after each trial",
        [
          TerminalPlot(
            title: objective.metric,
            points: course.enumerated().map { CurvePoint(epoch: $0.offset + 1, value: $0.element.best) },
            lastEpoch: course.count, xName: "trial", range: least...greatest,
            labels: (axisLabel(greatest), axisLabel(least)))
        ]))
  }

  private func axisLabel(_ value: Double) -> String {
    unit(0) == .share ? String(format: "%.1f%%", value * 100) : String(format: "%.3g", value)
  }

  private var frontTable: TextTable {
    let isSingle = specification.objectives.count == 1
    var table = TextTable(
      [.init("trial", .right), .init(objective.metric, .right)]
        + [isSingle ? .init("MACs per\nexample", .right) : .init(specification.objectives[1].metric, .right)]
        + specification.space.map { .init($0.keyPath) })
    let byNumber = Dictionary(trials.map { ($0.number, $0) }) { first, _ in first }
    for trial in front.compactMap({ byNumber[$0] }) {
      table.append(
        ["\(trial.number)", figure(trial.value(), 0)]
          + [isSingle ? Figures.grouped(trial.multiplyAccumulateCount) : figure(trial.value(of: 1), 1)]
          + specification.space.map { Self.shortened(trial.settings[$0.keyPath]) })
    }
    return table
  }
}
