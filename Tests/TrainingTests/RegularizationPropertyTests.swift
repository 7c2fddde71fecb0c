import CAllocationCounter
import Datasets
import ExperimentSchema
import Foundation
import NeuralNetworks
import TestSupport
import Testing
import Training

@Suite("Regularization: laws", .tags(.property))
struct RegularizationPropertyTests {
  private static let (bandCount, frameCount, batchSize, classCount) = (4, 9, 8, 3)
  private static var featureCount: Int { bandCount * frameCount }

  private typealias Regularization = TrainingSpecification.Regularization

  /// Clips whose every feature is its own number, so that where it went can be seen.
  private func task(
    _ regularization: TrainingSpecification.Regularization, scale: LevelScale = .decibels, seed: UInt64 = 1
  ) -> TrainingTask {
    let values = (0..<20 * Self.featureCount).map { Float($0 % Self.featureCount + 1) + Float($0) / 4 }
    var training = SmallTask.training()
    training.regularization = regularization
    training.batchSize = Self.batchSize
    return TrainingTask(
      features: FeatureTable(
        shape: [1, Self.bandCount, Self.frameCount], values: values,
        labels: (0..<20).map { $0 % Int32(Self.classCount) }, folds: .init(repeating: 1, count: 20),
        ids: (0..<20).map { "clip\($0)" }),
      trainingExamples: (0..<16).map { $0 }, validationExamples: [16, 17, 18, 19],
      classCount: Self.classCount, training: training, levelScale: scale, seed: seed)
  }

  private static let examples: [Int32] = [3, 0, 7, 12, 5, 1, 9, 15]

  /// The clips of a batch as they are trained on, and their targets.
  private func filled(
    _ task: TrainingTask, examples: [Int32] = examples, epoch: Int = 0, step: Int = 0
  ) throws -> (clips: [[Float]], targets: [[Float]]) {
    let batch = try #require(RegularizedBatch(task))
    examples.withUnsafeBufferPointer { batch.fill(with: $0, epoch: epoch, step: step) }
    func rows(_ values: UnsafeBufferPointer<Float>, _ width: Int) -> [[Float]] {
      stride(from: 0, to: values.count, by: width).map { Array(values[$0..<$0 + width]) }
    }
    return (rows(batch.trainedFeatures, Self.featureCount), rows(batch.trainedTargets, Self.classCount))
  }

  private func original(_ task: TrainingTask, _ examples: [Int32] = examples) -> [[Float]] {
    examples.map { Array(task.features[Int($0)]) }
  }

  private static let kinds: [TrainingSpecification.Regularization] = [
    Regularization(randomRoll: .init(maximumFrames: 9)), Regularization(gain: .init(decibels: 6)),
    Regularization(inputNoise: .init(deviation: 0.5)),
    Regularization(
      specAugment: .init(timeMasks: 2, maximumFrames: 5, frequencyMasks: 2, maximumMelBands: 3)),
    Regularization(mixup: .init(alpha: 0.5)),
  ]

  @Test("equal keys give equal bits; another seed, epoch or update others", arguments: kinds)
  func keys(regularization: TrainingSpecification.Regularization) throws {
    let task = task(regularization)
    let clips = try filled(task).clips
    #expect(try filled(task).clips == clips)
    #expect(try filled(task, epoch: 1).clips != clips)
    #expect(try filled(task, step: 1).clips != clips)
    #expect(try filled(self.task(regularization, seed: 2)).clips != clips)
    #expect(clips != original(task))
  }

  @Test(
    "a batch allocates nothing",
    .enabled(if: allocationCount() >= 0, "a sanitizer brings its own allocator"), arguments: kinds)
  func allocations(regularization: TrainingSpecification.Regularization) throws {
    let batch = try #require(RegularizedBatch(task(regularization)))
    Self.examples.withUnsafeBufferPointer { examples in
      batch.fill(with: examples, epoch: 0, step: 0)
      let before = allocationCount()
      for step in 1..<10 { batch.fill(with: examples, epoch: 0, step: step) }
      #expect(allocationCount() == before)
    }
  }

