import AudioFrontEnd
import ExperimentSchema
import Foundation
import Listening
import Recognition
import Reporting
import Testing
import WebApp

@Suite("What is heard, on a page")
struct HeardViewTests {
  private let taxonomy = Taxonomy(
    scenes: [.init(name: "farm", title: "a farm")],
    classes: [.init(name: "dog", scenes: ["farm"], suitability: .suitable)])

  private func judgement(_ probability: Double) -> SuitabilityJudgement {
    SuitabilityRule().judge(SuitabilityEvidence(disturbingProbability: probability))
  }

  private func page(_ recording: HeardRecording) throws -> String {
    let folder = try TemporaryFolder()
    let picture = try RecordingPicture(of: folder.writeTone(440, to: "x.wav"), duration: 0.25)
    return HeardView(recording: recording, picture: picture).elements.map(\.html).joined()
  }

  private func recording(
    _ events: [HeardEvent], suitability: SuitabilityJudgement? = nil, heldOut: ModelCard.HeldOut? = nil
  ) -> HeardRecording {
    HeardRecording(
      file: "x.wav", duration: 10, events: events,
      scene: SceneEstimate(evidence: [events.isEmpty ? 0 : 1], classNames: ["dog"], taxonomy: taxonomy),
      suitability: suitability,
      card: ModelCard(
        name: "gen7", run: nil, classNames: ["dog"], heldOut: heldOut, credits: "Thanks to them."))
  }

  @Test("Each event has a row with its reasons, a button that leads to it, and a box on its class' lane")
  func events() throws {
    let page = try page(
      recording(
        [
          HeardEvent(
            className: "dog", onset: 1, offset: 2.5, confidence: 0.934, suitability: judgement(0.01)),
          HeardEvent(className: "siren", onset: 4, offset: 5, confidence: 0.5, suitability: judgement(0.9)),
          HeardEvent(className: "dog", onset: 7, offset: 7.25, confidence: 1, suitability: judgement(0.2)),
        ], suitability: judgement(0.9)))
    #expect(page.contains("data-seek=\"1.0\" aria-label=\"Play dog from 1.0 s\""))
    #expect(page.ranges(of: "data-seek").count == 3)
    // Two lanes for three events, at a hundred points of a thousand for each second of ten.
    #expect(page.ranges(of: "track lane").count == 2)
    #expect(page.contains("event good\" x=\"100.0\" width=\"150.0\""))
    #expect(page.contains("event bad\" x=\"400.0\" width=\"100.0\""))
    #expect(page.contains("event open\" x=\"700.0\" width=\"25.0\""))
    #expect(page.contains("93 %") && page.contains(judgement(0.9).reasons[0].description))
    #expect(page.contains("<strong>farm</strong>") && page.contains("Thanks to them."))
    #expect(page.contains("judgement bad") && page.contains("aria-valuemax=\"10.0\""))
    // Verdicts are told apart without colour.
    for sign in ["✓", "✗", "?"] { #expect(page.contains(">\(sign)</span>")) }
  }

  @Test("A model that was never measured gives no verdict, and nothing heard is said in words")
  func nothing() throws {
    let page = try page(recording([]))
    #expect(page.contains("No verdict") && page.contains("never measured on real recordings"))
    #expect(page.contains("Scene: none") && page.contains("Nothing is heard that the model knows."))
    #expect(!page.contains("<table") && !page.contains("track lane"))
    let measured = try self.page(
      recording([], heldOut: .init(accuracy: 0.9625, clipCount: 80, corpus: "esc10", folds: [4, 5])))
    #expect(measured.contains("right on 96 % of 80 clips of esc10") && measured.contains("fold 4, 5"))
  }

  @Test("Names are text wherever they stand, and figures that are none are a dash")
  func strangeNames() throws {
    let name = "<b>\"&'"
    let page = try page(
      recording([HeardEvent(className: name, onset: 0, offset: 1, confidence: .nan, suitability: nil)]))
    #expect(!page.contains("<b>") && page.contains("&lt;b&gt;"))
    #expect(page.contains(">-</td>"))
  }

  @Test("Waveform and spectrogram are drawn, each with a name")
  func pictures() throws {
    let page = try page(recording([]))
    for name in ["Waveform", "Spectrogram"] { #expect(page.contains("aria-label=\"\(name)\"")) }
    #expect(page.contains("data:image/png;base64,"))
  }
}
