import Datasets
import ExperimentRunner
import ExperimentSchema
import Testing

@Suite("Run planner")
struct RunPlannerTests {
  private func runs(
    _ selection: RunSelection, of experiment: Experiment? = nil, on corpus: Corpus = RunFixture.corpus
  ) throws -> [PlannedRun] {
    try RunPlanner.runs(of: experiment ?? RunFixture.experiment(), on: corpus, selection: selection)
  }

  @Test func `seeds times folds, seeds outermost`() throws {
    let planned = try runs(RunSelection(seeds: [3, 1], folds: .folds([2, 5])))
    #expect(planned.map { [$0.seed, UInt64($0.fold)] } == [[3, 2], [3, 5], [1, 2], [1, 5]])
    #expect(Set(planned.map(\.identity)).count == 4)
  }

  @Test func `without a selection the file's own seeds and split are taken`() throws {
    let planned = try runs(RunSelection())
    #expect(planned.map(\.seed) == [4, 2])
    #expect(planned.allSatisfy { $0.experiment.split == Split(train: [1, 2, 3, 4], validation: [5]) })
  }

  @Test func `a run's own experiment names its seed and split alone; what was declared is kept beside it`()
    throws
  {
    let declared = try RunFixture.experiment()
    let run = try runs(RunSelection(seeds: [7], folds: .folds([2])), of: declared)[0]
    #expect(run.experiment.training.seeds == [7])
    #expect(run.experiment.split == Split(train: [1, 3, 4, 5], validation: [2]))
    #expect(run.declared == declared)
  }

  @Test func `each fold is reported in turn, the others train`() throws {
    let planned = try runs(RunSelection(seeds: [1], folds: .all))
    #expect(planned.map(\.fold) == [1, 2, 3, 4, 5])
    for run in planned {
      #expect(run.experiment.split.validation == [run.fold])
      #expect(run.experiment.split.train == (1...5).filter { $0 != run.fold })
    }
    #expect(Set(planned.map(\.identity.configurationDigest)).count == 1, "roles count, not fold numbers")
  }

  @Test func `the documented fold and its number name one run`() throws {
    let documented = try runs(RunSelection(seeds: [1], folds: .documented))
    let numbered = try runs(RunSelection(seeds: [1], folds: .folds([5])))
    let all = try runs(RunSelection(seeds: [1], folds: .all))
    #expect(documented.map(\.identity) == numbered.map(\.identity))
    #expect(all.last?.identity == documented.first?.identity)
  }

  @Test func `a nested split reports each fold in turn, and selects on the one before it`() throws {
    var experiment = try RunFixture.experiment()
    let plain = try runs(RunSelection(seeds: [1]), of: experiment)[0]
    experiment.split = Split(train: [1, 2, 3], validation: [4], test: [5])
    let planned = try runs(RunSelection(seeds: [1], folds: .all), of: experiment)
    #expect(planned.map(\.fold) == [1, 2, 3, 4, 5])
    #expect(planned.map(\.experiment.split.validation) == [[5], [1], [2], [3], [4]])
    #expect(planned.map(\.experiment.split.test) == [[1], [2], [3], [4], [5]])
    for run in planned {
      let split = run.experiment.split
      #expect((split.train + split.validation + split.test).sorted() == [1, 2, 3, 4, 5])
    }
    #expect(Set(planned.map(\.identity.configurationDigest)).count == 1)
    #expect(try runs(RunSelection(seeds: [1]), of: experiment)[0].identity == planned[4].identity)
    #expect(plain.identity.configurationDigest != planned[0].identity.configurationDigest)
    let pair = SyntheticCorpus.corpus(seed: 1, sourcesPerClass: 2, takesPerSource: 1)
    if pair.folds.count == 2 {
      #expect(throws: PlanningError.self) {
        try runs(RunSelection(folds: .all), of: experiment, on: pair)
      }
    }
  }

  @Test func `folds that are not there are told with those that are`() throws {
    let error = #expect(throws: PlanningError.self) { try runs(RunSelection(folds: .folds([2, 9, 7]))) }
    #expect(
      error?.description
        == "small: --folds: found fold 9, 7, which corpus synthetic does not have; "
        + "expected some of 1, 2, 3, 4, 5. Use --folds all for each in turn.")
    let few = SyntheticCorpus.corpus(seed: 1, sourcesPerClass: 2, takesPerSource: 1)
    let documented = #expect(throws: PlanningError.self) { try runs(RunSelection(), on: few) }
    #expect(documented?.description.hasPrefix("small: split: found fold") == true)
  }

  @Test func `a corpus of one fold leaves nothing to judge by`() throws {
    let single = SyntheticCorpus.corpus(seed: 1, sourcesPerClass: 1, takesPerSource: 1)
    #expect(
      throws: PlanningError.tooFewFolds(experiment: "small", corpus: "synthetic", folds: [1], least: 2)
    ) {
      try runs(RunSelection(folds: .all), on: single)
    }
  }

  @Test func `a model needs an output for each class`() throws {
    let error = #expect(throws: PlanningError.self) {
      try runs(RunSelection(), of: RunFixture.experiment(units: "7"))
    }
    #expect(error == .outputs(experiment: "small", found: [7], corpus: "synthetic", classes: 32))
    #expect(error?.description.contains("Write units \"classes\"") == true)
  }

  @Test func `a batch of one clip under a batch normalisation of vectors is refused`() throws {
    var experiment = try RunFixture.experiment()
    experiment.model.layers.insert(
      LayerSpecification(name: "norm", operation: .batchNormalization(.init())), at: 0)
    // 128 clips train.
    for (batchSize, isRefused) in [(1, true), (2, false), (32, false), (127, true), (128, false)] {
      experiment.training.batchSize = batchSize
      guard isRefused else {
        #expect(try runs(RunSelection(), of: experiment).count == 2)
        continue
      }
      let error = #expect(throws: PlanningError.self) { try runs(RunSelection(), of: experiment) }
      #expect(
        error?.description.hasPrefix(
          "small: model.layers.norm: found a batch of 1 clip, the 128 clips for training taken by \(batchSize); "
        )
          == true)
    }
    // At two speeds they are 256.
    experiment.training.augmentation.playbackSpeeds = [1, 2]
    for (batchSize, isRefused) in [(127, false), (255, true)] {
      experiment.training.batchSize = batchSize
      #expect(((try? runs(RunSelection(), of: experiment)) == nil) == isRefused)
    }
  }

  @Test func `parameters and MACs are those of the layers`() throws {
    let run = try RunFixture.run()
    #expect(run.parameterCount == 33 * 32 + 32)
    #expect(run.multiplyAccumulateCount == 33 * 32)
  }
}
