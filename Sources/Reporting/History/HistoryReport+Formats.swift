import RunStore

extension HistoryReport {
  /// The report for a terminal.
  ///
  /// - Parameters:
  ///   - width: Columns of the terminal; from 110 on the wide layout, which holds more in fewer tables.
  ///   - style: Whether characters beyond ASCII may be used.
  ///   - withCurves: Whether the learning curves follow the tables.
  public func text(width: Int = 80, style: TextStyle = .unicode, withCurves: Bool = true) -> String {
    document(.terminal(isWide: width >= Self.wideWidth, withCurves: withCurves), style: style)
      .text(width: width, style: style)
  }

  /// The report as a Markdown document.
  public var markdown: String { document(.page, style: .unicode).markdown }

  /// The report as LaTeX, to be read by `\input`.
  public var latex: String { document(.page, style: .unicode).latex }

  /// The report as CSV, a line for each cell of its tables.
  public var csv: String { document(.page, style: .unicode).csv }

  private static let wideWidth = 110

  /// What the document is laid out for.
  private enum Layout {
    /// A terminal, on which claims read better as a list.
    case terminal(isWide: Bool, withCurves: Bool)
    /// A page, which has the room for all in tables, and curves of its own.
    case page
  }

  private func document(_ layout: Layout, style: TextStyle) -> ReportDocument {
    var document = ReportDocument(title: title)
    if let remedy { document.blocks.append(.paragraph(remedy)) }
    for table in tables {
      let sections = HistorySections(table: table, style: style)
      document.blocks.append(.heading(sections.heading, .section))
      let isWide = if case .terminal(let isWide, _) = layout { isWide } else { true }
      for section in sections.sections(isWide: isWide) {
        document.append(section.heading, .table(section.table))
      }
      if case .page = layout {
        document.append("Claims", .table(sections.claims))
      } else {
        document.append("Claims", .list(sections.judgedClaims.map(\.item)))
      }
      document.blocks.append(.legend(sections.legend))
      if !table.notes.isEmpty { document.append("Missing", .list(table.notes.map(\.item))) }
      if case .terminal(_, true) = layout, let curves = curves(table) { document.blocks.append(curves) }
    }
    return document
  }

  private func curves(_ table: CorpusTable) -> ReportDocument.Block? {
    let drawn = table.rows.filter { !$0.trainCurve.isEmpty || !$0.validationCurve.isEmpty }
    if drawn.isEmpty { return nil }
    return .curves(
      "Learning curves: accuracy, mean over the runs of the documented protocol",
      drawn.flatMap { row in
        let last = max((row.trainCurve + row.validationCurve).map(\.epoch).max() ?? 1, 1)
        return [
          TerminalPlot(title: "\(row.experiment.printable) train", points: row.trainCurve, lastEpoch: last),
          TerminalPlot(
            title: "\(row.experiment.printable) validation", points: row.validationCurve, lastEpoch: last),
        ]
      })
  }
}

extension HistoryReport.Note {
  fileprivate var item: ReportDocument.Item { .init("\(subject): \(problem)", command: command) }
}

extension JudgedClaim {
  /// The claim, and below it the verdict with what led to it.
  var item: ReportDocument.Item {
    let finding = measured == Figures.absent ? explanation : "measured \(measured); \(explanation)"
    return .init(claim.sentence, detail: "\(verdictWords): \(finding)")
  }
}
