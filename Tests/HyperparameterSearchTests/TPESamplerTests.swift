import ExperimentSchema
import HyperparameterSearch
import Testing
import TestSupport

@Suite("TPE sampler")
struct TPESamplerTests {
  private let line = [Hyperparameter(keyPath: "x", domain: .uniform(0...1))]

  private func number(_ assignment: Assignment?) throws -> Double {
    guard case .number(let number)? = assignment?.first else {
      Issue.record("\(String(describing: assignment))")
      return .nan
    }
    return number
  }

  /// The values proposed for trials 41, 42 … after 40 evenly spread trials of these states.
  private func proposals(
    _ count: Int, isMaximised: Bool = false, state: (Double) -> SearchTrial.State
  ) throws -> [Double] {
    let sampler = TPESampler(space: line, areMaximised: [isMaximised], settings: .init(seed: 2))
    let history = (1...40).map { number in
      let x = (Double(number) - 0.5) / 40
      return SearchTrial(number: number, assignment: [.number(x)], state: state(x))
    }
    return try (41..<41 + count).map {
      try number(sampler.assignment(ofTrial: $0, attempt: 0, history: history))
    }
  }

  @Test func `proposals gather where trials were good`() throws {
    let low = try proposals(40) { .finished([abs($0 - 0.3)]) }
    #expect(low.count { abs($0 - 0.3) < 0.15 } > 30, "\(low)")
    let high = try proposals(40, isMaximised: true) { .finished([abs($0 - 0.3)]) }
    #expect(high.count { $0 > 0.85 } > 30, "\(high)")
  }

  @Test func `a pruned trial is worse than a finished one, a failed one says nothing`() throws {
    let pruned = try proposals(40) { $0 < 0.5 ? .pruned(value: $0) : .finished([$0]) }
    #expect(pruned.count { $0 < 0.4 } < 8, "\(pruned)")
    let failed = try proposals(40) { $0 < 0.5 ? .failed : .finished([$0]) }
    #expect(failed.count { abs($0 - 0.5) < 0.15 } > 25, "\(failed)")
    let onlyPruned = try proposals(40) { .pruned(value: abs($0 - 0.3)) }
    #expect(onlyPruned.count { abs($0 - 0.3) < 0.15 } > 30, "\(onlyPruned)")
  }

  @Test func `a trial under way keeps others away`() throws {
    let sampler = TPESampler(space: line, areMaximised: [false], settings: .init(seed: 2))
    let ended = (1...20).map { number in
      SearchTrial(
        number: number, assignment: [.number(Double(number) / 20)],
        state: .finished([abs(Double(number) / 20 - 0.3)]))
    }
    func near(_ history: [SearchTrial]) throws -> Int {
      try (100..<200).count { trial in
        abs(try number(sampler.assignment(ofTrial: trial, attempt: 0, history: history)) - 0.3) < 0.02
      }
    }
    let pending = (21...30).map { SearchTrial(number: $0, assignment: [.number(0.3)], state: .pending) }
    #expect(try near(ended + pending) < near(ended) / 2)
  }

  @Test func `the first trials fill a Latin hypercube`() throws {
    let sampler = TPESampler(
      space: GoldenSearch.space, areMaximised: [true], settings: .init(startupTrials: 12))
    let proposals = (1...12).map { sampler.assignment(ofTrial: $0, attempt: 0, history: []) }
    let choices = proposals.map { $0?[0] }
    for choice in 0..<3 { #expect(choices.count { $0 == .choice(choice) } == 4) }
    let parts = try proposals.map { Int(12 * (try number($0.map { [$0[6]] }))) }
    #expect(parts.sorted() == Array(0..<12))
  }

  @Test("of a counted space nothing is proposed twice while there is something else", .tags(.property))
  func repeats() {
    let space = [
      Hyperparameter(keyPath: "a", domain: .integer(1...5, step: 1, isLogarithmic: false)),
      Hyperparameter(keyPath: "b", choices: ["x", "y", "z"]),
    ]
    let sampler = TPESampler(space: space, areMaximised: [false], settings: .init(seed: 4, startupTrials: 3))
    var history: [SearchTrial] = []
    for number in 1...15 {
      let known = Set(history.map(\.assignment))
      let fresh = (0..<20).lazy.compactMap {
        sampler.assignment(ofTrial: number, attempt: $0, history: history)
      }
      .first { !known.contains($0) }
      guard let assignment = fresh else {
        Issue.record("trial \(number) repeats another twenty times")
        return
      }
      history.append(
        SearchTrial(number: number, assignment: assignment, state: .finished([Double(number % 4)])))
    }
    #expect(Set(history.map(\.assignment)).count == 15)
    #expect(sampler.assignment(ofTrial: 16, attempt: 0, history: history) != nil)
  }

  @Test func `of two objectives the whole front is found`() throws {
    let sampler = TPESampler(space: line, areMaximised: [false, true], settings: .init(seed: 2))
    var history: [SearchTrial] = []
    for trial in 1...80 {
      let assignment = try #require(sampler.assignment(ofTrial: trial, attempt: 0, history: history))
      // Between 0.4 and 0.6 one objective can only be had for the other.
      let x = try number(assignment)
      history.append(
        SearchTrial(number: trial, assignment: assignment, state: .finished([abs(x - 0.4), -abs(x - 0.6)])))
    }
    let found = try history.suffix(60).map { try number($0.assignment) }
    #expect(found.count { (0.37...0.63).contains($0) } > 35, "\(found)")
    for part in [0.4...0.45, 0.45...0.5, 0.5...0.55, 0.55...0.6] {
      #expect(found.contains { part.contains($0) }, "none in \(part): \(found)")
    }
  }

  @Test(
    "a function is minimised better than at random", .tags(.property), arguments: 1...5 as ClosedRange<UInt64>
  )
  func minimum(seed: UInt64) {
    let space = (0..<4).map { Hyperparameter(keyPath: "\($0)", domain: .uniform(-1...1)) }
    func best(_ sampler: any Sampler) -> Double {
      var history: [SearchTrial] = []
      for number in 1...80 {
        let point = sampler.assignment(ofTrial: number, attempt: 0, history: history) ?? []
        let value = point.reduce(0.0) { sum, value in
          if case .number(let x) = value { sum + (x - 0.4) * (x - 0.4) } else { .infinity }
        }
        history.append(SearchTrial(number: number, assignment: point, state: .finished([value])))
      }
      return history.map { if case .finished(let values) = $0.state { values[0] } else { .infinity } }.min()
        ?? .infinity
    }
    let found = best(TPESampler(space: space, areMaximised: [false], settings: .init(seed: seed)))
    #expect(found < best(RandomSampler(space: space, seed: seed)) / 3, "\(found)")
  }
}
