import ArgumentParser
import ExperimentRunner
import RunStore

/// `earshot runs tag`: marks a run.
struct RunsTagCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "tag", abstract: "Adds marks to a run, and takes marks from it.",
    discussion: """
      earshot runs tag gen6-esc10-s1-f5-0a1b2c3d +kept -bad      adds kept, takes bad away
      earshot runs list -F 'tag = "kept"'
      """)

  @Argument(help: ArgumentHelp("A run's id, or how it begins.", valueName: "run"))
  var id: String

  @Argument(
    parsing: .allUnrecognized,
    help: ArgumentHelp(
      "Marks: +name adds, -name takes away. Without any, those it has are shown.", valueName: "±tag"))
  var changes: [String] = []

  @Flag(help: "Print JSON.")
  var json = false

  @OptionGroup var storeOptions: StoreOptions

  /// Letters of a mark, at most.
  private static let greatestLength = 100

  func validate() throws {
    for change in changes {
      guard change.hasPrefix("+") || change.hasPrefix("-"), !change.hasPrefix("--") else {
        throw ValidationError(
          "tag: found \(change.debugDescription); expected +name to add a mark or -name to take it away.")
      }
      let name = change.dropFirst()
      guard (1...Self.greatestLength).contains(name.count), name.unicodeScalars.allSatisfy({ !$0.isControl })
      else {
        throw ValidationError(
          "tag: found \(change.debugDescription); expected a name of 1...\(Self.greatestLength) letters without line "
            + "breaks behind the sign.")
      }
    }
  }

  func run() throws {
    func names(_ sign: Character) -> [String] {
      changes.filter { $0.first == sign }.map { String($0.dropFirst()) }
    }
    let tags: [String]
    if changes.isEmpty {
      tags = try storeOptions.open(.readOnly).runDetail(id).tags
    } else {
      let store = try storeOptions.openExisting()
      let run = try store.runID(startingWith: id)
      tags = try store.changeTags(ofRun: run, adding: names("+"), removing: names("-"))
      // So that doctor --rebuild finds the marks; a folder that is not there has nothing to keep them in.
      try? store.export(run: run, to: RunFolder(id: run, in: storeOptions.runsFolder).rowsFile)
    }
    if json {
      try Console.write(json: tags)
    } else if !tags.isEmpty {
      Console.write(tags.joined(separator: "\n"))
    }
  }
}

extension Unicode.Scalar {
  fileprivate var isControl: Bool {
    switch properties.generalCategory {
    case .control, .format, .lineSeparator, .paragraphSeparator: true
    default: false
    }
  }
}
