import JSONText

/// Whether what a sweep may try goes together: tried before anything starts, so that no trial fails for it later.
///
/// Each end of each range and each choice is laid over the experiment by itself, then all combinations of choices, where
/// there are not too many.
struct SweepFit {
  let base: Experiment
  let space: [Hyperparameter]
  /// The `space` of the file.
  let node: JSONNode?

  /// Combinations of choices that are tried at most.
  static let greatestCombinationCount = 4096
  /// Combinations that do not fit that are told at most.
  private static let toldCount = 8

  /// Notes what does not fit.
  func run(noting problems: inout [ExperimentError.Problem]) {
    let problemCount = problems.count
    for setting in space { checkAlone(setting, noting: &problems) }
    if problems.count == problemCount { checkCombinations(noting: &problems) }
  }

  private func checkAlone(_ setting: Hyperparameter, noting problems: inout [ExperimentError.Problem]) {
    var told: Set<String> = []
    var seen: [Experiment: String] = [:]
    for value in setting.domain.extremes {
      let override = Override(keyPath: setting.keyPath, value: setting.domain.json(of: value))
      let shown = setting.domain.shown(value)
      do throws(ExperimentError) {
        let experiment = try ExperimentDecoder.experiment(base, overrides: [override])
        guard case .choice = setting.domain, let equal = seen.updateValue(shown, forKey: experiment) else {
          continue
        }
        note(
          setting, found: "\(equal) and \(shown), which mean the same", expected: "values that differ",
          remedy: "Delete one of the two.", &problems)
      } catch {
        for problem in error.problems where told.insert(problem.wording).inserted {
          note(setting, problem, of: shown, &problems)
        }
      }
    }
  }

  private func checkCombinations(noting problems: inout [ExperimentError.Problem]) {
    let choices = space.filter { if case .choice = $0.domain { true } else { false } }
    let counts = choices.map { $0.domain.count ?? 1 }
    var combinationCount = 1
    for count in counts where combinationCount <= Self.greatestCombinationCount { combinationCount *= count }
    guard choices.count > 1, combinationCount <= Self.greatestCombinationCount else { return }
    var told = 0
    for number in 0..<combinationCount where told < Self.toldCount {
      var (rest, values): (Int, [HyperparameterValue]) = (number, [])
      for count in counts {
        values.append(.choice(rest % count))
        rest /= count
      }
      let parts = zip(choices, values)
      do throws(ExperimentError) {
        _ = try ExperimentDecoder.experiment(
          base, overrides: parts.map { Override(keyPath: $0.keyPath, value: $0.domain.json(of: $1)) })
      } catch {
        guard let problem = error.problems.first, let last = choices.last else { continue }
        told += 1
        let shown = parts.map { "\($0.keyPath) \($0.domain.shown($1))" }.joined(separator: ", ")
        note(
          last, found: "\(shown), which makes \(problem.keyPath) \(problem.found)",
          expected: problem.expected,
          remedy: problem.remedy, &problems)
      }
    }
  }

  /// Notes that `setting` at the value `shown` leads to `problem`.
  private func note(
    _ setting: Hyperparameter, _ problem: ExperimentError.Problem, of shown: String,
    _ problems: inout [ExperimentError.Problem]
  ) {
    let found =
      problem.keyPath == setting.keyPath
      ? problem.found : "\(shown), which makes \(problem.keyPath) \(problem.found)"
    note(setting, found: found, expected: problem.expected, remedy: problem.remedy, &problems)
  }

  private func note(
    _ setting: Hyperparameter, found: String, expected: String, remedy: String,
    _ problems: inout [ExperimentError.Problem]
  ) {
    problems.append(
      ExperimentError.Problem(
        place: node?[setting.keyPath]?.place ?? Place(source: "sweep"), keyPath: "space.\(setting.keyPath)",
        found: found, expected: expected, remedy: remedy))
  }
}

extension ExperimentError.Problem {
  /// Everything but its place: equal for the same mistake made twice.
  fileprivate var wording: String { "\(keyPath) \(found) \(expected)" }
}

extension Hyperparameter.Domain {
  /// The ends of a range; all choices.
  fileprivate var extremes: [HyperparameterValue] {
    switch self {
    case .uniform(let range), .logUniform(let range), .quantised(let range, _):
      [.number(range.lowerBound), .number(range.upperBound)]
    case .integer(let range, _, _): [.integer(range.lowerBound), .integer(range.upperBound)]
    case .choice(let choices): choices.indices.map { .choice($0) }
    }
  }
}
