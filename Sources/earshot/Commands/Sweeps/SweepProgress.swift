import ExperimentSchema
import Foundation
import Reporting
import RunStore
import SweepRunner

/// Shows how a sweep comes along: a plain line for each trial that has ended, and a bar on a terminal.
final class SweepProgress {
  private let objectives: [SweepObjective]
  private let trialLimit: Int?
  private let isQuiet: Bool
  private var endedCount = 0
  private var best: Double?
  private let begun = ContinuousClock.now
  private var endedHere = 0

  init(declared: DeclaredSweep, sweep: StoredSweep, isQuiet: Bool) {
    objectives = declared.specification.objectives
    trialLimit = sweep.trialLimit
    self.isQuiet = isQuiet
  }

  func show(_ event: SweepEvent) {
    guard !isQuiet else { return }
    switch event {
    case .submitted: break
    case .paused(let trial): Console.note(line(of: trial, "paused"))
    case .ended(let trial):
      endedHere += 1
      note(trial)
      Console.note(line(of: trial, trial.status.rawValue) + bestText + timeLeft(after: trial))
    case .released(let trial, let reason): Console.note("trial \(trial) is tried again: \(reason)")
    case .warning(let message): Console.note("warning: \(message)")
    }
  }

  private func note(_ trial: StoredTrial) {
    guard trial.status == .completed, let value = trial.value(ofObjective: 0)?.mean else { return }
    let isBetter = best.map { objectives[0].isMaximised ? value > $0 : value < $0 } ?? true
    if isBetter { best = value }
  }

  private var bestText: String {
    objectives.count == 1 ? best.map { String(format: "  best here %.4f", $0) } ?? "" : ""
  }

  private func line(of trial: StoredTrial, _ state: String) -> String {
    let values = objectives.enumerated().compactMap { index, objective in
      trial.value(ofObjective: index).map { String(format: "%@ %.4f", objective.metric, $0.mean) }
    }
    let number = "trial \(trial.number)" + (trialLimit.map { "/\($0)" } ?? "")
    return ([number, state] + values + [trial.settingsText] + [trial.reason].compactMap(\.self))
      .joined(separator: "  ")
  }

  private func timeLeft(after trial: StoredTrial) -> String {
    guard let trialLimit, let order = trial.endOrder, order < trialLimit else { return "" }
    let elapsed = begun.duration(to: .now) / .seconds(1)
    return "  \(SweepReport.duration(elapsed / Double(endedHere) * Double(trialLimit - order))) left"
  }
}
