import Evaluation
import ExperimentSchema
import RunStore

extension ComparisonReport: Report {
  /// The comparison as a document; illustrated, it has figures too.
  package func document(for medium: ReportMedium) -> ReportDocument {
    var document = ReportDocument(title: "Comparison of \(subjects.joined(separator: ", "))")
    if let remedy { document.blocks.append(.paragraph(remedy)) }
    for table in tables {
      document.blocks.append(.heading(table.corpus.heading, .section))
      if let first = table.rows.first {
        document.append(
          "Accuracy in %, on the \(first.measurement.counts(medium.style)) that all have",
          .table(table.accuracies))
        if table.isMultiLabel {
          document.append("Several classes at once, in %, final epoch", .table(table.multiLabelMeasures))
        }
        document.append("Loss and cost of one run", .table(table.costs))
        document.append(
          "Differences of validation \(table.metric.words), in percentage points", .table(table.differences))
        document.append(
          "Whether they differ over the folds, final epoch: corrected resampled t-test",
          .table(table.resampledTests))
        if case .illustrated = medium { document.blocks += ComparisonFigures(table: table).differences }
        document.append(
          "Whether they err on as many clips, final epoch: exact McNemar test", .table(table.mcNemarTests))
        document.append(
          "Differences by fold, final epoch, in percentage points", .table(table.foldDifferences))
        if case .illustrated = medium { document.blocks += ComparisonFigures(table: table).curves }
        document.blocks.append(.legend(Self.legend + (table.isMultiLabel ? Self.multiLabelLegend : [])))
      }
      if !table.notes.isEmpty {
        document.append("Missing", .list(table.notes.map { .init($0.problem, command: $0.command) }))
      }
    }
    return document
  }

  private static let legend = [
    "(1) best epoch, selected on the reported fold: optimistic, never tested",
    "(2) over seeds, of each seed's mean over the folds; (3) over folds, of each fold's mean over the seeds; both "
      + "standard deviations, ddof 1",
    "calibration error: of each seed's predictions of all clips, in 15 equal bins of confidence; the mean over the seeds",
    "d: Cohen's d of the folds' differences, in units of their deviation",
    "corrected resampled t-test: folds are the units, each the mean over the common seeds; the variance is enlarged, "
      + "since folds share training clips (Nadeau and Bengio 2003)",
    "exact McNemar test: one prediction for each clip, probabilities averaged over the seeds; it speaks of these models, "
      + "not of others trained alike",
    "p (Holm): corrected over all pairs tested so; a test is refused below 5 folds and below 6 discordant "
      + "clips, those that only one of the two has right",
  ]

  private static let multiLabelLegend = [
    "several classes may be heard at once: differences and the t-test are of average precision, and a clip counts as right "
      + "where its likeliest class is one of those heard"
  ]
}

extension ComparisonReport.CorpusTable {
  /// Whether several classes may be heard at once, so that average precision is compared.
  fileprivate var isMultiLabel: Bool { metric == .validationAveragePrecision }

  fileprivate var multiLabelMeasures: TextTable {
    let metrics: [(MetricName, KeyPath<ProtocolMeasurement, Spread?>)] = [
      (.validationMacroF1, \.validationMacroF1), (.validationAveragePrecision, \.validationAveragePrecision),
    ]
    let rules: [(heading: String?, rule: Derivation.Rule)] = [
      (nil, .mean), ("± seeds\n(2)", .seedDeviation), ("± folds\n(3)", .foldDeviation),
    ]
    var table = TextTable(
      [.init("experiment")]
        + metrics.flatMap { metric, _ in rules.map { .init($0.heading ?? metric.words, .right) } })
    for row in rows {
      table.append(
        [.init(row.subject)]
          + metrics.flatMap { metric, spread in rules.map { row.measurement.cell(metric, spread, $0.rule) } })
    }
    return table
  }

  fileprivate var accuracies: TextTable {
    var table = TextTable([
      .init("experiment"), .init("train\nfinal", .right), .init("valid.\nfinal", .right),
      .init("± seeds\n(2)", .right), .init("± folds\n(3)", .right),
      .init("best epoch,\noptimistic (1)", .right),
    ])
    for row in rows {
      let measured = row.measurement
      table.append([
        .init(row.subject), measured.cell(.trainAccuracy), measured.cell(.validationAccuracy),
        measured.cell(.validationAccuracy, .seedDeviation),
        measured.cell(.validationAccuracy, .foldDeviation), measured.cell(.bestValidationAccuracy),
      ])
    }
    return table
  }

