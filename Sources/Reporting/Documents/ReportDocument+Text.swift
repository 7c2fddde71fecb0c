extension ReportDocument {
  /// The document for a terminal of `width` columns.
  func text(width: Int, style: TextStyle) -> String {
    ([title.printable + "\n"] + blocks.compactMap { text(of: $0, width: width, style: style) })
      .joined(separator: "\n")
  }

  private func text(of block: Block, width: Int, style: TextStyle) -> String? {
    switch block {
    case .heading(let text, .section):
      let line = style.plain(text.printable)
      return line + "\n" + String(repeating: style.heavyRule, count: line.displayWidth) + "\n"
    case .heading(let text, .subsection): return style.plain(text.printable) + "\n"
    case .paragraph(let text):
      return style.plain(text.printable).wrapped(toWidth: width, continuation: "")
    case .table(let table): return table.text(width: width, style: style)
    case .list(let items):
      return items.map { item in
        var lines = style.plain(item.text.printable).wrapped(toWidth: width)
        if let detail = item.detail {
          lines += style.plain(detail.printable).wrapped(toWidth: width, indentation: "    ")
        }
        return lines + (item.command.map { "    \($0.printable)\n" } ?? "")
      }
      .joined()
    case .legend(let lines):
      return lines.map { style.plain($0.printable).wrapped(toWidth: width) }.joined()
    case .curves(let heading, let plots):
      return heading + "\n\n" + TerminalPlot.grid(plots, width: width, style: style)
    case .chart: return nil
    }
  }
}

extension String {
  /// The text in lines of at most `width` columns: the first after `indentation`, the others after `continuation`.
  fileprivate func wrapped(
    toWidth width: Int, indentation: String = "", continuation: String = "    "
  ) -> String {
    var lines: [String] = []
    var line = indentation
    var isStart = true
    for word in split(separator: " ", omittingEmptySubsequences: false) {
      if !isStart, line.displayWidth + 1 + word.displayWidth > width {
        lines.append(line)
        line = continuation + word
      } else {
        line += (isStart ? "" : " ") + word
      }
      isStart = false
    }
    return (lines + [line]).joined(separator: "\n") + "\n"
  }
}
