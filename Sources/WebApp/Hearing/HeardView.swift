import Foundation
package import Listening
import Recognition
package import Reporting

/// What was heard in a recording, for a page: verdict, scene, pictures with the events below them, and each
/// event with its reasons.
///
/// Checked in `HeardViewTests`.
package struct HeardView {
  private let recording: HeardRecording
  private let picture: RecordingPicture

  /// The view of `recording`, which looks as `picture` shows it.
  package init(recording: HeardRecording, picture: RecordingPicture) {
    self.recording = recording
    self.picture = picture
  }

  /// Scenes that are named besides the first.
  private static let shownScenes = 3

  package var elements: [MarkupElement] {
    [verdict, scene, scope, events, model].compactMap(\.self)
  }

  // MARK: The whole

  private var verdict: MarkupElement {
    guard let judgement = recording.suitability else {
      return MarkupElement(
        "p", ["class": "judgement open"],
        text: "No verdict on whether it suits children: this model was never measured on real recordings.")
    }
    return MarkupElement(
      "p", ["class": "judgement \(judgement.verdict.style)", "role": "status"],
      content: [
        .element(MarkupElement("span", ["aria-hidden": "true"], text: judgement.verdict.sign)),
        .text(" " + judgement.explanation),
      ])
  }

  private var scene: MarkupElement {
    guard let name = recording.scene.scene else {
      return MarkupElement(
        "p", ["class": "scene"], text: "Scene: none, for nothing is heard that tells of one.")
    }
    let shares = recording.scene.shares.prefix(Self.shownScenes).filter { $0.share > 0 }
      .map { "\($0.scene) \(percent($0.share))" }
    return MarkupElement(
      "p", ["class": "scene"],
      content: [
        .text("Scene: "), .element(MarkupElement("strong", text: name)),
        .text(" (\(shares.joined(separator: ", ")))"),
      ])
  }

  private var model: MarkupElement {
    let card = recording.card
    let worth =
      card.heldOut.map { held in
        "right on \(percent(held.accuracy)) of \(held.clipCount.map { "\($0) " } ?? "")clips of \(held.corpus) that it "
          + "was not trained on (fold \(held.folds.map(String.init).joined(separator: ", ")))"
      } ?? "never measured on real recordings"
    return MarkupElement(
      "p", ["class": "card"],
      text:
        "Heard by \(card.name), \(worth). It knows \(card.classNames.joined(separator: ", ")) and nothing else."
        + (card.credits.map { " Credits: \($0)." } ?? ""))
  }

  // MARK: The time

  /// Pictures and lanes on one scale of time, over which a cursor goes.
  private var scope: MarkupElement {
    let duration = recording.duration
    let tracks = picture.panels.map { track($0.title, $0.drawing, "track picture") }
    let lanes = classNames.map { name in track(name, lane(of: name), "track lane") }
    let axis = [0, duration / 2, duration].map {
      MarkupElement("span", text: "\(tenths($0)) s")
    }
    return MarkupElement(
      "div",
      [
        "class": "scope", "role": "slider", "tabindex": "0", "aria-label": "Position in the recording",
        "aria-valuemin": "0", "aria-valuemax": tenths(duration), "aria-valuenow": "0",
        "aria-valuetext": "0 s", "data-duration": "\(duration)",
      ],
      tracks + lanes + [
        MarkupElement("div", ["class": "axis", "aria-hidden": "true"], axis),
        MarkupElement("div", ["class": "cursor", "aria-hidden": "true"]),
      ])
  }

  /// The classes heard, in the order in which they first are.
  private var classNames: [String] {
    recording.events.reduce(into: []) { names, event in
      if !names.contains(event.className) { names.append(event.className) }
    }
  }

  private func track(_ title: String, _ drawing: MarkupElement, _ style: String) -> MarkupElement {
    MarkupElement("div", ["class": style], [MarkupElement("span", ["class": "name"], text: title), drawing])
  }

  private func lane(of name: String) -> MarkupElement {
    let scale = 1_000 / max(recording.duration, 1e-3)
    let boxes = recording.events.filter { $0.className == name }.map { event in
      MarkupElement(
        "rect",
        [
          "class": "event \(event.suitability?.verdict.style ?? "neutral")",
          "x": tenths(event.onset * scale), "width": tenths(max(2, (event.offset - event.onset) * scale)),
          "y": "1", "height": "14",
        ])
    }
    return MarkupElement(
      "svg",
      [
        "class": "track-drawing", "viewBox": "0 0 1000 16", "preserveAspectRatio": "none",
        "aria-hidden": "true",
      ], boxes)
  }

  // MARK: The events

  private var events: MarkupElement {
    if recording.events.isEmpty {
      return MarkupElement("p", text: "Nothing is heard that the model knows.")
    }
    let head = ["event", "from", "to", "sure", "for children", "because"].map {
      MarkupElement("th", ["scope": "col"], text: $0)
    }
    let rows = recording.events.map { event in
      let times = "\(tenths(event.onset)) s"
      return MarkupElement(
        "tr",
        [
          MarkupElement(
            "th", ["scope": "row"],
            [
              MarkupElement(
                "button",
                [
                  "type": "button", "class": "seek", "data-seek": "\(event.onset)",
                  "aria-label": "Play \(event.className) from \(times)",
                ], text: event.className)
            ]), MarkupElement("td", ["class": "number"], text: times),
          MarkupElement("td", ["class": "number"], text: "\(tenths(event.offset)) s"),
          MarkupElement("td", ["class": "number"], text: percent(event.confidence)),
          judgement(of: event),
          MarkupElement(
            "td", ["class": "prose"],
            text: event.suitability?.reasons.map(\.description).joined(separator: "; ") ?? ""),
        ])
    }
    return MarkupElement(
      "div", ["class": "scroll", "role": "region", "aria-label": "Events", "tabindex": "0"],
      [
        MarkupElement(
          "table",
          [
            MarkupElement("caption", ["class": "hidden"], text: "Events"),
            MarkupElement("thead", [MarkupElement("tr", head)]), MarkupElement("tbody", rows),
          ])
      ])
  }

  private func judgement(of event: HeardEvent) -> MarkupElement {
    guard let verdict = event.suitability?.verdict else { return MarkupElement("td", text: "-") }
    return MarkupElement(
      "td",
      [
        MarkupElement(
          "span", ["class": "verdict \(verdict.style)"],
          content: [
            .element(MarkupElement("span", ["aria-hidden": "true"], text: verdict.sign)),
            .text(" " + verdict.rawValue),
          ])
      ])
  }

  // MARK: Figures

  private func percent(_ share: Double) -> String {
    share.isFinite ? "\(Int((100 * share).rounded())) %" : "-"
  }

  private func tenths(_ number: Double) -> String {
    String(format: "%.1f", number)
  }
}

extension SuitabilityJudgement.Verdict {
  /// The class of the style sheet that it looks like.
  var style: String {
    switch self {
    case .suitable: "good"
    case .disturbing: "bad"
    case .uncertain: "open"
    }
  }

  /// A sign that tells verdicts apart without colour.
  var sign: String {
    switch self {
    case .suitable: "✓"
    case .disturbing: "✗"
    case .uncertain: "?"
    }
  }
}
