import JSONText
import NearNames

/// What must hold of claims beyond the form of each.
enum ClaimChecks {
  /// - Parameters:
  ///   - claims: Claims whose forms are right.
  ///   - node: The file they stand in.
  ///   - known: The experiments a claim may name; nil where it names none.
  static func check(
    _ claims: [Claim], in node: JSONNode, known: [String]?, noting problems: inout [ExperimentError.Problem]
  ) {
    var seen: Set<String> = []
    for (index, claim) in claims.enumerated() {
      let path = "claims[\(index)]"
      func note(_ key: String, found: String, expected: String, remedy: String) {
        problems.append(
          ExperimentError.Problem(
            place: node.place(of: "\(path).\(key)"), keyPath: "\(path).\(key)", found: found,
            expected: expected, remedy: remedy))
      }
      if !seen.insert(claim.id).inserted {
        note(
          "id", found: "\"\(claim.id)\" a second time", expected: "an id of its own for each claim",
          remedy: "Rename one of the two.")
      }
      switch claim.statement {
      case .equals(_, let value) where value.isNaN, .greaterThan(_, let value) where value.isNaN:
        note("value", found: "nothing", expected: "the claimed value", remedy: "Add the key.")
      case .order(let experiments) where experiments.count < 2:
        note(
          "experiments", found: "\(experiments.count) experiments", expected: "at least 2, in rising order",
          remedy: "An order spans experiments: put it into history.json.")
      default: break
      }
      for name in claim.statement.experiments where known?.contains(name) == false {
        note(
          "experiments", found: "\"\(name)\"", expected: "one of \((known ?? []).joined(separator: ", "))",
          remedy: NearNames.question(for: name, among: known ?? []) ?? "List it under experiments.")
      }
    }
  }
}

extension Claim.Statement {
  /// The experiments that the statement is about.
  public var experiments: [String] {
    switch self {
    case .equals(let experiment, _), .greaterThan(let experiment, _): [experiment]
    case .greaterThanOthers(let experiment, let others): [experiment] + others
    case .order(let experiments): experiments
    }
  }
}
