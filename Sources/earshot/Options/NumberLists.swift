import ArgumentParser
import ExperimentRunner
import ExperimentSchema

/// Seeds as the command line names them: `1..5`, `1,2,7`, or both joined by commas.
struct SeedList: ExpressibleByArgument {
  /// Seeds of one command, at most.
  static let greatestCount = 10_000

  let seeds: [UInt64]

  init?(argument: String) {
    var seeds: [UInt64] = []
    for part in argument.split(separator: ",", omittingEmptySubsequences: false) {
      guard let range = Self.range(part), range.count <= Self.greatestCount - seeds.count else { return nil }
      seeds.append(contentsOf: range)
    }
    guard !seeds.isEmpty, Set(seeds).count == seeds.count else { return nil }
    self.seeds = seeds
  }

  private static func range(_ text: Substring) -> ClosedRange<UInt64>? {
    let bounds = text.split(separator: "..", omittingEmptySubsequences: false).map { UInt64($0) }
    guard let first = bounds.first ?? nil, let last = bounds.last ?? nil, bounds.count <= 2, first <= last,
      last <= UInt64(Int64.max)
    else { return nil }
    return first...last
  }
}

/// Folds as the command line names them: `documented`, `all`, or numbers joined by commas.
struct FoldList: ExpressibleByArgument {
  let selection: RunSelection.FoldSelection

  init(_ selection: RunSelection.FoldSelection) {
    self.selection = selection
  }

  init?(argument: String) {
    switch argument {
    case "documented": selection = .documented
    case "all": selection = .all
    default:
      let folds = argument.split(separator: ",", omittingEmptySubsequences: false).map { Int($0) }
      guard !folds.isEmpty, folds.allSatisfy({ ($0 ?? -1) >= 0 }), Set(folds).count == folds.count else {
        return nil
      }
      selection = .folds(folds.compactMap(\.self))
    }
  }

  var defaultValueDescription: String { "documented" }
}

/// A changed setting, `path=value`.
struct OverrideArgument: ExpressibleByArgument {
  let override: Override

  init?(argument: String) {
    guard let override = Override(argument) else { return nil }
    self.override = override
  }
}
