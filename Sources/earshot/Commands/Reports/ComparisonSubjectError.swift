import NearNames

/// What `report compare` was asked to compare and cannot.
enum ComparisonSubjectError: Error {
  /// Neither an experiment nor a run.
  case unknown(String, experiments: [String], nearRuns: [String])
  /// Twice the same.
  case repeated(String)
}

extension ComparisonSubjectError: CustomStringConvertible {
  var description: String {
    switch self {
    case .unknown(let reference, let experiments, let nearRuns):
      "report compare: found \(reference.debugDescription); expected one of \(experiments.joined(separator: ", ")), "
        + "the path of an experiment file, or the id of a run. "
        + (NearNames.question(for: reference, among: experiments + nearRuns)
          ?? "List the ids of runs with: earshot runs list")
    case .repeated(let label):
      "report compare: found \(label.debugDescription) twice; expected different experiments or runs. "
        + "Name it once, and another one beside it."
    }
  }
}
