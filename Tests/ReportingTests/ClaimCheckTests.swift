import ExperimentSchema
import Foundation
import Reporting
import RunStore
import TestSupport
import Testing

@Suite("Claim check: what it comes to")
struct ClaimCheckTests {
  /// The check of claims on one experiment whose three seeds measure 0.49, 0.50 and 0.51 on corpus tones.
  func check(
    _ claims: [Claim], seeds: [UInt64: Double] = [1: 0.49, 2: 0.50, 3: 0.51], corpora: [String]? = nil
  ) throws -> ClaimCheck {
    let fixture = try HistoryFixture()
    for (seed, value) in seeds.sorted(by: { $0.key < $1.key }) {
      try fixture.add("gen1", seed: seed, validation: value)
    }
    return try ClaimCheck.make(
      history: History(title: "A history", experiments: ["gen1"], claims: []),
      experiments: [HistoryFixture.experiment("gen1", claims: claims)], store: fixture.store,
      corpora: corpora, digest: HistoryFixture.digest)
  }

  func claim(_ value: Double, corpus: String = "tones", accepted: Claim.Verdict? = nil) -> Claim {
    var claim = HistoryFixture.equals("gen1", "validation.accuracy", value, corpus: corpus)
    claim.id += "-\(value)-\(corpus)"
    claim.accepted = accepted
    return claim
  }

  @Test func `replicated claims pass, beside claims on other corpora too`() throws {
    #expect(try check([claim(0.5)]).outcome == .passed)
    #expect(try check([claim(0.5), claim(0.1, corpus: "elsewhere")]).outcome == .passed)
  }

  @Test func `a claim that is not replicated fails, whatever else is open`() throws {
    #expect(try check([claim(0.5), claim(0.1)]).outcome == .failed)
    #expect(try check([claim(0.46), claim(0.1)]).outcome == .failed)
  }

  @Test func `an inconclusive claim leaves the check open, and so does having judged none`() throws {
    #expect(try check([claim(0.5), claim(0.46)]).outcome == .undecided)
    #expect(try check([claim(0.5)], seeds: [1: 0.5, 2: 0.5]).outcome == .undecided)
    #expect(try check([claim(0.5, corpus: "elsewhere")]).outcome == .undecided)
    #expect(try check([]).outcome == .undecided)
    #expect(try check([claim(0.5)], seeds: [:]).outcome == .undecided)
    #expect(try check([claim(0.5)], corpora: ["noises"]).outcome == .undecided)
  }

  @Test func `a verdict fails nothing only where that very verdict is accepted`() throws {
    #expect(try check([claim(0.5), claim(0.1, accepted: .notReplicated)]).outcome == .passed)
    #expect(try check([claim(0.5), claim(0.1, accepted: .inconclusive)]).outcome == .failed)
    #expect(try check([claim(0.5), claim(0.46, accepted: .inconclusive)]).outcome == .passed)
    #expect(try check([claim(0.5, accepted: .notReplicated)]).outcome == .passed)
  }

  @Test func `claims of other units are compared in cross-entropy, and the check says so`() throws {
    let fixture = try HistoryFixture()
    for seed in 1...3 as ClosedRange<UInt64> {
      try fixture.add("gen4", seed: seed, validation: 0.5, crossEntropy: 1 + Double(seed) / 64)
      try fixture.add("gen5", seed: seed, validation: 0.5, crossEntropy: 2 + Double(seed) / 32)
    }
    func judged(_ metric: String) throws -> JudgedClaim {
      let check = try ClaimCheck.make(
        history: History(
          title: "A history", experiments: ["gen4", "gen5"],
          claims: [
            Claim(
              id: "loss", metric: metric,
              statement: .greaterThanOthers(experiment: "gen5", others: ["gen4"]), corpus: "tones",
              source: "a test")
          ]),
        experiments: [
          HistoryFixture.experiment("gen4"),
          HistoryFixture.experiment("gen5", loss: .categoricalCrossEntropy),
        ],
        store: fixture.store, digest: HistoryFixture.digest)
      return check.corpora[0].claims[0]
    }
    let validation = try judged("validation.loss")
    #expect(validation.metric == "validation.crossEntropy" && validation.verdict == .replicated)
    // No run records the training loss in another unit than its own.
    #expect(try judged("train.loss").verdict == .inconclusive)
  }

  @Test(.tags(.golden)) func `golden files`() throws {
    let fixture = try HistoryFixture()
    for seed in 1...3 as ClosedRange<UInt64> {
      let shift = Double(seed) / 128
      try fixture.add("gen1", seed: seed, train: 0.875, validation: 0.25 + shift, crossEntropy: 2 + shift)
      try fixture.add(
        "gen2", seed: seed, train: 0.75 + shift, validation: 0.5 + shift * shift, crossEntropy: 3 - shift)
    }
    try fixture.add("gen3", seed: 1, validation: 0.625)
    try fixture.add("gen3", seed: 2, validation: 0.25)
    try fixture.add("gen3", seed: 3, validation: 0.75)
    try fixture.add("gen2", corpus: "noises", seed: 1, validation: 0.375)
    var experiments = HistoryReportGoldenTests.experiments
    experiments[0].claims[1].accepted = .notReplicated
    let check = try ClaimCheck.make(
      history: HistoryReportGoldenTests.history, experiments: experiments, store: fixture.store,
      digest: HistoryFixture.digest)
    try GoldenFile.expect(check.text(width: 100), equals: "check-100.txt")
    try GoldenFile.expect(check.text(width: 80, style: .ascii), equals: "check-ascii.txt")
    try GoldenFile.expect(check.json, equals: "check.json")
  }
}