  @Test("the table stays as it is, and so does what is not asked for", arguments: kinds)
  func table(regularization: TrainingSpecification.Regularization) throws {
    let task = task(regularization)
    let before = task.features.values
    _ = try filled(task)
    #expect(task.features.values == before)
    #expect(RegularizedBatch(self.task(Regularization())) == nil)
  }

  @Test("a clip's changes do not depend on the clips beside it", arguments: kinds.dropLast())
  func independence(regularization: TrainingSpecification.Regularization) throws {
    let task = task(regularization)
    let clips = try filled(task).clips
    let fewer = try filled(task, examples: Array(Self.examples.prefix(3))).clips
    #expect(Array(clips.prefix(3)) == fewer)
  }

  @Test func `a roll moves every mel band of a clip alike, as far as it may and no farther`() throws {
    let task = task(Regularization(randomRoll: .init(maximumFrames: 2)))
    var shifts: Set<Int> = []
    for step in 0..<40 {
      for (found, clip) in zip(try filled(task, step: step).clips, original(task)) {
        let shift = try #require((-2...2).first { rolled(clip, by: $0) == found })
        shifts.insert(shift)
      }
    }
    #expect(shifts == [-2, -1, 0, 1, 2])
  }

  private func rolled(_ clip: [Float], by shift: Int) -> [Float] {
    clip.indices.map { index in
      let (row, frame) = (index / Self.frameCount, index % Self.frameCount)
      return clip[row * Self.frameCount + (frame - shift + Self.frameCount) % Self.frameCount]
    }
  }

  @Test func `a gain shifts levels in dB, and multiplies magnitudes by the same gain`() throws {
    let gain = Regularization(gain: .init(decibels: 6))
    let (levels, magnitudes) = (task(gain), task(gain, scale: .magnitude))
    var gains: [Double] = []
    for step in 0..<50 {
      let shifted = try filled(levels, step: step).clips
      let multiplied = try filled(magnitudes, step: step).clips
      for (row, clip) in original(levels).enumerated() {
        let gain = Double(shifted[row][0]) - Double(clip[0])
        gains.append(gain)
        for (index, value) in clip.enumerated() {
          #expect(abs(Double(shifted[row][index] - value) - gain) < 1e-5)
          #expect(abs(Double(multiplied[row][index] / value) - pow(10, gain / 20)) < 1e-4)
        }
      }
    }
    #expect(gains.allSatisfy { abs($0) <= 6.000_01 })
    // Four hundred uniform values: their mean has a deviation of 6 / √3 / 20.
    #expect(abs(gains.reduce(0, +) / 400) < 0.87)
    #expect(gains.max()! > 5.5 && gains.min()! < -5.5)
  }

  @Test func `noise has mean 0, the deviation asked for, and normal tails`() throws {
    let task = task(Regularization(inputNoise: .init(deviation: 0.5)))
    var noise: [Double] = []
    for step in 0..<100 {
      for (found, clip) in zip(try filled(task, step: step).clips, original(task)) {
        noise += zip(found, clip).map { (Double($0) - Double($1)) / 0.5 }
      }
    }
    let count = Double(noise.count)
    #expect(abs(noise.reduce(0, +) / count) < 5 / count.squareRoot())
    #expect(abs(noise.reduce(0) { $0 + $1 * $1 } / count - 1) < 5 * (2 / count).squareRoot())
    let beyond = Double(noise.count { abs($0) > 2 }) / count
    #expect(abs(beyond - 0.0455) < 5 * (0.0455 * 0.9545 / count).squareRoot())
    // Cosine and sine of one angle lie eight apart: neither they nor neighbours may go together.
    for distance in [1, 8] {
      let pairs = noise.indices.dropLast(distance)
      let products = pairs.reduce(0) { $0 + noise[$1] * noise[$1 + distance] }
      #expect(abs(products / Double(pairs.count)) < 5 / Double(pairs.count).squareRoot())
    }
  }

