import ExperimentSchema
import Listening
import Recognition
import Reporting
import Testing

/// A recording in which a dog, a siren and something unknown are heard.
private struct Heard {
  private let taxonomy = Taxonomy(
    scenes: [.init(name: "farm", title: "a farm"), .init(name: "street", title: "a street")],
    classes: [
      .init(name: "dog", scenes: ["farm", "street"], suitability: .suitable),
      .init(name: "siren", scenes: ["street"], suitability: .disturbing),
    ])

  func recording(
    file: String = "yard.wav", isMeasured: Bool = true, isEmpty: Bool = false
  ) -> HeardRecording {
    func judged(_ probability: Double, isUnknown: Bool = false) -> SuitabilityJudgement? {
      guard isMeasured else { return nil }
      return SuitabilityRule().judge(
        SuitabilityEvidence(disturbingProbability: probability, isUnlikeClasses: isUnknown, rise: 12))
    }
    let events = [
      HeardEvent(className: "dog", onset: 1, offset: 3, confidence: 0.934, suitability: judged(0.01)),
      HeardEvent(className: "siren", onset: 2.5, offset: 5, confidence: 0.8, suitability: judged(0.9)),
      HeardEvent(
        className: "unknown", onset: 9.9, offset: 10, confidence: 1, suitability: judged(0, isUnknown: true)),
    ]
    return HeardRecording(
      file: file, duration: 10, events: isEmpty ? [] : events,
      scene: SceneEstimate(
        evidence: isEmpty ? [0, 0] : [2, 2], classNames: ["dog", "siren"], taxonomy: taxonomy),
      suitability: isEmpty ? judged(0) : judged(0.9, isUnknown: true),
      card: ModelCard(
        name: "gen7", run: "gen7-x", classNames: ["dog", "siren"],
        heldOut: isMeasured
          ? .init(accuracy: 0.9625, clipCount: 80, corpus: "esc10", folds: [5]) : nil, credits: "them"))
  }
}

@Suite("What is heard, for people and other programs")
struct FormatTests {
  private let heard = Heard()

  @Test func `a page tells events, times, scene, verdicts and what the model is worth`() {
    let text = heard.recording().text(width: 59)
    let lines = text.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
    #expect(lines[0] == "yard.wav: 10.0 s")
    #expect(lines.contains("  1.00   3.00  dog          93  suitable"), "\(text)")
    #expect(lines.contains("  2.50   5.00  siren        80  disturbing"))
    #expect(lines.contains("  9.90  10.00  unknown     100  uncertain"))
    // Fifty cells, a fifth of a second each.
    #expect(lines.contains("dog      \(dots(5))\(blocks(10))\(dots(35))"))
    #expect(lines.contains("siren    " + dots(12) + "█" + blocks(12) + dots(25)))
    #expect(lines.contains("unknown  \(dots(49))█"))
    #expect(lines.contains("         0 s       2         4         6         8"))
    #expect(lines.contains("Scene: street 75 %, farm 25 %"))
    #expect(text.contains("For children: Disturbing: it is probably of a disturbing class (90 %)"))
    #expect(text.contains("  siren, 2.5-5.0 s: Disturbing: "))
    #expect(text.contains("  unknown, 9.9-10.0 s: Uncertain, for an adult to decide: "))
    #expect(!text.contains("  dog, "))
    #expect(
      text.contains(
        "Model: gen7 (gen7-x), right on 96.2 % of 80 clips of esc10 (fold 5) that it was not trained on.\n"
          + "It knows: dog, siren.\nCredits: them\n"))
  }

  private func dots(_ count: Int) -> String { String(repeating: "·", count: count) }
  private func blocks(_ count: Int) -> String { String(repeating: "█", count: count) }

  @Test(arguments: [1, 20, 40, 80, 200])
  func `no line of the timeline is wider than the terminal, where that has room for one`(width: Int) {
    let text = heard.recording().text(width: width, style: .ascii)
    let timeline = text.split(separator: "\n").filter { $0.contains("....") || $0.contains(" 0 s  ") }
    #expect(!timeline.isEmpty && timeline.allSatisfy { $0.count <= max(width, 19) }, "\(text)")
    #expect(text.utf8.allSatisfy { $0 < 128 })
  }

  @Test func `a model that was not measured gives no verdict, and says why`() {
    let text = heard.recording(isMeasured: false).text(width: 80)
    #expect(text.contains("dog          93  no verdict"))
    #expect(text.contains("No verdict for children: the model was never measured"))
    #expect(text.contains("Model: gen7 (gen7-x), never measured on real recordings"))
  }

  @Test func `nothing heard is said`() {
    let text = heard.recording(isEmpty: true).text(width: 80)
    #expect(text.contains("Nothing is heard of what the model knows."))
    #expect(text.contains("Scene: none is told"))
  }

  @Test func `names can neither move the cursor nor make columns`() {
    let recording = heard.recording(file: "a\u{1B}[2J\tb\n,\"=1")
    #expect(recording.text(width: 80).hasPrefix("a\\u{1B}[2J\\tb\\n,\"=1: 10.0 s\n"))
    #expect(
      EventListFormat.dcase.lines(of: recording).hasPrefix(
        "a\\u{1B}[2J\\tb\\n,\"=1\t1.000000\t3.000000\tdog\n"))
    #expect(EventListFormat.csv.lines(of: recording).hasPrefix("\"a\u{1B}[2J\tb\n,\"\"=1\",dog,"))
  }

  @Test func `lists are those that other programs read`() {
    #expect(
      EventListFormat.audacity.lines(of: heard.recording()) == """
        1.000000\t3.000000\tdog
        2.500000\t5.000000\tsiren
        9.900000\t10.000000\tunknown

        """)
    #expect(
      EventListFormat.dcase.lines(of: heard.recording()).hasPrefix(
        "yard.wav\t1.000000\t3.000000\tdog\nyard.wav\t"))
    let table = EventListFormat.csv.heading + EventListFormat.csv.lines(of: heard.recording())
    #expect(
      table.hasPrefix(
        "file,class,onset,offset,confidence,verdict,disturbingProbability,rise,loudness\r\n"
          + "yard.wav,dog,1.000000,3.000000,0.934000,suitable,0.010000,12.000000,\r\n"))
    #expect(
      EventListFormat.csv.lines(of: heard.recording(isMeasured: false)).hasPrefix(
        "yard.wav,dog,1.000000,3.000000,0.934000,,,,\r\n"))
  }
}
