import ArgumentParser
import ExperimentRunner
import ExperimentSchema

/// Seeds as the command line names them: `1..5`, `1,2,7`, or both joined by commas.
struct SeedList {
  /// Seeds of one command, at most.
  static let greatestCount = 10_000

  let seeds: [UInt64]

  /// The seeds that `text` names.
  init(parsing text: String) throws {
    var seeds: [UInt64] = []
    for part in text.split(separator: ",", omittingEmptySubsequences: false) {
      // The difference, not the count: that of all seeds is beyond `Int`.
      guard let range = Self.range(part),
        range.upperBound - range.lowerBound < UInt64(Self.greatestCount - seeds.count)
      else {
        throw ValidationError(
          "expected seeds in 0...\(Int64.max), such as 1..5 or 1,2,7, the lower end first, at most "
            + "\(Self.greatestCount) of them.")
      }
      seeds.append(contentsOf: range)
    }
    guard Set(seeds).count == seeds.count else {
      throw ValidationError("found a seed twice; expected each once. A repeat gives the same run.")
    }
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
struct FoldList: CustomStringConvertible {
  let selection: RunSelection.FoldSelection

  init(_ selection: RunSelection.FoldSelection) {
    self.selection = selection
  }

  /// The folds that `text` names.
  init(parsing text: String) throws {
    switch text {
    case "documented": selection = .documented
    case "all": selection = .all
    default:
      let folds = text.split(separator: ",", omittingEmptySubsequences: false).map { Int($0) ?? -1 }
      guard folds.allSatisfy({ $0 >= 0 }), Set(folds).count == folds.count else {
        throw ValidationError("expected documented, all, or numbers such as 1,3, each once.")
      }
      selection = .folds(folds)
    }
  }

  var description: String {
    switch selection {
    case .documented: "documented"
    case .all: "all"
    case .folds(let folds): folds.map(String.init).joined(separator: ",")
    }
  }
}

extension Override {
  /// The override that `text` writes as `path=value`.
  init(parsing text: String) throws {
    guard let override = Override(text) else {
      throw ValidationError("expected path=value, such as training.epochs=20.")
    }
    self = override
  }
}
