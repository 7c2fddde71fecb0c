import ExperimentSchema
import HyperparameterSearch
import SeededRandom
import Testing
import TestSupport

/// What every sampler keeps.
@Suite("Samplers: contract")
struct SamplerContractTests {
  private static let counted = [
    Hyperparameter(keyPath: "units", domain: .integer(16...64, step: 16, isLogarithmic: false)),
    Hyperparameter(keyPath: "dropout", domain: .quantised(0...0.3, step: 0.1)),
    Hyperparameter(keyPath: "optimizer", choices: ["adam", "sgd", "adamW"]),
  ]

  /// Spaces and objectives: of counted values, of all kinds, of one axis.
  private static let samplers: [(name: String, space: [Hyperparameter], sampler: any Sampler)] =
    [
      ("grid", SamplerSpecification.grid(seed: 5), 1), ("random", .random(seed: 5), 1),
      ("tpe", .tpe(TPESettings(seed: 5)), 1), ("tpe of two objectives", .tpe(TPESettings(seed: 5)), 2),
    ].flatMap { name, specification, objectiveCount in
      [counted, GoldenSearch.space, [GoldenSearch.space[2]]].compactMap { space in
        if case .grid = specification, space.contains(where: { $0.domain.count == nil }) { return nil }
        let sweep = SweepSpecification(
          name: "s", title: "s", space: space,
          objectives: (0..<objectiveCount).map { SweepObjective(metric: "\($0)", isMaximised: $0 == 0) },
          sampler: specification, budget: .init(trials: 10))
        return ("\(name) over \(space.count)", space, sweep.makeSampler())
      }
    }

  /// A history of `count` trials in all states.
  private static func history(_ space: [Hyperparameter], count: Int, seed: UInt64 = 3) -> [SearchTrial] {
    let drawn = RandomSampler(space: space, seed: seed)
    var random = RandomStream(seed: seed, purpose: .search, epoch: 9)
    return (1..<max(count, 1)).map { number in
      let state: SearchTrial.State =
        switch number % 7 {
        case 0: .pending
        case 1: .failed
        case 2: .pruned(value: number % 2 == 0 ? random.uniform() : nil)
        default: .finished([random.uniform(), random.uniform()])
        }
      return SearchTrial(
        number: number, assignment: drawn.assignment(ofTrial: number, attempt: 0, history: [])!, state: state)
    }
  }

  @Test("proposals lie in the space", .tags(.property), arguments: [0, 1, 5, 30, 200])
  func bounds(count: Int) {
    for (name, space, sampler) in Self.samplers {
      let history = Self.history(space, count: count)
      for attempt in 0..<5 {
        guard let assignment = sampler.assignment(ofTrial: count + 1, attempt: attempt, history: history)
        else {
          #expect(name.hasPrefix("grid"), "\(name) has nothing left")
          continue
        }
        #expect(assignment.count == space.count)
        for (setting, value) in zip(space, assignment) {
          #expect(setting.domain.contains(value), "\(name): \(setting.keyPath) \(value)")
        }
      }
    }
  }

  @Test("the same is asked and answered, in whatever order the history comes", .tags(.property))
  func determinism() {
    for (name, space, sampler) in Self.samplers {
      let history = Self.history(space, count: 40)
      let first = sampler.assignment(ofTrial: 41, attempt: 0, history: history)
      for seed in 1...5 as ClosedRange<UInt64> {
        var random = RandomStream(seed: seed, purpose: .search)
        let shuffled = random.permutation(of: history.count).map { history[Int($0)] }
        #expect(sampler.assignment(ofTrial: 41, attempt: 0, history: shuffled) == first, "\(name)")
      }
      let itself = SearchTrial(number: 41, assignment: first ?? [], state: .pending)
      #expect(sampler.assignment(ofTrial: 41, attempt: 0, history: history + [itself]) == first, "\(name)")
    }
  }

  @Test("other trials, attempts and seeds ask for something else", .tags(.property))
  func variety() {
    let history = Self.history(GoldenSearch.space, count: 40)
    for seed in 1...2 as ClosedRange<UInt64> {
      for sampler: any Sampler in [
        RandomSampler(space: GoldenSearch.space, seed: seed),
        TPESampler(space: GoldenSearch.space, areMaximised: [true], settings: .init(seed: seed)),
      ] {
        let asked = (41...50).flatMap { number in
          (0..<3).map { sampler.assignment(ofTrial: number, attempt: $0, history: history) }
        }
        #expect(Set(asked).count == asked.count)
      }
    }
    func first(_ seed: UInt64) -> Assignment? {
      RandomSampler(space: GoldenSearch.space, seed: seed).assignment(ofTrial: 1, attempt: 0, history: [])
    }
    #expect(first(1) != first(2))
  }
}

@Suite("Grid")
struct GridSamplerTests {
  private let space = [
    Hyperparameter(keyPath: "a", domain: .integer(1...3, step: 1, isLogarithmic: false)),
    Hyperparameter(keyPath: "b", domain: .quantised(0...0.2, step: 0.1)),
    Hyperparameter(keyPath: "c", choices: ["x", "y"]),
  ]

  @Test func `each point comes once, then nothing`() {
    let sampler = GridSampler(space: space, seed: 1)
    let points = (1...18).compactMap { sampler.assignment(ofTrial: $0, attempt: 0, history: []) }
    #expect(points.count == 18 && Set(points).count == 18)
    #expect(sampler.assignment(ofTrial: 19, attempt: 0, history: []) == nil)
    #expect(sampler.assignment(ofTrial: 0, attempt: 0, history: []) == nil)
    let other = GridSampler(space: space, seed: 2)
    #expect((1...18).compactMap { other.assignment(ofTrial: $0, attempt: 0, history: []) } != points)
  }
}

@Suite("Random sampler")
struct RandomSamplerTests {
  /// The share of 20 000 draws of `domain` that `isCounted` holds for.
  private func share(_ domain: Hyperparameter.Domain, _ isCounted: (HyperparameterValue) -> Bool) -> Double {
    let sampler = RandomSampler(space: [Hyperparameter(keyPath: "a", domain: domain)], seed: 1)
    let counted = (1...20_000).count { number in
      isCounted(sampler.assignment(ofTrial: number, attempt: 0, history: [])![0])
    }
    return Double(counted) / 20_000
  }

  @Test("all values are equally likely, of logarithmic ranges their logarithms", .tags(.property))
  func likelihood() {
    func isBelow(_ bound: Double) -> (HyperparameterValue) -> Bool {
      { if case .number(let number) = $0 { number < bound } else { false } }
    }
    // Four standard deviations of a share of 20 000 draws are 0.014 at most.
    #expect(abs(share(.uniform(-1...3), isBelow(0)) - 0.25) < 0.015)
    #expect(abs(share(.logUniform(1e-4...1), isBelow(1e-3)) - 0.25) < 0.015)
    for index in 0..<4 {
      let steps = Hyperparameter.Domain.quantised(0...0.3, step: 0.1)
      #expect(abs(share(steps) { $0 == steps.value(at: index) } - 0.25) < 0.015)
      let whole = Hyperparameter.Domain.integer(-2...4, step: 2, isLogarithmic: false)
      #expect(abs(share(whole) { $0 == whole.value(at: index) } - 0.25) < 0.015)
    }
    // 1 covers 0.5 to 1.5 of 0.5 to 8.5.
    let expected = 0.387_756
    #expect(
      abs(share(.integer(1...8, step: 1, isLogarithmic: true)) { $0 == .integer(1) } - expected) < 0.015)
  }
}
