import Datasets
import Evaluation
import ExperimentSchema
import Foundation
import NeuralNetworks
import Testing
import Training

@Suite("Training with several classes at once")
struct MultiLabelTests {
  /// The clips of ``SmallTask``, which has one class for each; with their own targets, or those that `heard` gives by
  /// clip and label.
  private func task(
    _ training: TrainingSpecification = SmallTask.training(loss: .binaryCrossEntropy),
    heard: ((Int, Int) -> [Int])? = nil
  ) -> TrainingTask {
    var task = SmallTask.task(training)
    guard let heard else { return task }
    let labels = task.features.labels
    var targets = [Float](repeating: 0, count: 3 * labels.count)
    for (clip, label) in labels.enumerated() {
      for other in heard(clip, Int(label)) { targets[3 * clip + other] = 1 }
    }
    let features = task.features
    task.features = FeatureTable(
      shape: features.shape, values: features.values, labels: labels, targets: targets, folds: features.folds,
      ids: features.ids)
    return task
  }

  /// Every other clip has the next class too.
  private static func both(clip: Int, label: Int) -> [Int] {
    clip.isMultiple(of: 2) ? [label] : [label, (label + 1) % 3].sorted()
  }

  private func trained(_ task: TrainingTask) throws -> (epochs: [EpochMetrics], parameters: [NamedTensor]) {
    let plan = try SmallTask.plan(task.training, end: .sigmoid)
    let notebook = Notebook(of: plan)
    #expect(try TrainingLoop(plan: plan, task: task).run(observer: notebook) == .completed)
    return (notebook.epochs, plan.parameters)
  }

  @Test(arguments: [nil, .init(alpha: 0.4)] as [TrainingSpecification.Mixup?])
  func `one class told as the only one that is heard trains as its label does, to the bit`(
    mixup: TrainingSpecification.Mixup?
  ) throws {
    var training = SmallTask.training(loss: .binaryCrossEntropy)
    training.labelSmoothing = 0.1
    training.regularization.mixup = mixup
    let (labelled, told) = (
      try trained(task(training)), try trained(task(training) { [$1] })
    )
    #expect(labelled.parameters == told.parameters)
    for (left, right) in zip(labelled.epochs, told.epochs) {
      #expect(left.trainLoss == right.trainLoss && left.trainAccuracy == right.trainAccuracy)
      #expect(left.validation.accuracy == right.validation.accuracy)
      #expect(abs(left.validation.loss - right.validation.loss) < 1e-12)
      #expect(abs(left.validation.crossEntropy - right.validation.crossEntropy) < 1e-12)
      #expect(abs(left.validation.brier - right.validation.brier) < 1e-12)
      #expect(left.validation.multiLabel == nil && right.validation.multiLabel != nil)
    }
  }

