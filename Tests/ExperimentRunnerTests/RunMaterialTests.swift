import Datasets
import ExperimentRunner
import ExperimentSchema
import TestSupport
import Testing
import Training

@Suite("What a run trains on", .tags(.property))
struct RunMaterialTests {
  private static func run(
    _ normalization: FrontEndSpecification.Normalization?,
    _ augmentation: TrainingSpecification.Augmentation = .init()
  ) throws -> PlannedRun {
    var experiment = try RunFixture.experiment()
    experiment.frontEnd.normalization = normalization
    experiment.training.augmentation = augmentation
    experiment.split = Split(train: [1, 2, 3], validation: [4], test: [5])
    return try RunPlanner.runs(of: experiment, on: RunFixture.corpus, selection: RunSelection(seeds: [1]))[0]
  }

  /// A table of the corpus' clips, heard in so many ways.
  private static func table(rowsPerClip: Int = 1) throws -> FeatureTable {
    let table = try RunFixture.table()
    return FeatureTable(
      shape: table.shape,
      values: (0..<rowsPerClip).flatMap { way in table.values.map { $0 * Float(way + 1) } },
      labels: (0..<rowsPerClip).flatMap { _ in table.labels },
      folds: (0..<rowsPerClip).flatMap { _ in table.folds },
      ids: (0..<rowsPerClip).flatMap { _ in table.ids }, rowsPerClip: rowsPerClip)
  }

  private static func changed(_ table: FeatureTable, row: Int) -> FeatureTable {
    var values = table.values
    for index in row * table.featureCount..<(row + 1) * table.featureCount { values[index] += 1_000 }
    return FeatureTable(
      shape: table.shape, values: values, labels: table.labels, folds: table.folds, ids: table.ids,
      rowsPerClip: table.rowsPerClip)
  }

  @Test func `no clip but those trained on moves a bit of the scale`() throws {
    let run = try Self.run(.corpus(clip: 6))
    let table = try Self.table()
    let scale = RunMaterial(run, features: table).normalizer
    for row in table.labels.indices {
      let other = RunMaterial(run, features: Self.changed(table, row: row)).normalizer
      #expect((other == scale) == (table.folds[row] > 3), "row \(row), fold \(table.folds[row])")
    }
  }

  @Test func `training hears clips in all ways, validation and test as they are`() throws {
    let run = try Self.run(.corpus(clip: nil), .init(playbackSpeeds: [1, 0.5, 2]))
    let table = try Self.table(rowsPerClip: 3)
    let task = RunMaterial(run, features: table).task
    let count = table.clipCount
    #expect(count == RunFixture.corpus.examples.count)
    for row in table.labels.indices {
      let (index, fold) = (Int32(row), table.folds[row])
      #expect(task.trainingExamples.contains(index) == (fold <= 3))
      #expect(task.trainingClips.contains(index) == (fold <= 3 && row < count))
      #expect(task.validationExamples.contains(index) == (fold == 4 && row < count))
      #expect(task.testExamples.contains(index) == (fold == 5 && row < count))
    }
    #expect(task.stepsPerEpoch == (task.trainingClips.count * 3 + 31) / 32)
  }

  @Test func `the scale is that of clips in all the ways in which they are trained on`() throws {
    let run = try Self.run(.corpus(clip: nil), .init(playbackSpeeds: [1, 0.5]))
    let table = try Self.table(rowsPerClip: 2)
    let scale = RunMaterial(run, features: table).normalizer
    for row in table.labels.indices {
      let other = RunMaterial(run, features: Self.changed(table, row: row)).normalizer
      #expect((other == scale) == (table.folds[row] > 3), "row \(row), fold \(table.folds[row])")
    }
  }

  @Test func `features that nothing normalises stay as they are`() throws {
    let table = try Self.table()
    let material = RunMaterial(try Self.run(nil), features: table)
    #expect(material.normalizer == nil && material.task.features.values == table.values)
    #expect(RunMaterial(try Self.run(.clip), features: table).task.features.values != table.values)
  }

  @Test func `runs of other normalisations share their features`() throws {
    let library = FeatureLibrary(try Self.table(), of: try Self.run(nil))
    #expect(library.table(for: try Self.run(.corpus(clip: 6))) != nil)
    #expect(library.table(for: try Self.run(nil, .init(playbackSpeeds: [1, 2]))) == nil)
  }
}
