import ExperimentSchema
import Recognition
import Testing

@Suite struct SceneEstimateTests {
  private let taxonomy = Taxonomy(
    scenes: [
      .init(name: "farm", title: "a"), .init(name: "home", title: "b"), .init(name: "street", title: "c"),
    ],
    classes: [
      .init(name: "dog", aliases: ["Dog"], scenes: ["farm", "home"], suitability: .suitable),
      .init(name: "cow", scenes: ["farm"], suitability: .suitable),
      .init(name: "siren", scenes: ["street"], suitability: .disturbing),
    ])

  @Test func `classes speak for their scenes to equal parts`() {
    let estimate = SceneEstimate(
      evidence: [2, 1, 1], classNames: ["Dog", "cow", "siren"], taxonomy: taxonomy)
    #expect(estimate.scene == "farm")
    #expect(estimate.shares.map(\.scene) == ["farm", "home", "street"])
    #expect(estimate.shares.map(\.share) == [0.5, 0.25, 0.25])
  }

  @Test func `classes that the taxonomy does not know say nothing`() {
    let estimate = SceneEstimate(evidence: [9, 1], classNames: ["unicorn", "siren"], taxonomy: taxonomy)
    #expect(estimate.scene == "street" && estimate.shares[0].share == 1)
  }

  @Test func `where nothing is heard there is no scene`() {
    let estimate = SceneEstimate(evidence: [0, 0], classNames: ["dog", "siren"], taxonomy: taxonomy)
    #expect(estimate.scene == nil && estimate.shares.allSatisfy { $0.share == 0 })
  }
}

@Suite struct SuitabilityTests {
  private let rule = SuitabilityRule()

  private func verdict(
    _ probability: Double, unlike: Bool = false, rise: Double? = nil, loudness: Double? = nil
  ) -> SuitabilityJudgement.Verdict {
    rule.judge(
      SuitabilityEvidence(
        disturbingProbability: probability, isUnlikeClasses: unlike, rise: rise, loudness: loudness)
    ).verdict
  }

  @Test(
    arguments: [
      (0, .suitable), (0.0499, .suitable), (0.05, .uncertain), (0.4999, .uncertain), (0.5, .disturbing),
      (1, .disturbing),
    ] as [(Double, SuitabilityJudgement.Verdict)])
  func `probability decides at its bounds`(probability: Double, expected: SuitabilityJudgement.Verdict) {
    #expect(verdict(probability) == expected)
  }

  @Test func `a fright or a din disturbs whatever it means`() {
    #expect(verdict(0, rise: 39.9) == .suitable && verdict(0, rise: 40) == .disturbing)
    #expect(verdict(0, loudness: -10) == .suitable && verdict(0, loudness: -9.9) == .disturbing)
  }

  @Test func `what is unlike all classes is never called suitable`() {
    #expect(verdict(0, unlike: true) == .uncertain)
    #expect(verdict(0.7, unlike: true) == .disturbing)
  }

  @Test func `every verdict gives its reasons in a sentence`() {
    let judgement = rule.judge(SuitabilityEvidence(disturbingProbability: 0.62, rise: 44.4))
    #expect(
      judgement.explanation
        == "Disturbing: it is probably of a disturbing class (62 %); it rises by 44 dB within 20 ms.")
    #expect(
      rule.judge(SuitabilityEvidence(disturbingProbability: 0.001)).explanation
        == "Suitable: a disturbing class is unlikely (below 1 %), and nothing in the sound is abrupt.")
    #expect(
      rule.judge(SuitabilityEvidence(disturbingProbability: 0.001, loudness: -30)).explanation
        == "Suitable: a disturbing class is unlikely (below 1 %), and nothing in the sound is abrupt or loud."
    )
    #expect(
      rule.judge(SuitabilityEvidence(disturbingProbability: 0.2)).explanation
        == "Uncertain, for an adult to decide: it may be of a disturbing class (20 %).")
  }
}
