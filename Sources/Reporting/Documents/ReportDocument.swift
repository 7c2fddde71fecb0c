import JSONText

/// A report as headings, prose, tables and lists: the one form that every format but JSON is rendered from.
package struct ReportDocument {
  /// What stands above everything.
  package var title: String
  /// What follows, top to bottom.
  package var blocks: [Block] = []

  /// A part of a document; texts hold names as they were given, and each format escapes them its own way.
  package enum Block {
    /// What is below, up to the next of its kind or above.
    case heading(String, Level)
    /// A sentence or more.
    case paragraph(String)
    case table(TextTable)
    case list([Item])
    /// What the marks and words in the tables above stand for.
    case legend([String])
    /// Curves with what stands above them, for the terminal; formats that draw none leave them out.
    case curves(String, [TerminalPlot])
    /// A picture with what it shows, for pages that draw; other formats leave it out.
    case chart(String, any Chart)
  }

  /// How much a heading is above.
  package enum Level { case section, subsection }

  /// An entry of a list.
  package struct Item {
    /// What is listed.
    package var text: String
    /// What is to be said of it.
    package var detail: String?
    /// A command for a shell.
    package var command: String?

    /// An entry that says `text`.
    init(_ text: String, detail: String? = nil, command: String? = nil) {
      self.text = text
      self.detail = detail
      self.command = command
    }
  }

  /// Adds a heading and what stands below it.
  mutating func append(_ heading: String, _ block: Block) {
    blocks += [.heading(heading, .subsection), block]
  }

  /// The document with where each number comes from below its table: the runs, and a command that prints what of
  /// them went into it.
  func explained() -> ReportDocument {
    var explained = self
    explained.blocks = blocks.flatMap { block -> [Block] in
      guard case .table(let table) = block else { return [block] }
      let items = table.originItems
      return items.isEmpty ? [block] : [block, .list(items)]
    }
    return explained
  }

  /// Where each number comes from, for a program.
  var derivations: [JSONNode] {
    var heading = ""
    return blocks.flatMap { block -> [JSONNode] in
      switch block {
      case .heading(let text, _): heading = text
      case .table(let table): return table.originNodes(below: heading)
      default: break
      }
      return []
    }
  }
}