  @Test(arguments: [.meanSquaredError, .binaryCrossEntropy] as [TrainingSpecification.Loss])
  func `measures, computed the long way`(loss: TrainingSpecification.Loss) throws {
    let training = SmallTask.training(loss: loss)
    let task = task(training, heard: Self.both)
    var evaluator = Evaluator(plan: try SmallTask.plan(training, end: .sigmoid), task: task)
    let examples = task.validationExamples
    let probabilities = evaluator.predictions(of: examples)
    let metrics = evaluator.metrics(of: examples)
    var (hits, crossEntropy, binary, brier) = (0, 0.0, 0.0, 0.0)
    for (row, example) in examples.enumerated() {
      let heard = Self.both(clip: Int(example), label: Int(task.features.labels[Int(example)]))
      let mine = probabilities[row * 3..<row * 3 + 3].map(Double.init)
      if heard.contains(mine.firstIndex(of: mine.max() ?? 0) ?? 3) { hits += 1 }
      for label in heard { crossEntropy -= log(mine[label] / mine.reduce(0, +)) / Double(heard.count) }
      for (index, p) in mine.enumerated() {
        brier += pow(p - (heard.contains(index) ? 1 : 0), 2)
        binary -= log(heard.contains(index) ? p : 1 - p) / 3
      }
    }
    let count = Double(examples.count)
    #expect(metrics.accuracy == Double(hits) / count)
    #expect(abs(metrics.crossEntropy - crossEntropy / count) < 1e-6)
    #expect(abs(metrics.brier - brier / count) < 1e-6)
    let expected = loss == .meanSquaredError ? brier / count / 3 : binary / count
    #expect(abs(metrics.loss - expected) < 1e-6)
    let targets = examples.flatMap { example in
      let heard = Self.both(clip: Int(example), label: Int(task.features.labels[Int(example)]))
      return (0..<3).map { heard.contains($0) ? Float(1) : 0 }
    }
    #expect(
      metrics.multiLabel
        == MultiLabelMetrics(
          macroF1: MultiLabelMeasures.macroF1(
            scores: probabilities, targets: targets, classCount: 3, threshold: 0.5),
          averagePrecision: MultiLabelMeasures.meanAveragePrecision(
            scores: probabilities, targets: targets, classCount: 3)))
  }

  @Test func `all classes are learnt that are heard`() throws {
    var training = SmallTask.training(loss: .binaryCrossEntropy, learningRate: 0.03, epochs: 60)
    training.batchSize = 5
    let (epochs, _) = try trained(task(training, heard: { [$1, ($1 + 1) % 3].sorted() }))
    let last = try #require(epochs.last)
    #expect(last.validation.multiLabel?.macroF1 == 1 && last.validation.multiLabel?.averagePrecision == 1)
    #expect(last.validation.accuracy == 1)
    // Of two that are heard either counts, while trained on too.
    #expect(last.trainAccuracy > 0.9)
  }

  @Test func `a regularized batch has the targets of its clips, mixed as they are`() throws {
    for mixup in [nil, TrainingSpecification.Mixup(alpha: 0.5)] {
      var training = SmallTask.training(loss: .binaryCrossEntropy)
      training.regularization = .init(inputNoise: .init(deviation: 0), mixup: mixup)
      let task = task(training, heard: Self.both)
      let batch = try #require(RegularizedBatch(task))
      let examples: [Int32] = [1, 4, 7, 2, 5]
      examples.withUnsafeBufferPointer { batch.fill(with: $0, epoch: 0, step: 0) }
      let own = examples.map { example -> [Float] in
        let heard = Self.both(clip: Int(example), label: Int(example) % 3)
        return (0..<3).map { heard.contains($0) ? 1 : 0 }
      }
      let targets = Array(batch.trainedTargets)
      #expect(targets.count == 15)
      guard mixup != nil else {
        #expect(targets == own.flatMap(\.self))
        continue
      }
      // Mixed as the features are: the share by which one clip enters a row is found from these.
      let clips = examples.map { Array(task.features[Int($0)]) }
      for row in 0..<5 {
        let mixed = Array(batch.trainedFeatures[row * 6..<row * 6 + 6])
        let isExplained = clips.indices.contains { partner in
          let share = share(of: clips[row], in: mixed, beside: clips[partner])
          return zip(0..<3, targets[row * 3..<row * 3 + 3]).allSatisfy { label, target in
            abs(share * own[row][label] + (1 - share) * own[partner][label] - target) < 1e-3
          }
            && zip(mixed, zip(clips[row], clips[partner])).allSatisfy { value, pair in
              abs(share * pair.0 + (1 - share) * pair.1 - value) < 1e-3
            }
        }
        #expect(isExplained, "row \(row)")
      }
    }
  }

  /// The share λ that fits `mixed = λ own + (1 - λ) other` best; 1 where the two are one.
  private func share(of own: [Float], in mixed: [Float], beside other: [Float]) -> Float {
    let differences = zip(own, other).map { $0 - $1 }
    let square = differences.reduce(0) { $0 + $1 * $1 }
    guard square > 0 else { return 1 }
    return zip(differences, zip(mixed, other)).reduce(0) { $0 + $1.0 * ($1.1.0 - $1.1.1) } / square
  }

  @Test func `targets of another number of classes stop the program`() async {
    await #expect(processExitsWith: .failure) {
      let features = FeatureTable(
        shape: [1], values: [1, 2], labels: [0, 1], targets: [1, 0, 0, 1], folds: [1, 2], ids: ["a", "b"])
      _ = TrainingTask(
        features: features, trainingExamples: [0], validationExamples: [1], classCount: 3,
        training: SmallTask.training(), seed: 1)
    }
  }
}
