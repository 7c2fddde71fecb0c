import ExperimentSchema
import Foundation
import Reporting
import RunStore
import SweepRunner

/// How a sweep stands, for people and for programs.
struct SweepOverview {
  /// Trials shown where nothing else is asked for.
  static let shownCount = 10

  private let standing: SweepStanding

  init(_ standing: SweepStanding) { self.standing = standing }

  func write(asJSON: Bool, trialLimit: Int) throws {
    if asJSON { return try Console.write(json: SweepDocument(standing)) }
    Console.write(text(trialLimit: trialLimit))
  }

  // MARK: Text

  private func text(trialLimit: Int) -> String {
    let sweep = standing.sweep
    let counts = standing.counts
    let states = TrialStatus.allCases.filter { counts[$0] > 0 }.map { "\(counts[$0]) \($0.rawValue)" }
    var lines = [
      "\(sweep.name) on \(sweep.corpusName): \(counts.ended)"
        + (sweep.trialLimit.map { " of \($0)" } ?? "") + " trials ended"
        + (states.isEmpty ? "" : " (\(states.joined(separator: ", ")))"),
      "\(SweepReport.duration(sweep.secondsSpent)) so far"
        + (isSpent ? "" : standing.secondsLeft.map { ", about \(SweepReport.duration($0)) left" } ?? ""),
    ]
    lines += standing.best.map { "best: " + line(of: $0) }
    let shown = ranked.prefix(trialLimit)
    if !shown.isEmpty { lines += ["", table(of: Array(shown)).text(width: Console.width(isOutput: true))] }
    lines += shown.filter { $0.status == .failed }.map {
      "trial \($0.number) failed: \($0.reason ?? "no reason is known")"
    }
    if shown.count < standing.trials.count {
      lines.append("\(shown.count) of \(standing.trials.count) trials; --limit shows more.")
    }
    return lines.joined(separator: "\n")
  }

  /// Whether no more trials are to come.
  private var isSpent: Bool {
    standing.sweep.trialLimit.map { standing.counts.ended >= $0 } ?? false
  }

  /// A trial in one line: its number, what it achieved, what it tried.
  func line(of trial: StoredTrial) -> String {
    let values = objectives.enumerated().map { index, objective in
      "\(objective.metric) \(Self.text(of: trial.value(ofObjective: index)))"
    }
    return "trial \(trial.number): \(values.joined(separator: ", ")) with \(trial.settingsText)"
  }

  private var objectives: [SweepObjective] { standing.declared.specification.objectives }

  private var ranked: [StoredTrial] { TrialRanking(objectives[0]).ranked(standing.trials) { $0 } }

  private func table(of trials: [StoredTrial]) -> TextTable {
    var table = TextTable(
      [.init("trial", .right), .init("status"), .init("epoch", .right)]
        + objectives.map { .init($0.metric, .right) } + [.init("settings")])
    for trial in trials {
      table.append(
        ["\(trial.number)", trial.status.rawValue, trial.value(ofObjective: 0).map { "\($0.epoch)" } ?? "-"]
          + objectives.indices.map { Self.text(of: trial.value(ofObjective: $0)) }
          + [trial.settingsText])
    }
    return table
  }

  private static func text(of value: TrialValue?) -> String {
    guard let value else { return "-" }
    let isCount = value.mean == value.mean.rounded() && abs(value.mean) >= 1000
    let mean = isCount ? String(format: "%.0f", value.mean) : String(format: "%.4f", value.mean)
    return mean + (value.deviation.map { String(format: " ± %.4f", $0) } ?? "")
  }
}

extension StoredTrial {
  /// What it tries: the last part of each key path, or two where one says little, and its value.
  var settingsText: String {
    guard
      let object = try? JSONSerialization.jsonObject(with: Data(hyperparameters.utf8)) as? [String: Any]
    else { return hyperparameters }
    return object.sorted { $0.key < $1.key }.map { key, value in
      "\(key.split(separator: ".").suffix(2).joined(separator: ".")) \(Self.text(of: value))"
    }.joined(separator: ", ")
  }

  private static func text(of value: Any) -> String {
    guard let number = value as? NSNumber, !(value is String) else { return "\(value)" }
    return String(format: "%.4g", number.doubleValue)
  }
}
