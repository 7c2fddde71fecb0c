import ContentDigest
import ExperimentSchema
import Foundation
import RunStore
import SweepRunner

/// What sweeps cost besides training: over a store of made-up trials, and by running small sweeps.
struct SweepFigures {
  /// A figure, and what was promised of it.
  struct Figure {
    var what: String
    var value: Double
    var unit: String
    /// At most, or at least where `isRate`.
    var promised: Double
    var isRate = false
  }

  /// Where stores and folders of runs are made.
  let folder: URL
  /// The executable that is measured.
  let earshot: URL

  // MARK: A large sweep

  /// How long `sweep status` takes over 10 000 trials of two values each, in milliseconds: the median of `repetitions`.
  func statusOf10000Trials(repetitions: Int) throws -> [Figure] {
    let runs = folder.appending(path: "large")
    let store = try RunStore.open(runs.appending(path: "earshot.sqlite"), access: .readWrite)
    let declared = try DeclaredSweep(resolvedText: Self.file(name: "large", trials: 10_000, epochs: 100))
    let sweep = try store.create(
      SweepRecord(
        name: "large", specification: declared.resolvedText, corpusName: "synthetic",
        corpusDigest: ContentDigest(of: "synthetic"), trialLimit: 10_000, secondsLimit: nil,
        createdAt: Date(timeIntervalSince1970: 1_790_000_000)))
    try store.fill(sweep: sweep.id, trialCount: 10_000)
    var (inProcess, whole) = (RepetitionTimes(), RepetitionTimes())
    for _ in 0..<repetitions {
      try inProcess.measure {
        let standing = try SweepStanding(
          ofSweep: "large", in: RunStore.open(store.file ?? runs, access: .readOnly))
        precondition(standing.counts.total == 10_000 && standing.best.count == 1)
      }
      try whole.measure { try run(["sweep", "status", "large", "--runs", runs.path]) }
    }
    return [
      Figure(
        what: "standing of a sweep of 10 000 trials", value: 1000 * median(inProcess.wall), unit: "ms",
        promised: 100),
      Figure(
        what: "`sweep status` over 10 000 trials, whole process", value: 1000 * median(whole.wall),
        unit: "ms",
        promised: 100),
    ]
  }

  // MARK: Small sweeps

  /// What a trial takes besides its training, in milliseconds, and how much faster two workers are than one.
  func trials(count: Int, epochs: Int) throws -> [Figure] {
    // Features first: they are in the cache for all that follows.
    _ = try sweep("first", trials: 1, epochs: 1, workers: 1)
    let single = try sweep("single", trials: 1, epochs: epochs, workers: 1)
    let one = try sweep("one", trials: count + 1, epochs: epochs, workers: 1)
    let two = try sweep("two", trials: count + 1, epochs: epochs, workers: 2)
    let overhead = (one.wall - single.wall) - (one.training - single.training)
    return [
      Figure(
        what: "a trial besides its training", value: 1000 * overhead / Double(count), unit: "ms",
        promised: 200
      ),
      Figure(
        what: "two workers beside one", value: one.wall / two.wall, unit: "times", promised: 1.8, isRate: true
      ),
    ]
  }

  private func sweep(
    _ name: String, trials: Int, epochs: Int, workers: Int
  ) throws -> (wall: Double, training: Double) {
    let file = folder.appending(path: "\(name).json")
    try Data(Self.file(name: name, trials: trials, epochs: epochs).utf8).write(to: file)
    let runs = folder.appending(path: name)
    var time = RepetitionTimes()
    try time.measure {
      try run(["sweep", "run", file.path, "--runs", runs.path, "--workers", "\(workers)", "-q"])
    }
    let store = try RunStore.open(runs.appending(path: "earshot.sqlite"), access: .readOnly)
    let training = try store.runSummaries().reduce(0) { $0 + ($1.seconds ?? 0) }
    return (time.wall[0], training)
  }

  private func run(_ arguments: [String]) throws {
    let process = Process()
    process.executableURL = earshot
    process.arguments = arguments
    process.environment = ProcessInfo.processInfo.environment.merging(
      ["XDG_CACHE_HOME": folder.appending(path: "cache").path]) { $1 }
    process.standardOutput = FileHandle.nullDevice
    // `waitUntilExit` looks only every so often, which would be measured too.
    let ended = DispatchSemaphore(value: 0)
    process.terminationHandler = { _ in ended.signal() }
    try process.run()
    ended.wait()
    precondition(process.terminationStatus == 0, "\(arguments) ended with \(process.terminationStatus)")
  }

  private func median(_ times: [Double]) -> Double { times.sorted()[times.count / 2] }

  /// A sweep over a small net on the built-in corpus.
  private static func file(name: String, trials: Int, epochs: Int) -> String {
    """
    {
      "name": "\(name)", "title": "What a sweep costs",
      "experiment": {
        "name": "cost", "title": "A small net", "corpus": { "name": "synthetic", "classes": "all" },
        "split": { "train": [1, 2, 3, 4], "validation": [5] },
        "frontEnd": {
          "sampleRate": 22050,
          "features": { "type": "meanMagnitudeSpectrum", "fftLength": 512, "hopLength": 256 }
        },
        "model": {
          "architecture": "documented",
          "layers": [
            { "type": "dense", "name": "hidden1", "units": 256, "activation": "relu" },
            { "type": "dropout", "name": "dropout1", "rate": 0.5 },
            { "type": "dense", "name": "hidden2", "units": 128, "activation": "relu" },
            { "type": "dense", "name": "output", "units": "classes", "activation": "softmax" }
          ]
        },
        "training": {
          "loss": "meanSquaredError", "epochs": \(epochs), "batchSize": 32, "seeds": [1],
          "optimizer": { "type": "adam" }
        }
      },
      "space": { "model.layers.dropout1.rate": { "type": "uniform", "low": 0, "high": 0.8 } },
      "objectives": [{ "metric": "validation.accuracy" }],
      "sampler": { "type": "random", "seed": 1 }, "budget": { "trials": \(trials) }
    }
    """
  }
}

extension RunStore {
  /// Ends `trialCount` made-up trials of sweep `id`, each with the values of two stages.
  fileprivate func fill(sweep id: Int64, trialCount: Int) throws {
    let time = Date(timeIntervalSince1970: 1_790_000_000)
    try add(
      (1...trialCount).map { number in
        TrialProposal(
          number: number, hyperparameters: #"{"model.layers.dropout1.rate":\#(Double(number % 800) / 1000)}"#,
          configurationDigest: ContentDigest(of: "\(number)"), askedAfter: number - 1)
      }, toSweep: id, at: time)
    for number in 1...trialCount {
      let accuracy = Double(number * 7919 % 10_007) / 10_007
      try end(
        trial: number, ofSweep: id,
        TrialEnd(
          .completed,
          values: [(10, accuracy / 2), (100, accuracy)].map { epoch, mean in
            TrialValue(objective: 0, epoch: epoch, mean: mean, deviation: nil, runCount: 1)
          }), at: time)
    }
  }
}
