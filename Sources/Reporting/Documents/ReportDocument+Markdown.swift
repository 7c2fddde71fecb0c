extension ReportDocument {
  /// The document in Markdown; nothing in a name is markup.
  var markdown: String {
    (["# \(title.markdown)\n"] + blocks.compactMap(Self.markdown)).joined(separator: "\n")
  }

  private static func markdown(_ block: Block) -> String? {
    switch block {
    case .heading(let text, let level): "\(level == .section ? "##" : "###") \(text.markdown)\n"
    case .paragraph(let text): text.markdown + "\n"
    case .table(let table): table.markdown
    case .list(let items):
      items.map { item in
        let rest = [item.detail?.markdown, item.command.map(code)].compactMap(\.self).joined(separator: ": ")
        // What is a sentence already needs no colon behind it.
        let separator = rest.isEmpty ? "" : item.text.last.map { ".?!".contains($0) } == true ? " " : ": "
        return "- " + item.text.markdown + separator + rest + "\n"
      }
      .joined()
    case .legend(let lines): lines.map { "- \($0.markdown)\n" }.joined()
    case .curves, .chart: nil
    }
  }

  /// `text` as a code span, fenced by one backtick more than it holds in a row.
  private static func code(_ text: String) -> String {
    let longest = text.split(whereSeparator: { $0 != "`" }).map(\.count).max() ?? 0
    let fence = String(repeating: "`", count: longest + 1)
    return longest == 0 ? fence + text.printable + fence : "\(fence) \(text.printable) \(fence)"
  }
}
