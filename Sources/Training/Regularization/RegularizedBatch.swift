import Datasets
import ExperimentSchema
import NeuralNetworks
import SeededRandom

/// A batch of clips as training sees them: copied out of the table, then changed as the training's
/// regularization says. The table itself, and with it validation, stays as it is.
///
/// Each kind draws from streams of its own, keyed by seed, kind, epoch and the clip's place in the epoch (mixup
/// by the update), so that training can begin at any update. Memory is taken once. Checked in
/// `RegularizationPropertyTests`.
package final class RegularizedBatch {
  private let task: TrainingTask
  private let featureCount: Int
  private let roll: RandomRoll?
  private let gain: RandomGain?
  private let noise: InputNoise?
  private let masks: SpecAugment?
  private let mixup: Mixup?

  /// `[example, feature]`, the clips of the batch.
  private let clips: UnsafeMutableBufferPointer<Float>
  /// `[example, feature]`, the clips once they are mixed.
  private let mixed: UnsafeMutableBufferPointer<Float>
  /// `[example, class]`, the targets of the clips; of clips with several classes, else empty.
  private let heard: UnsafeMutableBufferPointer<Float>
  /// `[example, class]`, the targets of mixed clips.
  private let targets: UnsafeMutableBufferPointer<Float>
  private let labels: UnsafeMutableBufferPointer<Int32>
  private let partners: UnsafeMutableBufferPointer<Int32>
  /// 0, 1, 2 …: which rows are trained on.
  private let rows: UnsafeMutableBufferPointer<Int32>
  private var count = 0

  /// The batches of `task`, or nil where its clips are left as they are.
  package init?(_ task: TrainingTask) {
    let regularization = task.training.regularization
    guard !regularization.isEmpty else { return nil }
    self.task = task
    featureCount = task.features.featureCount
    let shape = task.features.shape
    roll = regularization.randomRoll.map { RandomRoll(settings: $0, frameCount: shape[shape.count - 1]) }
    gain = regularization.gain.map { RandomGain(settings: $0, scale: task.levelScale) }
    noise = regularization.inputNoise.map { InputNoise(settings: $0) }
    masks = regularization.specAugment.map {
      SpecAugment(
        settings: $0, melBandCount: shape.count > 1 ? shape[shape.count - 2] : 1,
        frameCount: shape[shape.count - 1])
    }
    mixup = regularization.mixup.map { Mixup(settings: $0) }
    let mixedRows = mixup == nil ? 0 : task.batchSize
    clips = .allocate(capacity: task.batchSize * featureCount)
    mixed = .allocate(capacity: mixedRows * featureCount)
    heard = .allocate(capacity: task.features.targets == nil ? 0 : task.batchSize * task.classCount)
    targets = .allocate(capacity: mixedRows * task.classCount)
    labels = .allocate(capacity: task.batchSize)
    partners = .allocate(capacity: mixedRows)
    rows = .allocate(capacity: task.batchSize)
    clips.initialize(repeating: 0)
    mixed.initialize(repeating: 0)
    heard.initialize(repeating: 0)
    targets.initialize(repeating: 0)
    labels.initialize(repeating: 0)
    partners.initialize(repeating: 0)
    _ = rows.initialize(from: (0..<Int32(task.batchSize)))
  }

  deinit {
    clips.deallocate()
    mixed.deallocate()
    heard.deallocate()
    targets.deallocate()
    labels.deallocate()
    partners.deallocate()
    rows.deallocate()
  }

  /// What a kind of regularization is in the streams' keys; frozen, other numbers would change seeded runs.
  private enum Kind: Int {
    case randomRoll, gain, inputNoise, specAugment, mixup
  }

  private func stream(_ kind: Kind, epoch: Int, index: Int) -> RandomStream {
    RandomStream(seed: task.seed, purpose: purpose(kind), epoch: epoch, index: index)
  }

  private func purpose(_ kind: Kind) -> RandomPurpose { .regularization.part(kind.rawValue) }

  /// Copies the clips `examples` of the table, in the task's `features`, and changes them.
  ///
  /// - Parameters:
  ///   - examples: The batch; at most the task's batch size.
  ///   - epoch: The epoch, from 0.
  ///   - step: The update within it, from 0.
  package func fill(with examples: UnsafeBufferPointer<Int32>, epoch: Int, step: Int) {
    precondition(examples.count <= task.batchSize, "\(examples.count) clips in a batch of \(task.batchSize)")
    count = examples.count
    task.withTable { features, labels in
      for (row, example) in examples.enumerated() {
        let clip = clip(row)
        clip.baseAddress!.update(
          from: features.baseAddress! + Int(example) * featureCount, count: featureCount)
        self.labels[row] = labels[Int(example)]
        if let targets = task.features.targets {
          let start = Int(example) * task.classCount
          _ = heard[(row * task.classCount)...].update(
            fromContentsOf: targets[start..<start + task.classCount])
        }
        change(clip, epoch: epoch, place: step * task.batchSize + row)
      }
    }
    if let mixup { mix(mixup, epoch: epoch, step: step) }
  }

  /// Makes a step of `plan` on the batch.
  func train(
    _ plan: TrainingPlan, epoch: Int, step: Int, learningRateFactor: Double
  ) -> BatchOutcome {
    let indices = UnsafeBufferPointer(rebasing: rows[..<count])
    guard mixup == nil else {
      return plan.trainStep(
        features: UnsafeBufferPointer(mixed), targets: UnsafeBufferPointer(targets), indices: indices,
        seed: task.seed, epoch: epoch, step: step, learningRateFactor: learningRateFactor)
    }
    guard heard.isEmpty else {
      return plan.trainStep(
        features: UnsafeBufferPointer(clips), targets: UnsafeBufferPointer(heard), indices: indices,
        seed: task.seed, epoch: epoch, step: step, learningRateFactor: learningRateFactor)
    }
    return plan.trainStep(
      features: UnsafeBufferPointer(clips), labels: UnsafeBufferPointer(labels), indices: indices,
      seed: task.seed, epoch: epoch, step: step, learningRateFactor: learningRateFactor)
  }

  /// The clips of the batch as they are trained on, `[example, feature]`; for tests.
  package var trainedFeatures: UnsafeBufferPointer<Float> {
    UnsafeBufferPointer(rebasing: (mixup == nil ? clips : mixed)[..<(count * featureCount)])
  }

  /// The targets of clips that are mixed or have several classes, `[example, class]`; for tests.
  package var trainedTargets: UnsafeBufferPointer<Float> {
    let targets = mixup == nil ? heard : targets
    return UnsafeBufferPointer(rebasing: targets[..<(targets.isEmpty ? 0 : count * task.classCount)])
  }

  private func clip(_ row: Int) -> UnsafeMutableBufferPointer<Float> {
    UnsafeMutableBufferPointer(rebasing: clips[row * featureCount..<(row + 1) * featureCount])
  }

  private func change(_ clip: UnsafeMutableBufferPointer<Float>, epoch: Int, place: Int) {
    if let roll {
      var random = stream(.randomRoll, epoch: epoch, index: place)
      roll.apply(to: clip, using: &random)
    }
    if let gain {
      var random = stream(.gain, epoch: epoch, index: place)
      gain.apply(to: clip, using: &random)
    }
    if let noise {
      noise.apply(
        to: clip, seed: task.seed, purpose: purpose(.inputNoise), epoch: epoch, place: place)
    }
    if let masks {
      var random = stream(.specAugment, epoch: epoch, index: place)
      masks.apply(to: clip, using: &random)
    }
  }

  private func mix(_ mixup: Mixup, epoch: Int, step: Int) {
    var random = stream(.mixup, epoch: epoch, index: step)
    let partners = UnsafeMutableBufferPointer(rebasing: partners[..<count])
    let share = mixup.draw(partners, using: &random)
    let classCount = task.classCount
    targets.update(repeating: 0)
    for row in 0..<count {
      let partner = Int(partners[row])
      Mixup.mix(
        clip(row).baseAddress!, clip(partner).baseAddress!, share: share,
        into: mixed.baseAddress! + row * featureCount, count: featureCount)
      guard heard.isEmpty else {
        Mixup.mix(
          heard.baseAddress! + row * classCount, heard.baseAddress! + partner * classCount, share: share,
          into: targets.baseAddress! + row * classCount, count: classCount)
        continue
      }
      targets[row * classCount + Int(labels[row])] += share
      targets[row * classCount + Int(labels[partner])] += 1 - share
    }
  }
}
