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

  // MARK: The seeds that would decide

  func judged(_ statement: Claim.Statement, _ values: [String: [Double]]) -> JudgedClaim {
    let judge = ClaimJudge(corpus: "tones") { experiment, _ in
      Dictionary(
        uniqueKeysWithValues: (values[experiment] ?? []).enumerated().map { (UInt64($0.offset), $0.element) })
    }
    return judge.judge(
      Claim(
        id: "claim", metric: "validation.accuracy", statement: statement, corpus: "tones", source: "a test"))
  }

  // From scipy 1.17.1: the least n with t.ppf(.975, n - 1) s / sqrt(n) <= d, where s is the deviation and d the
  // distance from the edge that the interval has to clear; Tests/ReferenceImplementations/seeds_to_decide.py.
  @Test(arguments: [
    ([0.50, 0.51, 0.49], 0.46, 7), ([0.50, 0.51, 0.49], 0.455, 18), ([0.50, 0.56, 0.44], 0.5, 9),
    ([0.50, 0.501], 0.5, 3), ([0.4, 0.6, 0.5, 0.5], 0.5, 13),
  ])
  func `the seeds that would decide are those of the interval's formula`(
    values: [Double], claimed: Double, expected: Int
  ) {
    let judged = judged(.equals(experiment: "a", value: claimed), ["a": values])
    #expect(judged.verdict == .inconclusive)
    #expect(judged.seedsToDecide == expected)
  }

  @Test func `as many seeds as are said to decide do decide, and one fewer do not`() throws {
    let values = ["a": [0.50, 0.55, 0.48, 0.52], "b": [0.56, 0.57, 0.58, 0.50]]
    let order = Claim.Statement.order(experiments: ["a", "b"])
    let seeds = try #require(judged(order, values).seedsToDecide)
    let differences = zip(values["b"]!, values["a"]!).map { $0 - $1 }
    let estimate = try #require(MeanEstimate(differences))
    func decides(_ count: Int) throws -> Bool {
      let projected = try #require(estimate.projected(toCount: count))
      let pValue = try #require(MeanTest(projected, expected: 0)).pValue
      return pValue <= 0.05 || projected.interval()?.isWithin(-0.05...0.05) == true
    }
    #expect(try decides(seeds) && !decides(seeds - 1))
  }

  @Test func `what no number of seeds decides has none, nor has what was measured once`() {
    // The mean lies on the tolerance's very edge.
    #expect(judged(.equals(experiment: "a", value: 0.25), ["a": [0.25, 0.35, 0.3]]).seedsToDecide == nil)
    #expect(judged(.equals(experiment: "a", value: 0.5), ["a": [0.5]]).seedsToDecide == nil)
    #expect(judged(.equals(experiment: "a", value: 0.5), [:]).seedsToDecide == nil)
    let decided = judged(.equals(experiment: "a", value: 0.5), ["a": [0.5, 0.5, 0.5]])
    #expect(decided.verdict == .replicated && decided.seedsToDecide == nil)
  }

  @Test func `losses without a common unit are not judged`() {
    let judge = ClaimJudge(corpus: "tones", metric: { _ in nil }, values: { _, _ in [1: 1, 2: 2, 3: 3] })
    let judged = judge.judge(
      Claim(
        id: "claim", metric: "train.loss", statement: .order(experiments: ["a", "b"]), corpus: "tones",
        source: "a test"))
    #expect(judged.verdict == .inconclusive && judged.evidence.isEmpty)
    #expect(judged.reason.contains("different units"))
  }
}
