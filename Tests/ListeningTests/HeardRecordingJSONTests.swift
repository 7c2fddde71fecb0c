import ExperimentSchema
import Listening
import Recognition
import Testing

@Suite("What is heard, as JSON")
struct HeardRecordingJSONTests {
  private let card = ModelCard(
    name: "gen7", run: "gen7-x", classNames: ["dog"],
    heldOut: .init(accuracy: 0.9625, clipCount: 80, corpus: "esc10", folds: [5]), credits: "them")
  private let taxonomy = Taxonomy(
    scenes: [.init(name: "farm", title: "a farm")],
    classes: [.init(name: "dog", scenes: ["farm"], suitability: .suitable)])

  private func scene(_ evidence: Double) -> SceneEstimate {
    SceneEstimate(evidence: [evidence], classNames: ["dog"], taxonomy: taxonomy)
  }

  @Test func `the form is the one that is promised`() {
    let judgement = SuitabilityRule().judge(SuitabilityEvidence(disturbingProbability: 0.02, rise: 31.5))
    let heard = HeardRecording(
      file: "x.wav", duration: 10,
      events: [
        HeardEvent(className: "dog", onset: 1, offset: 2.4, confidence: 0.93, suitability: judgement)
      ], scene: scene(1), suitability: nil, card: card)
    let explanation = judgement.explanation
    let reason = judgement.reasons[0].description
    #expect(
      heard.jsonText == """
        {"file":"x.wav","duration":10,"events":[{"class":"dog","onset":1,"offset":2.4,"confidence":0.93,\
        "suitability":{"verdict":"suitable","explanation":"\(explanation)","reasons":["\(reason)"],\
        "disturbingProbability":0.02,"rise":31.5,"loudness":null}}],"scene":{"name":"farm","shares":[{"scene":\
        "farm","share":1}]},"suitability":null,"model":{"name":"gen7","run":"gen7-x","classes":["dog"],\
        "heldOut":{"accuracy":0.9625,"clips":80,"corpus":"esc10","folds":[5]},"credits":"them"}}
        """)
  }

  @Test func `what is not known is null, and no key is missing`() {
    let heard = HeardRecording(
      file: "-", duration: 1, events: [], scene: scene(0), suitability: nil,
      card: ModelCard(name: "x", run: nil, classNames: ["dog"], heldOut: nil))
    #expect(
      heard.jsonText == """
        {"file":"-","duration":1,"events":[],"scene":{"name":null,"shares":[{"scene":"farm","share":0}]},\
        "suitability":null,"model":{"name":"x","run":null,"classes":["dog"],"heldOut":null,"credits":null}}
        """)
  }
}
