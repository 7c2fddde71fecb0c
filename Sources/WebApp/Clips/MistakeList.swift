import ExperimentSchema
import Foundation
package import Reporting
import RunStore

/// The validation clips that a run's model takes for something else, each to be heard.
///
/// Checked in `RunClipsTests`.
package struct MistakeList {
  /// Clips listed.
  private static let greatestCount = 100

  private let clips: RunClips
  /// Those that it gets wrong, the surest first.
  private let wrong: [RunClips.Clip]
  private let totalCount: Int

  /// The section that it is, as links lead to it.
  static let section = (heading: "Clips it gets wrong", id: "mistakes")

  /// Whether there is nothing to list.
  var isEmpty: Bool { wrong.isEmpty }

  package init(_ clips: RunClips) {
    self.clips = clips
    let validation = clips.clips.filter { $0.split == .validation }
    totalCount = validation.count
    wrong = validation.filter { !$0.isRight }.sorted {
      ($1.probability.orLeast, $0.name) < ($0.probability.orLeast, $1.name)
    }
  }

  /// The section that lists them; none where the model gets nothing wrong, or said nothing yet.
  package var elements: [MarkupElement] {
    if wrong.isEmpty { return [] }
    var content = [
      MarkupElement("h2", ["id": Self.section.id], text: Self.section.heading),
      MarkupElement("p", content: counts),
    ]
    if let absence = clips.absence {
      let refusal = Refusal.absent(absence, corpus: clips.run.corpus)
      content.append(
        MarkupElement("p", ["class": "problem"], text: "They cannot be heard. \(refusal.message)"))
    }
    content.append(
      MarkupElement("ol", ["class": "clips"], wrong.prefix(Self.greatestCount).map(element)))
    return [MarkupElement("section", ["aria-labelledby": Self.section.id], content)]
  }

  /// How many there are, and where the rest is.
  private var counts: [MarkupElement.Content] {
    let words =
      "\(wrong.count) of \(totalCount) validation clips, the surest first; beside each class its probability."
    guard wrong.count > Self.greatestCount else { return [.text(words)] }
    return [
      .text("\(words) Here are \(Self.greatestCount); "),
      .element(MarkupElement("a", ["href": "/api/runs/\(clips.run.id)/clips"], text: "all as JSON")),
      .text("."),
    ]
  }

  private func element(of clip: RunClips.Clip) -> MarkupElement {
    let truth = clip.classNames.joined(separator: ", ")
    let name = MarkupElement(
      "p", ["class": "clip"],
      [MarkupElement("code", text: clip.name + (clip.stretch.map { " (\(Self.words($0)))" } ?? ""))])
    let facts = [("is", truth, clip.ownProbability), ("taken for", clip.predictedName, clip.probability)]
      .map { words, name, probability in
        MarkupElement(
          "tr",
          [
            MarkupElement("th", ["scope": "row"], text: words),
            MarkupElement("td", ["class": "class"], text: name),
            MarkupElement("td", ["class": "number"], text: Self.percent(probability)),
          ])
      }
    var content = [
      name,
      MarkupElement(
        "table",
        [
          MarkupElement(
            "caption", ["class": "hidden"], text: "What \(clip.name) is and what it was taken for"),
          MarkupElement("tbody", facts),
        ]),
    ]
    if let address = clips.address(of: clip, below: "") {
      let fragment = clip.stretch.map { "#t=\(Self.decimals($0.lowerBound)),\(Self.decimals($0.upperBound))" }
      content.append(
        MarkupElement(
          "audio",
          [
            "controls": "", "preload": "none", "src": address + (fragment ?? ""),
            "aria-label": "\(clip.name), \(truth) taken for \(clip.predictedName)",
          ]))
    }
    return MarkupElement("li", content)
  }

  private static func words(_ stretch: ClosedRange<Double>) -> String {
    "\(decimals(stretch.lowerBound)) to \(decimals(stretch.upperBound)) s"
  }

  private static func decimals(_ seconds: Double) -> String { String(format: "%.2f", seconds) }

  private static func percent(_ share: Float) -> String {
    share.isFinite ? "\(Int((100 * share).rounded())) %" : "-"
  }
}

extension Float {
  /// The number, which is less than all others where it is none.
  fileprivate var orLeast: Float { isNaN ? -.infinity : self }
}
