import Evaluation
import ExperimentSchema
import NeuralNetworks
import SeededRandom
import TestSupport
import Testing

@Suite("Glorot's rule", .tags(.property))
struct GlorotUniformPropertyTests {
  @Test func `weights lie within the limit, fill it, and have its variance`() {
    let weights = glorotUniform(count: 40_000, fanIn: 257, fanOut: 256, seed: 3, layerIndex: 0)
    let limit = (6.0 / 513).squareRoot()
    #expect(weights.allSatisfy { abs(Double($0)) <= limit })
    #expect(Double(weights.max()!) > 0.999 * limit && Double(weights.min()!) < -0.999 * limit)
    let variance = weights.reduce(0.0) { $0 + Double($1) * Double($1) } / 40_000
    // Five standard errors of a uniform distribution's variance: √(4/45) · limit² / √n · 5.
    #expect(abs(variance - limit * limit / 3) < 0.0075 * limit * limit)
  }

  @Test func `a layer's weights depend on its place and the seed, not on padding`() throws {
    let model = TestModel.all.first { $0.name == "conv1D pool conv1D pool" }!
    let plan = try model.plan()
    plan.initializeParameters(seed: 5)
    let weight = plan.parameters[2]
    #expect(weight.name == "b.weight" && weight.shape == [6, 5, 3])
    #expect(weight.values == glorotUniform(count: 90, fanIn: 15, fanOut: 18, seed: 5, layerIndex: 2))
    #expect(weight.values != glorotUniform(count: 90, fanIn: 15, fanOut: 18, seed: 6, layerIndex: 2))
    #expect(weight.values != glorotUniform(count: 90, fanIn: 15, fanOut: 18, seed: 5, layerIndex: 1))
    #expect(plan.parameters[3].values.allSatisfy { $0 == 0 })
  }
}

@Suite("Dropout factors", .tags(.property))
struct DropoutMaskPropertyTests {
  private func factors(
    _ mask: DropoutMask, count: Int, position: Int = 0, seed: UInt64 = 1, epoch: Int = 0, step: Int = 0
  ) -> [Float] {
    [Float](unsafeUninitializedCapacity: count) { buffer, initializedCount in
      buffer.initialize(repeating: .nan)
      mask.fill(
        buffer.baseAddress!, count: count, position: position, seed: seed, epoch: epoch, step: step)
      initializedCount = count
    }
  }

  @Test("drop the rate's share, and scale what stays", arguments: [0.01, 0.2, 0.5, 0.9, 0.999])
  func share(rate: Double) {
    let mask = DropoutMask(rate: rate, layerIndex: 1)
    let all = (0..<500).flatMap { factors(mask, count: 208, position: $0, step: 3) }
    let kept = Float(1 / (1 - rate))
    #expect(all.allSatisfy { $0 == 0 || $0 == kept })
    let share = Double(all.count { $0 == 0 }) / Double(all.count)
    #expect(abs(share - rate) < 5 * (rate * (1 - rate) / Double(all.count)).squareRoot() + 1.0 / 65_536)
  }

  @Test func `each unit is dropped as often as any other`() {
    let mask = DropoutMask(rate: 0.5, layerIndex: 0)
    var counts = [Int](repeating: 0, count: 144)
    for step in 0..<4000 {
      for (unit, factor) in factors(mask, count: 144, step: step).enumerated() where factor == 0 {
        counts[unit] += 1
      }
    }
    // Five deviations of a fair coin thrown 4000 times.
    #expect(counts.allSatisfy { abs($0 - 2000) < 160 })
  }

  @Test("are those of the documented random blocks", arguments: [16, 64, 80, 257 + 15])
  func documented(count: Int) {
    let mask = DropoutMask(rate: 0.3, layerIndex: 4)
    let found = factors(mask, count: count / 16 * 16, position: 6, seed: 0x1_0000_0002, epoch: 5, step: 9)
    let groups = (count / 16 * 16 + 63) / 64
    for (unit, factor) in found.enumerated() {
      // In a group of 64: word by word 16 units, low halves of eight blocks first.
      let (group, place) = (unit / 64, unit % 64)
      let block = Philox4x32.block(
        counter: SIMD4(
          UInt32((6 * groups + group) * 8 + place % 8), 9, 5, RandomPurpose.dropout.part(4).rawValue),
        key: SIMD2(2, 1))
      let word = block[place / 16]
      let bits = place % 16 < 8 ? word & 0xFFFF : word >> 16
      #expect((factor == 0) == (Double(bits) < 0.3 * 65_536))
    }
  }

  @Test func `another example, epoch, step, seed or layer draws others`() {
    let mask = DropoutMask(rate: 0.5, layerIndex: 0)
    let all = [
      factors(mask, count: 64), factors(mask, count: 64, position: 1), factors(mask, count: 64, seed: 2),
      factors(mask, count: 64, epoch: 1), factors(mask, count: 64, step: 1),
      factors(DropoutMask(rate: 0.5, layerIndex: 1), count: 64),
    ]
    #expect(Set(all).count == all.count)
    #expect(factors(mask, count: 64) == all[0])
  }
}

@Suite("Losses of probabilities", .tags(.property))
struct ProbabilityMeasuresPropertyTests {
  @Test func `agree with the training loss`() throws {
    let model = TestModel.all.first { $0.name == "dense 33-17-40-2" }!
    for loss in Loss.allCases {
      let plan = try model.plan(loss: loss)
      plan.initializeParameters(seed: 2)
      let batch = TestBatch(model, count: 20, seed: 1)
      let labels = batch.indices.map { batch.labels[Int($0)] }
      let probabilities = batch.predict(plan)
      let expected =
        loss == .meanSquaredError
        ? ProbabilityMeasures.meanSquaredError(probabilities: probabilities, labels: labels, classCount: 2)
        : ProbabilityMeasures.crossEntropy(
          logProbabilities: batch.predict(plan, as: .logProbabilities), labels: labels, classCount: 2)
      #expect(abs(batch.step(plan).lossSum / 20 - expected) < 1e-6)
    }
  }
}

@Suite("Weights digest", .tags(.property))
struct WeightsDigestPropertyTests {
  @Test func `changes with order, name, shape and any bit`() {
    let a = NamedTensor(name: "a", shape: [2], values: [0, 1])
    let b = NamedTensor(name: "b", shape: [1, 2], values: [0, 1])
    let lists: [[NamedTensor]] = [
      [a, b], [b, a], [a], [], [NamedTensor(name: "c", shape: [2], values: [0, 1]), b],
      [NamedTensor(name: "a", shape: [1, 2], values: [0, 1]), b],
      [NamedTensor(name: "a", shape: [2], values: [-0.0, 1]), b],
      [NamedTensor(name: "a", shape: [2], values: [0, Float(1).nextUp]), b],
    ]
    #expect(Set(lists.map { weightsDigest(of: $0) }).count == lists.count)
    #expect(weightsDigest(of: [a, b]) == weightsDigest(of: lists[0]))
  }
}
