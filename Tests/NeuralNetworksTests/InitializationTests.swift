import Evaluation
import ExperimentSchema
import Foundation
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

@Suite("First weights", .tags(.property))
struct FirstWeightsPropertyTests {
  @Test("have the documented distribution", arguments: Initializer.allCases, [1, 2] as [UInt64])
  func distribution(initializer: Initializer, seed: UInt64) {
    let (fanIn, fanOut, count) = (75, 300, 20_000)
    let weights = firstWeights(
      initializer, count: count, fanIn: fanIn, fanOut: fanOut, seed: seed, layerIndex: 3)
    let variance =
      switch initializer {
      case .glorotUniform, .glorotNormal: 2 / Double(fanIn + fanOut)
      case .heUniform, .heNormal: 2 / Double(fanIn)
      }
    let isNormal = initializer == .glorotNormal || initializer == .heNormal
    /// The share of values below `x`.
    func distribution(_ x: Double) -> Double {
      if isNormal { return 0.5 * erfc(-x / (2 * variance).squareRoot()) }
      let limit = (3 * variance).squareRoot()
      return min(1, max(0, (x + limit) / (2 * limit)))
    }
    let squares = weights.reduce(0.0) { $0 + Double($1) * Double($1) } / Double(count)
    // Five standard errors: the fourth moment is 3 σ⁴ of a normal, 9/5 σ⁴ of a uniform distribution.
    #expect(abs(squares / variance - 1) < 5 * ((isNormal ? 2 : 0.8) / Double(count)).squareRoot())
    var distance = 0.0
    for (index, weight) in weights.sorted().enumerated() {
      let expected = distribution(Double(weight))
      distance = max(
        distance, expected - Double(index) / Double(count), Double(index + 1) / Double(count) - expected)
    }
    // Kolmogorov and Smirnov's 99.99 % point.
    #expect(distance < 2.23 / Double(count).squareRoot())
    if isNormal {
      // Not truncated: of 20 000 some lie beyond three deviations.
      #expect(weights.contains { Double($0 * $0) > 9 * variance })
    }
  }

  @Test("of equal seeds are equal, of other seeds and layers others", arguments: Initializer.allCases)
  func seeds(initializer: Initializer) {
    func weights(seed: UInt64, layer: Int) -> [Float] {
      firstWeights(initializer, count: 40, fanIn: 5, fanOut: 8, seed: seed, layerIndex: layer)
    }
    #expect(weights(seed: 1, layer: 0) == weights(seed: 1, layer: 0))
    #expect(weights(seed: 1, layer: 0) != weights(seed: 2, layer: 0))
    #expect(weights(seed: 1, layer: 0) != weights(seed: 1, layer: 1))
  }

  @Test("are those that a layer asks for", arguments: Initializer.allCases)
  func layers(initializer: Initializer) throws {
    let model = TestModel(
      name: "first weights", inputShape: [2, 9],
      layers: [
        Layer(
          name: "conv",
          operation: .conv1D(.init(filters: 4, kernelSize: 3, initializer: initializer))),
        TestModel.flatten,
        Layer(
          name: "dense", operation: .dense(units: .count(6), activation: .relu, initializer: initializer)),
        TestModel.output,
      ])
    let plan = try model.plan()
    plan.initializeParameters(seed: 7)
    let expected = [
      firstWeights(initializer, count: 24, fanIn: 6, fanOut: 12, seed: 7, layerIndex: 0),
      firstWeights(initializer, count: 168, fanIn: 28, fanOut: 6, seed: 7, layerIndex: 2),
      firstWeights(.glorotUniform, count: 60, fanIn: 6, fanOut: 10, seed: 7, layerIndex: 3),
    ]
    #expect([0, 2, 4].map { plan.parameters[$0].values } == expected)
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
    for loss in Loss.allCases where loss.outputActivations.contains(.softmax) {
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
