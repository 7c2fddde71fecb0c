import ContentDigest
import RunStore
import Evaluation
import ExperimentSchema

/// The tables of a history report, the same in text and Markdown.
struct HistorySections {
  let table: HistoryReport.CorpusTable
  let style: TextStyle

  /// A heading and what stands below it.
  struct Section {
    let heading: String
    let table: TextTable
  }

  /// A column of a history table.
  private struct Column {
    let heading: String
    let alignment: TextTable.Column.Alignment
    let role: TextTable.Column.Role
    let cell: (HistoryReport.Row) -> TextTable.Cell

    /// A column of text.
    init(
      heading: String, role: TextTable.Column.Role = .plain, text: @escaping (HistoryReport.Row) -> String
    ) {
      self.init(heading: heading, alignment: .left, role: role) { .init(text($0)) }
    }

    /// A column of cells.
    init(
      heading: String, alignment: TextTable.Column.Alignment = .right,
      role: TextTable.Column.Role = .plain, cell: @escaping (HistoryReport.Row) -> TextTable.Cell
    ) {
      self.heading = heading
      self.alignment = alignment
      self.role = role
      self.cell = cell
    }

    /// A column of what runs of a protocol measured.
    init(
      heading: String, _ runs: KeyPath<HistoryReport.Row, ProtocolMeasurement?>,
      _ column: Derivation.RunColumn, _ rule: Derivation.Rule = .mean,
      format: @escaping (Double?) -> String = Figures.percent
    ) {
      self.init(heading: heading) { row in
        row[keyPath: runs]?.cell(column, rule, format: format) ?? .init(Figures.absent)
      }
    }
  }

  /// The sections for a page of `width` columns: the wide layout holds more columns in fewer tables.
  func sections(isWide: Bool) -> [Section] {
    let accuracy = "Accuracy in %, final epoch, on \(documentedFolds)"
    let folds = "Over all folds, accuracy in %, final epoch"
    var sections: [Section] = []
    if isWide {
      sections.append(section(accuracy, trainColumns + validationColumns + bestColumns + [counts]))
    } else {
      sections.append(section(accuracy, trainColumns + validationColumns))
      sections.append(section("Best epoch and runs", bestColumns + [counts]))
    }
    if table.rows.contains(where: { $0.allFolds != nil }) { sections.append(section(folds, foldColumns)) }
    if table.rows.contains(where: { $0.documented?.validationMacroF1 != nil }) {
      let several = "Several classes at once, in %, final epoch, on \(documentedFolds)"
      sections.append(section(several, multiLabelColumns(\.documented, withFolds: false)))
    }
    if table.rows.contains(where: { $0.allFolds?.validationMacroF1 != nil }) {
      let several = "Several classes at once, in %, final epoch, over all folds"
      sections.append(section(several, multiLabelColumns(\.allFolds, withFolds: true)))
    }
    sections.append(section("Loss", lossColumns))
    sections.append(section("Cost of one run", costColumns))
    return sections
  }

  private var documentedFolds: String {
    let folds = Set(table.rows.compactMap(\.documented?.folds))
    guard folds.count == 1, let only = folds.first else { return "the file's validation fold" }
    return "fold \(Figures.list(only)) (the documented protocol)"
  }

  private func section(_ heading: String, _ columns: [Column]) -> Section {
    let name = Column(heading: "generation") { row in
      row.experiment + (row.architecture == .reconstructed ? " *" : "")
    }
    let columns = [name] + columns
    var text = TextTable(columns.map { TextTable.Column($0.heading, $0.alignment, role: $0.role) })
    for row in table.rows { text.append(columns.map { $0.cell(row) }) }
    return Section(heading: heading, table: text)
  }

  private var trainColumns: [Column] {
    [
      Column(heading: "train\ndocum.") { .init(documented($0.claim(.trainAccuracy))) },
      Column(heading: "train\nmeasured", \.documented, .trainAccuracy),
    ]
  }

  private var validationColumns: [Column] {
    [
      Column(heading: "valid.\ndocum.") { .init(documented($0.claim(.validationAccuracy))) },
      Column(heading: "valid.\nmeasured", \.documented, .validationAccuracy),
      Column(heading: "± over\nseeds", \.documented, .validationAccuracy, .seedDeviation),
      Column(heading: "diff.") { row in
        guard let value = row.claim(.validationAccuracy)?.claimedValue, let measured = row.documented,
          let mean = measured.validationAccuracy?.mean
        else { return .init(Figures.absent) }
        return measured.derived(Figures.points(mean - value), .differenceFromClaim, .validationAccuracy)
      },
      Column(heading: "verdict", role: .verdict) { row in
        row.claim(.validationAccuracy)?.verdict.words ?? Figures.absent
      },
    ]
  }

  private var bestColumns: [Column] {
    [Column(heading: "best epoch,\noptimistic (1)", \.documented, .bestValidationAccuracy)]
  }

