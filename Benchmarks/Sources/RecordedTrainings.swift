import ContentDigest
import Datasets
import ExperimentRunner
import ExperimentSchema
import Foundation
import Glibc
import NeuralNetworks
import RunStore
import SeededRandom
import Training

/// An experiment trained with nothing stored, and as a run with all that is kept of one, in turns: what a run costs besides
/// its training.
///
/// The features are random, of as many clips as ESC-10 has, in as many folds and classes; its documented split trains.
struct RecordedTrainings {
  private static let (clipCount, foldCount, classCount) = (400, 5, 10)

  private let run: PlannedRun
  private let features: FeatureTable
  private let session: RunSession

  /// Trainings of the experiment in the file `experiment`, whose runs go into `folder`.
  ///
  /// - Throws: What decoder and planner throw for the file, and the store for the folder.
  init(experiment file: URL, in folder: URL) throws {
    let experiment = try ExperimentDecoder.experiment(at: file)
    let examples = (0..<Self.clipCount).map { index in
      Example(
        id: "clip-\(1000 + index)", label: index % Self.classCount,
        fold: 1 + index * Self.foldCount / Self.clipCount, source: "\(index)",
        audio: .file(folder.appending(path: "none.wav")), contentDigest: ContentDigest(of: "\(index)"))
    }
    let corpus = Corpus(
      name: "random", classNames: (0..<Self.classCount).map { "class\($0)" }, examples: examples)
    run = try RunPlanner.runs(of: experiment, on: corpus, selection: RunSelection(seeds: [1]))[0]
    let shape = experiment.frontEnd.featureShape
    var random = RandomStream(seed: 1, purpose: .synthesis)
    features = FeatureTable(
      shape: shape,
      values: (0..<Self.clipCount * shape.reduce(1, *)).map { _ in Float(random.uniform()) },
      labels: corpus.examples.map { Int32($0.label) }, folds: corpus.examples.map(\.fold),
      ids: corpus.examples.map(\.id))
    session = RunSession(
      runsFolder: folder, store: try RunStore.open(folder.appending(path: "runs.sqlite"), access: .readWrite),
      threads: 1, stop: StopSignal(), report: { _ in })
  }

  /// What a run takes more than its training, as a share of that.
  struct Share {
    var wall: Double
    var processor: Double
  }

  /// Trains once with nothing stored and once as a run.
  ///
  /// - Throws: What the plan throws for the model.
  func share() throws -> Share {
    let bare = try time { try train() }
    let recorded = time {
      let results = RunScheduler.perform(
        [.new(run)], features: FeatureLibrary(features, of: run), session: session, jobs: 1)
      guard results.map(\.status.isCompleted) == [true] else { fatalError("the run failed: \(results)") }
    }
    return Share(wall: recorded.wall / bare.wall - 1, processor: recorded.processor / bare.processor - 1)
  }

  private func train() throws {
    let plan = try TrainingPlan(
      model: run.experiment.model, inputShape: run.experiment.frontEnd.featureShape,
      classCount: Self.classCount, training: run.experiment.training)
    plan.initializeParameters(seed: run.seed)
    _ = try TrainingLoop(plan: plan, task: RunMaterial(run, features: features).task).run(
      observer: Onlooker())
  }

  /// The time that `work` takes, and the processor time of all threads.
  private func time(_ work: () throws -> Void) rethrows -> RunTime {
    func reading(_ clock: clockid_t) -> Double {
      var time = timespec()
      clock_gettime(clock, &time)
      return Double(time.tv_sec) + Double(time.tv_nsec) * 1e-9
    }
    let (wall, processor) = (reading(CLOCK_MONOTONIC), reading(CLOCK_PROCESS_CPUTIME_ID))
    try work()
    return RunTime(
      wall: reading(CLOCK_MONOTONIC) - wall, processor: reading(CLOCK_PROCESS_CPUTIME_ID) - processor)
  }
}

/// Follows a training to its end.
struct Onlooker: TrainingObserver {
  var isStopRequested: Bool { false }
  func reached(_ position: TrainingPosition) {}
  func finished(_ epoch: EpochMetrics) {}
}
