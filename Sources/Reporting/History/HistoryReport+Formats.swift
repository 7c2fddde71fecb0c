import RunStore

extension HistoryReport: Report {
  /// The report as a document: on a terminal of 110 columns and more the wide layout, which holds more in fewer
  /// tables.
  package func document(for medium: ReportMedium) -> ReportDocument {
    var document = ReportDocument(title: title)
    if let remedy { document.blocks.append(.paragraph(remedy)) }
    for table in tables {
      let sections = HistorySections(table: table, style: medium.style)
      document.blocks.append(.heading(sections.heading, .section))
      for section in sections.sections(isWide: medium.isWide) {
        document.append(section.heading, .table(section.table))
      }
      if case .terminal = medium {
        // Claims are sentences, which a terminal's table would cut.
        document.append("Claims", .list(sections.judgedClaims.map(\.item)))
      } else {
        document.append("Claims", .table(sections.claims))
      }
      let figures = HistoryFigures(table: table)
      if case .illustrated = medium { document.blocks += figures.claims }
      document.blocks.append(.legend(sections.legend))
      if !table.notes.isEmpty { document.append("Missing", .list(table.notes.map(\.item))) }
      if case .terminal(_, _, true) = medium, let curves = curves(table) { document.blocks.append(curves) }
      if case .illustrated = medium { document.blocks += figures.models }
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
          TerminalPlot(
            title: "\(row.experiment.printable) train", points: row.trainCurve.points, lastEpoch: last),
          TerminalPlot(
            title: "\(row.experiment.printable) validation", points: row.validationCurve.points,
            lastEpoch: last),
        ]
      })
  }
}

extension [CurveBand] {
  /// The means alone.
  fileprivate var points: [CurvePoint] { map { CurvePoint(epoch: $0.epoch, value: $0.mean) } }
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