  fileprivate var costs: TextTable {
    var table = TextTable([
      .init("experiment"), .init("cross-entropy\nin nats", .right), .init("calibr.\nerror %", .right),
      .init("parameters", .right),
      .init("MACs per\nexample", .right), .init("training\nseconds", .right),
      .init("processor\nseconds", .right),
    ])
    for row in rows {
      let measured = row.measurement
      table.append([
        .init(row.subject), measured.cell(.validationCrossEntropy) { Figures.decimals($0, 4) },
        calibration(row),
        measured.derived(Figures.grouped(row.parameterCount), .common, .parameters),
        measured.derived(Figures.grouped(row.multiplyAccumulateCount), .common, .macs),
        measured.cell(.seconds) { Figures.decimals($0, 2) },
        measured.cell(.cpuSeconds) { Figures.decimals($0, 2) },
      ])
    }
    return table
  }

  private func calibration(_ row: ComparisonReport.Row) -> TextTable.Cell {
    let text = Figures.percent(row.calibrationError)
    let runs = row.measurement.runs
    return .init(
      text,
      text == Figures.absent ? nil : Derivation(.calibrationError, of: .predictions, runs: runs))
  }

  fileprivate var differences: TextTable {
    var table = TextTable(
      [
        .init("pair"), .init("final", .right), .init("± seeds\n(2)", .right),
        .init("± folds\n(3)", .right), .init("d", .right),
      ] + (isMultiLabel ? [] : [.init("best epoch,\noptimistic (1)", .right)]))
    for pair in pairs {
      let final = [
        .init(pair.name),
        cell(pair.difference.map { Figures.points($0.mean) } ?? Figures.absent, .pairedDifference, pair),
        cell(Figures.percent(pair.difference?.seedDeviation), .pairedSeedDeviation, pair),
        cell(Figures.percent(pair.difference?.foldDeviation), .pairedFoldDeviation, pair),
        cell(Figures.decimals(pair.effectSize, 2), .effectSize, pair),
      ]
      let best = cell(
        pair.bestDifference.map(Figures.points) ?? Figures.absent, .pairedDifference, pair,
        .column(.bestValidationAccuracy))
      table.append(final + (isMultiLabel ? [] : [best]))
    }
    return table
  }

  fileprivate var resampledTests: TextTable {
    var table = TextTable([
      .init("pair"), .init("95 % interval,\npoints", .right), .init("p", .right), .init("p (Holm)", .right),
      .init("n"),
    ])
    for pair in pairs {
      let (interval, basis) =
        switch pair.resampled {
        case .tested(let test, _, _):
          (
            "[\(Figures.points(test.interval.lower)), \(Figures.points(test.interval.upper))]",
            "\(test.foldCount) folds"
          )
        case .refused(let reason): (Figures.absent, "refused: \(reason)")
        }
      let rule = Derivation.Rule.correctedResampledTest
      table.append([
        .init(pair.name), cell(interval, rule, pair), cell(Figures.pValue(pair.resampled.pValue), rule, pair),
        cell(Figures.pValue(pair.resampled.corrected), rule, pair), .init(basis),
      ])
    }
    return table
  }

  fileprivate var mcNemarTests: TextTable {
    var table = TextTable([
      .init("pair"), .init("only first\nright", .right), .init("only second\nright", .right),
      .init("p", .right),
      .init("p (Holm)", .right), .init("n"),
    ])
    for pair in pairs {
      let (left, right, basis) =
        switch pair.mcNemar {
        case .tested(let test, _, _):
          ("\(test.leftOnly)", "\(test.rightOnly)", "\(test.discordantCount) discordant")
        case .refused(let reason): (Figures.absent, Figures.absent, "refused: \(reason)")
        }
      let counted = [
        left, right, Figures.pValue(pair.mcNemar.pValue), Figures.pValue(pair.mcNemar.corrected),
      ]
      table.append(
        [.init(pair.name)] + counted.map { cell($0, .mcNemarTest, pair, .predictions) } + [.init(basis)])
    }
    return table
  }

  fileprivate var foldDifferences: TextTable {
    var table = TextTable([.init("pair")] + folds.map { .init("fold \($0)", .right) })
    for pair in pairs {
      let cells = pair.foldDifferences.map { cell(Figures.points($0), .pairedDifference, pair) }
      table.append(
        [.init(pair.name)] + (cells.isEmpty ? folds.map { _ in .init(Figures.absent) } : cells))
    }
    return table
  }

  /// A cell that shows `text`, made by `rule` from `quantity` of both sides' runs.
  private func cell(
    _ text: String, _ rule: Derivation.Rule, _ pair: ComparisonReport.Pair,
    _ quantity: Derivation.Quantity? = nil
  ) -> TextTable.Cell {
    if text == Figures.absent { return .init(text) }
    let compared: Derivation.Quantity =
      isMultiLabel ? .metrics([MetricReading(metric)]) : .column(.validationAccuracy)
    let sides = [pair.left, pair.right]
    let runs = rows.filter { sides.contains($0.subject) }.flatMap(\.measurement.runs)
    return .init(text, Derivation(rule, of: quantity ?? compared, runs: runs))
  }
}

extension ComparisonReport.Pair {
  /// The pair, the left less the right.
  var name: String { "\(left) - \(right)" }
}