  private var counts: Column {
    Column(heading: "n") { $0.documented?.counts(style) ?? "no runs" }
  }

  private var foldColumns: [Column] {
    [
      Column(heading: "train", \.allFolds, .trainAccuracy),
      Column(heading: "valid.", \.allFolds, .validationAccuracy),
      Column(heading: "± seeds\n(2)", \.allFolds, .validationAccuracy, .seedDeviation),
      Column(heading: "± folds\n(3)", \.allFolds, .validationAccuracy, .foldDeviation),
      Column(heading: "best epoch,\noptimistic (1)", \.allFolds, .bestValidationAccuracy),
      Column(heading: "n") { $0.allFolds?.counts(style) ?? "incomplete" },
    ]
  }

  private func multiLabelColumns(
    _ runs: KeyPath<HistoryReport.Row, ProtocolMeasurement?>, withFolds: Bool
  ) -> [Column] {
    let metrics: [(MetricName, KeyPath<ProtocolMeasurement, Spread?>)] = [
      (.validationMacroF1, \.validationMacroF1), (.validationAveragePrecision, \.validationAveragePrecision),
    ]
    let rules: [(heading: String?, rule: Derivation.Rule)] =
      [(nil, .mean)]
      + (withFolds
        ? [("± seeds\n(2)", .seedDeviation), ("± folds\n(3)", .foldDeviation)]
        : [("± over\nseeds", .seedDeviation)])
    return metrics.flatMap { metric, spread in
      rules.map { heading, rule in
        Column(heading: heading ?? metric.words) { row in
          row[keyPath: runs]?.cell(metric, spread, rule) ?? .init(Figures.absent)
        }
      }
    }
  }

  private var lossColumns: [Column] {
    [
      Column(heading: "valid.\nloss", \.documented, .validationLoss) { Figures.decimals($0, 4) },
      Column(heading: "in") { $0.loss.unit },
      Column(heading: "cross-entropy\nin nats", \.documented, .validationCrossEntropy) {
        Figures.decimals($0, 4)
      },
    ]
  }

  private var costColumns: [Column] {
    [
      Column(heading: "parameters") { $0.common(.parameters, $0.parameterCount) },
      Column(heading: "MACs per\nexample") { $0.common(.macs, $0.multiplyAccumulateCount) },
      Column(heading: "training\nseconds", \.documented, .seconds) { Figures.decimals($0, 2) },
      Column(heading: "processor\nseconds", \.documented, .cpuSeconds) { Figures.decimals($0, 2) },
    ]
  }

  private func documented(_ claim: JudgedClaim?) -> String {
    switch claim?.claim.statement {
    case .equals(_, let value): Figures.percent(value)
    case .greaterThan(_, let value): "> " + Figures.percent(value)
    default: Figures.absent
    }
  }

  /// All claims, each with its verdict, in the order of the experiments; those that span them last.
  var judgedClaims: [JudgedClaim] { table.rows.flatMap(\.claims) + table.spanningClaims }

  /// The claims as a table, for pages that have the room.
  var claims: TextTable {
    var text = TextTable([
      TextTable.Column("claim"), TextTable.Column("verdict", role: .verdict), TextTable.Column("measured"),
      TextTable.Column("why"),
    ])
    for judged in judgedClaims {
      text.append([
        .init(judged.claim.sentence), .init(judged.verdictWords),
        .init(judged.measured, judged.derivation), .init(judged.explanation),
      ])
    }
    return text
  }

  /// What the marks in the tables stand for.
  var legend: [String] {
    var lines = [
      "(1) best epoch, selected on the reported fold: optimistic, never compared with a claim",
      "n: runs with the file's configuration, the newest of each seed and fold; ± is a standard deviation "
        + "(ddof 1)",
    ]
    if table.rows.contains(where: { $0.allFolds != nil }) {
      lines.append("(2) over seeds, of each seed's mean over the folds")
      lines.append("(3) over folds, of each fold's mean over the seeds")
    }
    if table.rows.contains(where: { $0.architecture == .reconstructed }) {
      lines.append("*   the source leaves the layers open; the file states our reading")
    }
    lines.append("losses in different units compare nothing; cross-entropy compares all")
    return lines.map(style.plain)
  }

  /// The corpus in words.
  var heading: String { table.corpus.heading }
}

extension HistoryReport.Row {
  /// A cell that shows what is the same in all runs.
  fileprivate func common(_ column: Derivation.RunColumn, _ number: Int?) -> TextTable.Cell {
    documented?.derived(Figures.grouped(number), .common, column) ?? .init(Figures.grouped(number))
  }
}

extension StoredCorpus {
  /// The corpus in words.
  var heading: String {
    "\(name.printable): \(clipCount) clips, \(classNames.count) classes, folds \(Figures.list(folds)) "
      + "(\(digest.hexadecimal.prefix(12)))"
  }
}
