import Evaluation
import ExperimentSchema
import Reporting
import Testing

@Suite("Claim judge: each verdict and its boundaries")
struct ClaimJudgeTests {
  /// A claim about validation accuracy, tolerance .05, and the measured values by experiment.
  struct Case: Sendable, CustomTestStringConvertible {
    var testDescription: String
    var statement: Claim.Statement
    var corpus = "tones"
    var values: [String: [Double]]
    var verdict: Claim.Verdict
    var reason: String
  }

  static let cases: [Case] = [
    Case(
      testDescription: "the interval lies within the tolerance",
      statement: .equals(experiment: "a", value: 0.5), values: ["a": [0.50, 0.51, 0.49]],
      verdict: .replicated, reason: "95 % interval [47.52, 52.48] % over 3 seeds"),
    Case(
      testDescription: "the interval lies outside the tolerance",
      statement: .equals(experiment: "a", value: 0.4), values: ["a": [0.50, 0.51, 0.49]],
      verdict: .notReplicated, reason: "95 % interval [47.52, 52.48] % over 3 seeds"),
    Case(
      testDescription: "the interval straddles the tolerance's end",
      statement: .equals(experiment: "a", value: 0.45), values: ["a": [0.50, 0.51, 0.49]],
      verdict: .inconclusive, reason: "95 % interval [47.52, 52.48] % over 3 seeds"),
    Case(
      testDescription: "two seeds decide nothing, however equal",
      statement: .equals(experiment: "a", value: 0.5), values: ["a": [0.5, 0.5]],
      verdict: .inconclusive, reason: "2 seeds, expected at least 3"),
    Case(
      testDescription: "three equal seeds decide", statement: .equals(experiment: "a", value: 0.5),
      values: ["a": [0.5, 0.5, 0.5]], verdict: .replicated,
      reason: "95 % interval [50.00, 50.00] % over 3 seeds"),
    Case(
      testDescription: "nothing measured", statement: .equals(experiment: "a", value: 0.5), values: [:],
      verdict: .inconclusive, reason: "0 seeds, expected at least 3"),
    Case(
      testDescription: "another corpus is for reference", statement: .equals(experiment: "a", value: 0.5),
      corpus: "elsewhere", values: ["a": [0.50, 0.51, 0.49]], verdict: .referenceOnly,
      reason: "claimed on elsewhere, measured on tones"),
    Case(
      testDescription: "above the value", statement: .greaterThan(experiment: "a", value: 0.4),
      values: ["a": [0.50, 0.51, 0.49]], verdict: .replicated,
      reason: "95 % interval [47.52, 52.48] % over 3 seeds"),
    Case(
      testDescription: "below the value", statement: .greaterThan(experiment: "a", value: 0.6),
      values: ["a": [0.50, 0.51, 0.49]], verdict: .notReplicated,
      reason: "95 % interval [47.52, 52.48] % over 3 seeds"),
    Case(
      testDescription: "around the value", statement: .greaterThan(experiment: "a", value: 0.5),
      values: ["a": [0.50, 0.51, 0.49]], verdict: .inconclusive,
      reason: "95 % interval [47.52, 52.48] % over 3 seeds"),
    Case(
      testDescription: "each above the one before", statement: .order(experiments: ["a", "b", "c"]),
      values: ["a": [0.1, 0.11, 0.12], "b": [0.2, 0.21, 0.23], "c": [0.3, 0.32, 0.33]],
      verdict: .replicated, reason: "every difference is above 0"),
    Case(
      testDescription: "one below the one before", statement: .order(experiments: ["a", "b", "c"]),
      values: ["a": [0.1, 0.11, 0.12], "b": [0.2, 0.21, 0.23], "c": [0.1, 0.12, 0.13]],
      verdict: .notReplicated, reason: "below 0: c - b -9.67"),
    Case(
      testDescription: "a difference within the tolerance is none",
      statement: .order(experiments: ["a", "b"]),
      values: ["a": [0.50, 0.51, 0.52], "b": [0.51, 0.50, 0.52]],
      verdict: .notReplicated, reason: "no difference worth the name: b - a +0.00"),
    Case(
      testDescription: "too spread to tell", statement: .order(experiments: ["a", "b"]),
      values: ["a": [0.5, 0.6, 0.7], "b": [0.7, 0.5, 0.8]], verdict: .inconclusive,
      reason: "not decided: b - a +6.67"),
    Case(
      testDescription: "two common seeds are too few", statement: .order(experiments: ["a", "b"]),
      values: ["a": [0.1, 0.1, 0.1], "b": [0.2, 0.3]], verdict: .inconclusive,
      reason: "2 common seeds, expected at least 3"),
    Case(
      testDescription: "above each of the others",
      statement: .greaterThanOthers(experiment: "c", others: ["a", "b"]),
      values: ["a": [0.1, 0.11, 0.12], "b": [0.2, 0.21, 0.23], "c": [0.3, 0.32, 0.33]],
      verdict: .replicated, reason: "every difference is above 0"),
    Case(
      testDescription: "runs that are equal to the bit differ in nothing",
      statement: .greaterThanOthers(experiment: "b", others: ["a"]),
      values: ["a": [0.1, 0.2, 0.3], "b": [0.1, 0.2, 0.3]], verdict: .notReplicated,
      reason: "no difference worth the name: b - a +0.00"),
  ]

  @Test(arguments: cases) func verdict(sample: Case) {
    let judge = ClaimJudge(corpus: "tones") { experiment, _ in
      let values = sample.values[experiment] ?? []
      return Dictionary(uniqueKeysWithValues: values.enumerated().map { (UInt64($0.offset + 1), $0.element) })
    }
    let judged = judge.judge(
      Claim(
        id: "claim", metric: "validation.accuracy", statement: sample.statement, corpus: sample.corpus,
        source: "a test"))
    #expect(judged.verdict == sample.verdict)
    #expect(judged.reason == sample.reason)
  }

  @Test func `Holm's correction spans the pairs of a claim`() throws {
    // Each pair alone has p = .027; twice that is above .05.
    let values: [String: [UInt64: Double]] = [
      "a": [1: 0.10, 2: 0.10, 3: 0.10], "b": [1: 0.16, 2: 0.20, 3: 0.24], "c": [1: 0.22, 2: 0.30, 3: 0.38],
    ]
    let judge = ClaimJudge(corpus: "tones") { experiment, _ in values[experiment] ?? [:] }
    func judged(_ names: [String]) -> JudgedClaim {
      judge.judge(
        Claim(
          id: "claim", metric: "validation.accuracy", statement: .order(experiments: names), corpus: "tones",
          source: "a test"))
    }
    let alone = judged(["a", "b"])
    #expect(alone.verdict == .inconclusive || alone.verdict == .replicated)
    let p = try #require(alone.evidence[0].pValue)
    #expect(abs(judged(["a", "b", "c"]).evidence[0].pValue! - 2 * p) < 1e-12)
  }

  @Test func `only seeds that both have are paired`() {
    let judge = ClaimJudge(corpus: "tones") { experiment, _ in
      experiment == "a" ? [1: 0.1, 2: 0.1, 3: 0.1, 9: 0.9] : [1: 0.2, 2: 0.21, 3: 0.22, 8: 0]
    }
    let judged = judge.judge(
      Claim(
        id: "claim", metric: "validation.accuracy", statement: .order(experiments: ["a", "b"]),
        corpus: "tones", source: "a test"))
    #expect(judged.verdict == .replicated && judged.evidence[0].seedCount == 3)
  }
}
