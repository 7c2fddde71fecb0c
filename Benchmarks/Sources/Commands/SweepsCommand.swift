import ArgumentParser
import ExperimentSchema
import Foundation
import HyperparameterSearch

/// `earshot-bench sweeps`: how good the search is, beside Optuna's, and how long it thinks.
struct SweepsCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "sweeps",
    abstract:
      "The search on standard functions beside Optuna's, and the time of an ask, as tables in Markdown.")

  @Option(help: "What Optuna found; Benchmarks/peers/optuna_functions.py makes it.")
  var optuna = "Benchmarks/peers/optuna_functions.json"

  @Option(help: "Repetitions of an ask, of which the median counts.")
  var repetitions = 100

  /// What `optuna_functions.py` writes.
  private struct Peer: Decodable {
    let versions: [String: String]
    let sampler: String
    let trials: Int
    let best: [String: [Double]]
  }

  func run() throws {
    let peer = try JSONDecoder().decode(Peer.self, from: Data(contentsOf: URL(filePath: optuna)))
    let name = "Optuna \(peer.versions["optuna"] ?? "")"
    print("Median of the least value over \(peer.best.values.first?.count ?? 0) seeds\n")
    print(
      "| function | trials | earshot random | earshot TPE | \(name) \(peer.sampler) | |\n|---|---:|---:|---:|---:|---|"
    )
    for function in SearchFunction.all {
      guard let theirs = peer.best[function.name], peer.trials > 0 else { continue }
      let seeds = 1...UInt64(max(theirs.count, 1))
      let tpe = seeds.map { Self.course(function, .tpe(TPESettings(seed: $0)), peer.trials) }
      let random = seeds.map { Self.course(function, .random(seed: $0), peer.trials) }
      for count in [peer.trials / 4, peer.trials / 2, peer.trials] where count > 0 {
        let ours = median(tpe.map { $0[count - 1] })
        let isLast = count == peer.trials
        print(
          "| \(function.name) | \(count) | \(text(median(random.map { $0[count - 1] }))) | \(text(ours)) | "
            + (isLast ? "\(text(median(theirs))) | \(ours <= median(theirs) ? "met" : "missed") |" : "| |"))
      }
    }
    print("\n| work | median | promised | |\n|---|---:|---:|---|")
    let seconds = askTime(finished: 1000)
    print(
      "| an ask at 1000 finished trials of \(SearchFunction.mixed.space.count) settings | "
        + "\(String(format: "%.2f", 1000 * seconds)) ms | at most 1 ms | \(seconds <= 1e-3 ? "met" : "missed") |"
    )
  }

  private static func course(
    _ function: SearchFunction, _ sampler: SamplerSpecification, _ trialCount: Int
  ) -> [Double] {
    let sweep = SweepSpecification(
      name: function.name, title: function.name, space: function.space,
      objectives: [SweepObjective(metric: "value", isMaximised: false)], sampler: sampler,
      budget: SweepBudget(trials: trialCount))
    return function.course(of: sweep.makeSampler(), trialCount: trialCount)
  }

  /// The median time of an ask, in seconds, after `count` random trials of the mixed function.
  private func askTime(finished count: Int) -> Double {
    let function = SearchFunction.mixed
    let random = RandomSampler(space: function.space, seed: 1)
    let history = (1...count).compactMap { number in
      random.assignment(ofTrial: number, attempt: 0, history: []).map {
        SearchTrial(number: number, assignment: $0, state: .finished([function($0)]))
      }
    }
    let sampler = TPESampler(space: function.space, areMaximised: [false], settings: TPESettings())
    var times = RepetitionTimes()
    for attempt in 0..<max(1, repetitions) {
      times.measure { _ = sampler.assignment(ofTrial: count + 1, attempt: attempt, history: history) }
    }
    return median(times.wall)
  }

  private func median(_ values: [Double]) -> Double {
    let sorted = values.sorted()
    return (sorted[(sorted.count - 1) / 2] + sorted[sorted.count / 2]) / 2
  }

  private func text(_ value: Double) -> String { String(format: "%.4f", value) }
}
