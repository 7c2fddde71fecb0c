import ArgumentParser
import Datasets
import NearNames

/// How a corpus' folder is read.
struct LayoutOptions: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      "How the folder is laid out, where it reads in more ways than one: esc50, urbansound8k, scenes, folders, table.",
      valueName: "layout"),
    transform: CorpusLayout.init(parsing:))
  var layout: CorpusLayout?

  @Option(
    help: ArgumentHelp(
      "Columns of a CSV table: clip=NAME,label=NAME, and fold=NAME, source=NAME where it has them.",
      valueName: "list"),
    transform: TableColumns.init(parsing:))
  var columns: TableColumns?

  func validate() throws {
    if columns != nil, let layout, layout != .table {
      throw ValidationError(
        "--columns: found --layout \(layout.rawValue) beside it; expected --layout table, or none. "
          + "Leave one of the two out.")
    }
  }

  /// What was chosen.
  var choice: LayoutChoice { LayoutChoice(layout: layout, columns: columns) }
}

extension CorpusLayout {
  /// The layout that `text` names; a manifest is none to choose, since it is followed where it is there.
  init(parsing text: String) throws {
    let names = CorpusLayout.allCases.filter { $0 != .manifest }.map(\.rawValue)
    guard names.contains(text), let layout = CorpusLayout(rawValue: text) else {
      throw ValidationError(
        "expected one of \(names.joined(separator: ", ")). "
          + (NearNames.question(for: text, among: names) ?? "Leave it out to have it recognised."))
    }
    self = layout
  }
}

extension TableColumns {
  /// The columns that `text` names: `clip=file,label=class,fold=part,source=recording`.
  init(parsing text: String) throws {
    var names: [String: String] = [:]
    for part in text.split(separator: ",", omittingEmptySubsequences: false) {
      let sides = part.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false).map(String.init)
      guard sides.count == 2, ["clip", "label", "fold", "source"].contains(sides[0]), !sides[1].isEmpty,
        names.updateValue(sides[1], forKey: sides[0]) == nil
      else {
        throw ValidationError(
          "found \"\(part)\"; expected clip=, label=, fold= or source= and the name of a column, each once.")
      }
    }
    guard let clip = names["clip"], let label = names["label"] else {
      throw ValidationError("expected clip=NAME and label=NAME: the columns of files and of classes.")
    }
    self.init(clip: clip, label: label, fold: names["fold"], source: names["source"])
  }
}
