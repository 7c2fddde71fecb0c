import Foundation
import Glibc
import Testing

/// A sweep that is disturbed, each time in a folder of runs of its own, and what is expected of it afterwards: that it
/// goes on and ends with the results of one that nothing disturbed.
struct SweepOrdeal {
  let bench: Workbench
  /// What the sweep gives that nothing disturbs.
  let results: [String]
  /// The runs that it completes.
  private let completedCount: Int

  /// A bench with a sweep of a few trials of two runs, features in the cache, and the results to expect.
  ///
  /// - Parameters:
  ///   - experiment: Whose settings are searched: `tiny`, or `deep`, which has convolutions called `first` and `second`.
  ///   - space: What is searched.
  ///   - sampler: How.
  ///   - trials: How many.
  ///   - more: Members of the file besides.
  init(
    experiment: String = "tiny",
    space: String = #"{ "model.layers.dropout.rate": { "type": "uniform", "low": 0, "high": 0.8 } }"#,
    sampler: String = #"{ "type": "random", "seed": 5 }"#, trials: Int = 4, _ more: String = ""
  ) throws {
    bench = try Workbench()
    try bench.write(Self.deep, to: "Experiments/deep.json")
    try bench.write(
      Self.file(experiment: experiment, space: space, sampler: sampler, trials: trials, more),
      to: "small.json")
    let ending = try bench.start(Self.run + ["--runs", "Undisturbed"]).wait(timeout: 180)
    try #require(ending.status == 0, "\(ending.messages)")
    results = try Self.results(in: "Undisturbed", on: bench)
    completedCount = try Self.completedRuns(in: "Undisturbed", on: bench)
  }

  /// Two convolutions over the 129 features of a clip.
  private static let deep = """
    {
      "name": "deep", "title": "Two convolutions", "extends": "tiny.json",
      "model": { "layers": [
        { "type": "conv1D", "name": "first", "filters": 2, "kernelSize": 3, "activation": "relu" },
        { "type": "conv1D", "name": "second", "filters": 2, "kernelSize": 3, "activation": "relu" },
        { "type": "flatten", "name": "flatten" },
        { "type": "dense", "name": "output", "units": "classes", "activation": "softmax" }
      ] }
    }
    """

  private static func file(
    experiment: String, space: String, sampler: String, trials: Int, _ more: String
  ) -> String {
    """
    {
      "name": "small", "title": "A small search", "experiment": "Experiments/\(experiment).json", "corpus": "tones",
      "space": \(space), "objectives": [{ "metric": "validation.crossEntropy" }], "seeds": [1, 2],
      "sampler": \(sampler), "budget": { "trials": \(trials) }\(more.isEmpty ? "" : ", " + more)
    }
    """
  }

  private static let run = ["sweep", "run", "small.json", "--workers", "1", "--checkpoint-every", "0"]

  /// Starts the sweep in `folder`.
  ///
  /// - Parameters:
  ///   - plan: What goes wrong for the controller.
  ///   - workerPlan: What goes wrong for each worker.
  func start(
    in folder: String, _ more: [String] = [], failing plan: String? = nil,
    workersFailing workerPlan: String? = nil
  ) throws -> EarshotProcess {
    var environment: [String: String] = [:]
    environment["EARSHOT_FAILURE"] = plan
    environment["EARSHOT_WORKER_FAILURE"] = workerPlan
    return try bench.start(Self.run + ["--runs", folder] + more, environment: environment)
  }

  /// What each trial tried and what came of it, in digits that stand for bits.
  static func results(in folder: String, on bench: Workbench) throws -> [String] {
    let ending = try bench.earshot("sweep", "status", "small", "--json", "--runs", folder)
    try #require(ending.status == 0, "\(ending.messages)")
    let document = try JSONDecoder().decode(Document.self, from: Data(ending.output.utf8))
    return document.trials.map { trial in
      let settings = trial.hyperparameters.sorted { $0.key < $1.key }.map { "\($0.key) \($0.value.text)" }
      let values = trial.values.map { "\($0.epoch): \($0.mean) \($0.deviation ?? 0) of \($0.runs)" }
      return "\(trial.trial) \(settings) \(trial.status) \(values)"
    }
  }

  /// Goes on with the sweep and checks that it ends as if nothing had disturbed it, and that nothing was trained twice
  /// to its end.
  func expectRecovery(in folder: String, _ comment: String) throws {
    let known = try bench.earshot("sweep", "status", "small", "--runs", folder).status == 0
    let ending =
      known
      ? try bench.start(["sweep", "resume", "small", "--workers", "1", "--runs", folder]).wait(timeout: 180)
      : try start(in: folder).wait(timeout: 180)
    #expect(ending.status == 0, "\(comment): \(ending.messages)")
    #expect(try Self.results(in: folder, on: bench) == results, "\(comment)")
    #expect(try Self.completedRuns(in: folder, on: bench) == completedCount, "\(comment)")
    let doctor = try bench.earshot("doctor", "--runs", folder)
    #expect(doctor.status == 0, "\(comment): \(doctor.output)")
  }

  private static func completedRuns(in folder: String, on bench: Workbench) throws -> Int {
    let listing = try bench.earshot("runs", "list", "--json", "--runs", folder, "--status", "completed")
    return try JSONDecoder().decode([RunEntry].self, from: Data(listing.output.utf8)).count
  }

  /// Removes a folder of runs.
  func clear(_ folder: String) { try? FileManager.default.removeItem(at: bench.url.appending(path: folder)) }

  // MARK: Workers

  /// The processes that `controller` has started and that have not ended.
  static func workers(of controller: EarshotProcess) -> [pid_t] {
    let names = (try? FileManager.default.contentsOfDirectory(atPath: "/proc")) ?? []
    return names.compactMap { pid_t($0) }.filter { statistics(of: $0)?.parent == controller.number }
  }

  /// Waits until a worker of `controller` has stopped itself, as its plan says.
  static func stoppedWorker(of controller: EarshotProcess) throws -> pid_t {
    let deadline = Date(timeIntervalSinceNow: 60)
    while Date() < deadline {
      if let worker = workers(of: controller).first(where: { statistics(of: $0)?.state == "T" }) {
        return worker
      }
      usleep(2_000)
    }
    throw EarshotProcess.Hang(messages: controller.messages)
  }

  private static func statistics(of process: pid_t) -> (state: Character, parent: pid_t)? {
    guard let text = try? String(contentsOfFile: "/proc/\(process)/stat", encoding: .utf8),
      let end = text.lastIndex(of: ")")
    else { return nil }
    let fields = text[text.index(after: end)...].split(separator: " ")
    guard fields.count > 1, let state = fields[0].first, let parent = pid_t(fields[1]) else { return nil }
    return (state, parent)
  }

  // MARK: What the status tells

  private struct Document: Decodable {
    var trials: [Trial]

    struct Trial: Decodable {
      var trial: Int
      var status: String
      var hyperparameters: [String: Setting]
      var values: [Value]
    }

    struct Value: Decodable {
      var epoch: Int
      var mean: Double
      var deviation: Double?
      var runs: Int
    }

    /// A number or a label.
    struct Setting: Decodable {
      var text: String

      init(from decoder: any Decoder) throws {
        let container = try decoder.singleValueContainer()
        if let number = try? container.decode(Double.self) {
          text = "\(number)"
        } else {
          text = try container.decode(String.self)
        }
      }
    }
  }
}
