/// A report as headings, prose, tables and lists: the one form that every format but JSON is rendered from.
struct ReportDocument {
  /// What stands above everything.
  var title: String
  /// What follows, top to bottom.
  var blocks: [Block] = []

  /// A part of a document; texts hold names as they were given, and each format escapes them its own way.
  enum Block {
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
  }

  /// How much a heading is above.
  enum Level { case section, subsection }

  /// An entry of a list.
  struct Item {
    /// What is listed.
    var text: String
    /// What is to be said of it.
    var detail: String?
    /// A command for a shell.
    var command: String?

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
}
