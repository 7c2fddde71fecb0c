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
        "audio", ["id": "player", "controls": "", "hidden": "", "preload": "auto"]),
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
        MarkupElement(
          "label", ["class": "choice"],
          content: [
            .element(MarkupElement("span", text: "Model")), .text(" "),
            .element(
              MarkupElement(
                "select", ["id": "model"],
                choices.map { MarkupElement("option", ["value": $0.name], text: $0.description) })),
          ]),
        MarkupElement("noscript", [MarkupElement("p", text: "This page needs its script.")]),
      ])
  }
}
