import Listening
import Reporting

/// The page to hear with, before anything was heard.
struct HearPage {
  let choices: [ModelLibrary.Choice]
  let limits: WebLimits
  let isReadOnly: Bool
  /// Whether what is uploaded stays.
  let isKept: Bool

  var elements: [MarkupElement] {
    let introduction = MarkupElement(
      "p",
      text:
        "Which sounds are in a recording and when, which scene it is of, and whether it suits children. What you "
        + "choose is heard by this server and \(isKept ? "kept in its folder of uploads" : "not kept").")
    if isReadOnly {
      return [introduction, MarkupElement("p", ["class": "problem"], text: Refusal.readOnly.message)]
    }
    return [
      introduction, form,
      MarkupElement("p", ["id": "progress", "class": "state", "role": "status"]),
      MarkupElement(
        "audio",
        ["id": "player", "controls": "", "hidden": "", "preload": "auto", "aria-label": "The recording"]),
      MarkupElement("section", ["id": "heard", "aria-label": "What is heard"]),
    ]
  }

  private var form: MarkupElement {
    MarkupElement(
      "form", ["id": "hear"],
      [
        MarkupElement(
          "label", ["class": "drop", "for": "clip"],
          content: [
            .element(MarkupElement("strong", text: "Drop a recording here, or choose one")),
            .element(
              MarkupElement(
                "span",
                text: "WAV, FLAC, Ogg Vorbis, MP3 or AIFF, at most \(limits.uploadBytes >> 20) MB and "
                  + "\(Int(limits.uploadSeconds / 60)) minutes")),
            .element(
              MarkupElement(
                "input", ["id": "clip", "type": "file", "accept": "audio/*,.wav,.flac,.ogg,.mp3,.aiff,.aif"])),
          ]),
        choice(
          "Model",
          MarkupElement(
            "select", ["id": "model"],
            choices.map { MarkupElement("option", ["value": $0.name], text: $0.description) })),
        choice("Playback gain in dB", gain),
        MarkupElement(
          "p", ["class": "hint", "id": "gain-hint"],
          text:
            "How much louder than 0 LUFS at full scale it is played. Files do not say: without it, loudness has no part in "
            + "the verdict."),
        MarkupElement("noscript", [MarkupElement("p", text: "This page needs its script.")]),
      ])
  }
  private var gain: MarkupElement {
    let range = PlaybackGain.range
    return MarkupElement(
      "input",
      [
        "id": "gain", "type": "number", "min": "\(Int(range.lowerBound))", "max": "\(Int(range.upperBound))",
        "step": "any", "inputmode": "decimal", "placeholder": "not known", "aria-describedby": "gain-hint",
      ])
  }

  private func choice(_ name: String, _ control: MarkupElement) -> MarkupElement {
    MarkupElement(
      "label", ["class": "choice"],
      content: [.element(MarkupElement("span", text: name)), .text(" "), .element(control)])
  }
}
