extension ReportDocument {
  /// The document as LaTeX to be read by `\input`: plain `tabular`s, no package needed by what is not in a name.
  var latex: String {
    ([
      "% Earshot: \(title.printable)\n", "\\section*{\(title.latex)}\n",
    ] + blocks.compactMap(Self.latex)).joined(separator: "\n")
  }

  private static func latex(_ block: Block) -> String? {
    switch block {
    case .heading(let text, let level):
      return "\\\(level == .section ? "subsection" : "subsubsection")*{\(text.latex)}\n"
    case .paragraph(let text): return text.latex + "\n"
    case .table(let table): return table.latex
    case .list(let items):
      return itemize(
        items.map { item in
          [item.text.latex, item.detail?.latex, item.command.map { "\\texttt{\($0.latex)}" }].compactMap(
            \.self
          )
          .joined(separator: ": ")
        })
    case .legend(let lines): return itemize(lines.map(\.latex))
    case .curves, .chart: return nil
    }
  }

  /// A list of lines that are escaped already; nil without any, since LaTeX refuses a list without items.
  private static func itemize(_ lines: [String]) -> String? {
    if lines.isEmpty { return nil }
    return "\\begin{itemize}\n" + lines.map { "\\item {}\($0)\n" }.joined() + "\\end{itemize}\n"
  }
}

extension TextTable {
  /// The table as a LaTeX `tabular`; cells are escaped.
  var latex: String {
    func line(_ cells: [String]) -> String { cells.joined(separator: " & ") + " \\\\" }
    let headings = columns.map { $0.heading.split(separator: "\n").joined(separator: " ").latex }
    var lines = [
      "\\begin{tabular}{\(columns.map { $0.alignment == .left ? "l" : "r" }.joined())}", "\\hline",
      line(headings), "\\hline",
    ]
    lines += rows.map { line($0.map(\.latex)) }
    return (lines + ["\\hline", "\\end{tabular}"]).joined(separator: "\n") + "\n"
  }
}

extension String {
  /// The text as it reads when LaTeX has set it: no command, no ligature of dashes, quotes or commas, and nothing that
  /// the end of a table's row would take for its option.
  ///
  /// Checked in `ReportFormatTests`.
  var latex: String {
    var result = ""
    var previous: Character?
    for character in printable {
      // Neighbours that would be joined into one sign.
      if character == previous, "-,'".contains(character) { result += "{}" }
      result += Self.latex(character)
      previous = character
    }
    return result
  }

  private static func latex(_ character: Character) -> String {
    switch character {
    case "\\": "\\textbackslash{}"
    case "{", "}", "$", "&", "#", "_", "%": "\\" + String(character)
    case "~": "\\textasciitilde{}"
    case "^": "\\textasciicircum{}"
    case "<": "\\textless{}"
    case ">": "\\textgreater{}"
    case "|": "\\textbar{}"
    case "\"": "\\symbol{34}"
    case "`": "\\textasciigrave{}"
    case "[", "]", "*": "{\(character)}"
    case "±": "\\ensuremath{\\pm}"
    case "×": "\\ensuremath{\\times}"
    default: String(character)
    }
  }
}
