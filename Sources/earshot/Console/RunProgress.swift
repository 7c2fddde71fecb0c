import Datasets
import ExperimentRunner
import ExperimentSchema
import Foundation
import RunStore
import Synchronization

/// Shows how runs come along: bars that redraw on a terminal, otherwise one plain line for each epoch.
final class RunProgress: Sendable {
  private let isQuiet: Bool
  private let isTerminal: Bool
  private let state = Mutex(State())

  init(isQuiet: Bool) {
    self.isQuiet = isQuiet
    isTerminal = Console.isTerminal
  }

  /// What is known of the runs, and what stands on the terminal.
  private struct State {
    var active: [ActiveRun] = []
    var epochsPlanned = 0
    var epochsDone = 0
    var runsPlanned = 0
    var runsEnded = 0
    var begun = ContinuousClock.now
    var drawnLines = 0
    var lastDrawing = ContinuousClock.now - .seconds(1)
  }

  /// A run under way.
  private struct ActiveRun {
    var id: String
    var epochs: Int
    var done: Int
    var resumedAt: Int
    var begun = ContinuousClock.now
    var metrics: [MetricName: Double] = [:]
  }

  // MARK: What happens

  /// Files of a corpus have been read.
  func read(_ corpus: String, _ done: Int, _ total: Int) {
    showCount("reading \(corpus)", done, total)
  }

  /// A corpus has been read.
  func opened(_ name: String, _ corpus: Corpus) {
    if let reading = corpus.reading { say("\(name): \(reading)") }
  }

  /// These runs are about to be trained.
  func begin(_ runs: [PlannedRun]) {
    state.withLock {
      $0.runsPlanned = runs.count
      $0.epochsPlanned = runs.reduce(0) { $0 + $1.experiment.training.epochs }
      $0.begun = .now
    }
  }

  /// Tells something that is not an error.
  func say(_ message: String) {
    guard !isQuiet else { return }
    state.withLock {
      erase(&$0)
      Console.note(message)
    }
  }

  /// Shows `event`.
  func show(_ event: RunEvent) {
    switch event {
    case .features(let corpus, let done, let total): showCount("features of \(corpus)", done, total)
    case .warning(let message): say("warning: \(message)")
    case .started(let id, let run, let resumedAt):
      state.withLock {
        let epochs = run.experiment.training.epochs
        if $0.runsPlanned == 0 { ($0.runsPlanned, $0.epochsPlanned) = (1, epochs) }
        $0.epochsDone += resumedAt
        $0.active.append(ActiveRun(id: id, epochs: epochs, done: resumedAt, resumedAt: resumedAt))
        draw(&$0)
      }
    case .committed(let epochs): committed(epochs)
    case .ended(let result): ended(result)
    }
  }

  /// Removes what is drawn, so that results can follow.
  func end() {
    state.withLock {
      $0.active = []
      erase(&$0)
    }
  }

  private func committed(_ epochs: [EpochRecord]) {
    state.withLock { state in
      for epoch in epochs {
        guard let index = state.active.firstIndex(where: { $0.id == epoch.run }) else { continue }
        // An epoch computed again after a kill was counted when the run went on.
        state.epochsDone += max(0, epoch.epoch - max(state.active[index].done, state.active[index].resumedAt))
        state.active[index].done = epoch.epoch
        for value in epoch.metrics { state.active[index].metrics[value.metric] = value.value }
        if !isTerminal && !isQuiet { Console.note(Self.line(state.active[index])) }
      }
      draw(&state)
    }
  }

  private func ended(_ result: RunResult) {
    state.withLock { state in
      state.runsEnded += 1
      guard let index = state.active.firstIndex(where: { $0.id == result.id }) else { return }
      let run = state.active.remove(at: index)
      guard isTerminal && !isQuiet else { return }
      erase(&state)
      Console.note(Self.line(run) + String(format: "  %.1f s", result.seconds))
      draw(&state)
    }
  }

  // MARK: How it looks

  private func showCount(_ what: String, _ done: Int, _ total: Int) {
    guard !isQuiet else { return }
    if isTerminal {
      state.withLock { state in
        guard done == total || state.lastDrawing.duration(to: .now) > .milliseconds(80) else { return }
        state.lastDrawing = .now
        erase(&state)
        guard done < total else { return }
        Console.draw("\(Self.bar(done, total)) \(done)/\(total)  \(what)\n")
        state.drawnLines = 1
      }
    } else if done == total {
      Console.note("\(what): \(total) clips")
    }
  }

  private func draw(_ state: inout State) {
    guard isTerminal, !isQuiet, state.lastDrawing.duration(to: .now) > .milliseconds(80) else { return }
    state.lastDrawing = .now
    erase(&state)
    let width = Console.width()
    var lines = state.active.map { run in
      "\(Self.bar(run.done, run.epochs)) \(Self.shortLine(run))"
    }
    lines.append(
      "\(Self.bar(state.epochsDone, state.epochsPlanned)) \(state.runsEnded)/\(state.runsPlanned) runs"
        + Self.timeLeft(
          done: state.epochsDone, total: state.epochsPlanned, elapsed: state.begun.duration(to: .now)))
    Console.draw(lines.map { String($0.prefix(width - 1)) + "\n" }.joined())
    state.drawnLines = lines.count
  }

  private func erase(_ state: inout State) {
    guard state.drawnLines > 0 else { return }
    // Up to the first drawn line, and clear to the end of the screen.
    Console.draw("\u{1B}[\(state.drawnLines)F\u{1B}[J")
    state.drawnLines = 0
  }

  private static func line(_ run: ActiveRun) -> String {
    func value(_ metric: MetricName, _ format: String) -> String {
      run.metrics[metric].map { String(format: format, $0) } ?? "-"
    }
    return "\(run.id)  epoch \(run.done)/\(run.epochs)  loss \(value(.trainLoss, "%.4f"))  "
      + "accuracy \(value(.trainAccuracy, "%.4f"))  validation loss \(value(.validationLoss, "%.4f"))  "
      + "accuracy \(value(.validationAccuracy, "%.4f"))"
      + timeLeft(
        done: run.done - run.resumedAt, total: run.epochs - run.resumedAt,
        elapsed: run.begun.duration(to: .now))
  }

  /// The same where a bar stands before it, and lines are not to wrap.
  private static func shortLine(_ run: ActiveRun) -> String {
    func value(_ metric: MetricName, _ format: String) -> String {
      run.metrics[metric].map { String(format: format, $0) } ?? "-"
    }
    return "\(run.id)  \(run.done)/\(run.epochs)  loss \(value(.trainLoss, "%.4f"))  "
      + "acc. \(value(.trainAccuracy, "%.3f"))  valid. \(value(.validationAccuracy, "%.3f"))"
      + timeLeft(
        done: run.done - run.resumedAt, total: run.epochs - run.resumedAt,
        elapsed: run.begun.duration(to: .now))
  }

  private static func bar(_ done: Int, _ total: Int) -> String {
    let length = 12
    let filled = total > 0 ? min(length, done * length / total) : 0
    return String(repeating: "━", count: filled) + String(repeating: "─", count: length - filled)
  }

  private static func timeLeft(done: Int, total: Int, elapsed: Duration) -> String {
    guard done > 0, done < total else { return "" }
    let seconds = elapsed / .seconds(1) * Double(total - done) / Double(done)
    guard seconds.isFinite, seconds < 1e7 else { return "" }
    let whole = Int(seconds.rounded(.up))
    return whole < 60
      ? "  \(whole) s left" : String(format: "  %d:%02d min left", whole / 60, whole % 60)
  }
}