  @Test func `masks are whole frames or whole mel bands of the clip's mean, no wider than allowed`() throws {
    let masks = TrainingSpecification.SpecAugment(
      timeMasks: 1, maximumFrames: 3, frequencyMasks: 1, maximumMelBands: 2)
    let task = task(Regularization(specAugment: masks))
    var (frameWidths, bandWidths): (Set<Int>, Set<Int>) = ([], [])
    for step in 0..<60 {
      for (found, clip) in zip(try filled(task, step: step).clips, original(task)) {
        let mean = Float(clip.reduce(0.0) { $0 + Double($1) } / Double(clip.count))
        let isMasked = zip(found, clip).map { found, value in
          #expect(found == value || found == mean)
          return found != value
        }
        let bands = (0..<Self.bandCount).filter { band in
          isMasked[band * Self.frameCount..<(band + 1) * Self.frameCount].allSatisfy { $0 }
        }
        let frames = (0..<Self.frameCount).filter { frame in
          (0..<Self.bandCount).allSatisfy { isMasked[$0 * Self.frameCount + frame] }
        }
        for (index, isMasked) in isMasked.enumerated() {
          #expect(
            isMasked == (bands.contains(index / Self.frameCount) || frames.contains(index % Self.frameCount)))
        }
        for stretch in [bands, frames] where !stretch.isEmpty {
          #expect(stretch.last! - stretch.first! + 1 == stretch.count, "one stretch of each")
        }
        bandWidths.insert(bands.count)
        frameWidths.insert(frames.count)
      }
    }
    #expect(bandWidths == [0, 1, 2] && frameWidths == [0, 1, 2, 3])
  }

  @Test func `mixup mixes clips and targets of a batch by one share, each clip being a partner once`() throws
  {
    let task = task(Regularization(mixup: .init(alpha: 1)))
    let clips = original(task)
    let labels = Self.examples.map { Int(task.features.labels[Int($0)]) }
    var shares: [Float] = []
    for step in 0..<100 {
      let (mixed, targets) = try filled(task, step: step)
      /// The partner of a clip, were `share` its share.
      func partner(of row: Int, share: Float) -> Int? {
        clips.indices.first { other in
          var target = [Float](repeating: 0, count: Self.classCount)
          target[labels[row]] += share
          target[labels[other]] += 1 - share
          return zip(targets[row], target).allSatisfy { abs($0 - $1) < 1e-3 }
            && clips[row].indices.allSatisfy {
              abs(mixed[row][$0] - share * clips[row][$0] - (1 - share) * clips[other][$0]) < 1e-2
            }
        }
      }
      // What a clip would be mixed by, were another one its partner: one such share must explain all clips.
      let candidates = clips.indices.flatMap { other in
        clips.indices.filter { $0 != other }.map { row in
          1 - (mixed[row][0] - clips[row][0]) / (clips[other][0] - clips[row][0])
        }
      }
      let share = try #require(
        candidates.first { share in
          let partners = clips.indices.map { partner(of: $0, share: share) }
          return Set(partners) == Set(clips.indices.map { $0 })
        })
      shares.append(share)
    }
    #expect(shares.max()! > 0.8 && shares.min()! < 0.2)
  }

  @Test func `mixup of one clip leaves it alone`() throws {
    let task = task(Regularization(mixup: .init(alpha: 0.2)))
    let (clips, targets) = try filled(task, examples: [4])
    for (found, value) in zip(clips[0], original(task, [4])[0]) { #expect(abs(found - value) < 1e-4) }
    for (found, value) in zip(targets[0], [0, 1, 0] as [Float]) { #expect(abs(found - value) < 1e-6) }
  }
}
