import RunStore

extension HistoryReport {
  /// The report for a terminal.
  ///
  /// - Parameters:
  ///   - width: Columns of the terminal; from 110 on the wide layout, which holds more in fewer tables.
  ///   - style: Whether characters beyond ASCII may be used.
  ///   - withCurves: Whether the learning curves follow the tables.
  public func text(width: Int = 80, style: TextStyle = .unicode, withCurves: Bool = true) -> String {
    var parts = [title.printable + "\n"]
    if let remedy { parts.append(remedy + "\n") }
    for table in tables {
      let sections = HistorySections(table: table, style: style)
      parts.append(Self.underlined(sections.heading, style))
      for section in sections.sections(isWide: width >= Self.wideWidth) {
        parts.append(
          style.plain(section.heading) + "\n\n" + section.table.text(width: width, style: style))
      }
      parts.append(claims(sections, width: width, style: style))
      parts.append(sections.legend.map { wrapped($0, width: width) }.joined())
      if !table.notes.isEmpty { parts.append(notes(table, width: width)) }
      if withCurves { parts += curves(table, width: width, style: style) }
    }
    return parts.joined(separator: "\n")
  }

  private static let wideWidth = 110

  private static func underlined(_ text: String, _ style: TextStyle) -> String {
    text + "\n" + String(repeating: style == .unicode ? "━" : "=", count: text.displayWidth) + "\n"
  }

  private func claims(_ sections: HistorySections, width: Int, style: TextStyle) -> String {
    "Claims\n\n"
      + sections.judgedClaims.map { judged in
        let measured = sections.measured(judged)
        let finding =
          measured == Figures.absent ? judged.reason : "measured \(measured); \(judged.reason)"
        return wrapped(style.plain(judged.claim.sentence.printable), width: width)
          + wrapped(
            style.plain("\(judged.verdict.words): \(finding.printable)"), width: width, indentation: "    ")
      }
      .joined()
  }

  private func notes(_ table: CorpusTable, width: Int) -> String {
    "Missing\n\n"
      + table.notes.map { note in
        wrapped("\(note.subject.printable): \(note.problem.printable)", width: width)
          + (note.command.map { "    \($0.printable)\n" } ?? "")
      }
      .joined()
  }

  private func curves(_ table: CorpusTable, width: Int, style: TextStyle) -> [String] {
    let drawn = table.rows.filter { !$0.trainCurve.isEmpty || !$0.validationCurve.isEmpty }
    if drawn.isEmpty { return [] }
    let plots = drawn.flatMap { row in
      let last = max((row.trainCurve + row.validationCurve).map(\.epoch).max() ?? 1, 1)
      return [
        TerminalPlot(title: "\(row.experiment.printable) train", points: row.trainCurve, lastEpoch: last),
        TerminalPlot(
          title: "\(row.experiment.printable) validation", points: row.validationCurve, lastEpoch: last),
      ]
    }
    return [
      "Learning curves: accuracy, mean over the runs of the documented protocol\n",
      TerminalPlot.grid(plots, width: width, style: style),
    ]
  }

  /// `text` in lines of at most `width` columns: the first after `indentation`, the others after four spaces.
  private func wrapped(_ text: String, width: Int, indentation: String = "") -> String {
    var lines: [String] = []
    var line = indentation
    var isStart = true
    for word in text.split(separator: " ", omittingEmptySubsequences: false) {
      if !isStart, line.displayWidth + 1 + word.displayWidth > width {
        lines.append(line)
        line = "    " + word
      } else {
        line += (isStart ? "" : " ") + word
      }
      isStart = false
    }
    return (lines + [line]).joined(separator: "\n") + "\n"
  }
}
