extension HistoryReport {
  /// The report as a Markdown document.
  public var markdown: String {
    var parts = ["# \(title.markdown)\n"]
    if let remedy { parts.append(remedy.markdown + "\n") }
    for table in tables {
      let sections = HistorySections(table: table, style: .unicode)
      parts.append("## \(sections.heading.markdown)\n")
      for section in sections.sections(isWide: true) {
        parts.append("### \(section.heading.markdown)\n")
        parts.append(section.table.markdown)
      }
      parts.append("### Claims\n")
      parts.append(sections.claims.markdown)
      parts.append(sections.legend.map { "- \($0.markdown)\n" }.joined())
      if table.notes.isEmpty { continue }
      parts.append("### Missing\n")
      parts.append(
        table.notes.map { note in
          "- \(note.subject.markdown): \(note.problem.markdown)"
            + (note.command.map { ": " + Self.code($0) } ?? "") + "\n"
        }
        .joined())
    }
    return parts.joined(separator: "\n")
  }

  /// `text` as a code span, fenced by one backtick more than it holds in a row.
  private static func code(_ text: String) -> String {
    let longest = text.split(whereSeparator: { $0 != "`" }).map(\.count).max() ?? 0
    let fence = String(repeating: "`", count: longest + 1)
    return longest == 0 ? fence + text.printable + fence : "\(fence) \(text.printable) \(fence)"
  }
}
