import HTTPTypes
import Reporting

/// What all pages have in common: the head, the way to the other pages, and the frame around what they show.
struct PageFrame: Sendable {
  /// A place in the site, as its bar of links shows it.
  enum Place: String, CaseIterable, Sendable {
    case hear = "/"
    case runs = "/runs"
    case compare = "/compare"
    case history = "/history"
    case sweeps = "/sweeps"

    var name: String {
      switch self {
      case .hear: "Hear"
      case .runs: "Runs"
      case .compare: "Compare"
      case .history: "History"
      case .sweeps: "Sweeps"
      }
    }
  }

  /// What distinguishes this build's style and script from another's, so that neither is kept too long.
  let assetVersion: String

  init(assets: Assets) { assetVersion = assets.version }

  /// A page called `title`.
  ///
  /// - Parameters:
  ///   - place: Which of the links is the current one; nil for none.
  ///   - contents: Links to the sections; empty where there are none.
  ///   - main: What the page shows.
  ///   - after: What stands behind all else.
  func page(
    _ title: String, place: Place?, contents: [MarkupElement] = [], main: [MarkupElement],
    after: [MarkupElement] = []
  ) -> String {
    var text = "<!DOCTYPE html>\n"
    MarkupElement(
      "html", ["lang": "en"],
      [
        head(title),
        MarkupElement(
          "body",
          [
            MarkupElement("a", ["class": "skip", "href": "#main"], text: "Skip to the page"), bar(place),
            MarkupElement(
              "div", ["class": contents.isEmpty ? "page single" : "page"],
              [MarkupElement("header", [MarkupElement("h1", text: title)])] + contents + [
                MarkupElement("main", ["id": "main"], main)
              ] + after),
          ]),
      ]
    ).write(to: &text)
    return text
  }

  /// A report in the site's frame.
  func page(_ document: ReportDocument, place: Place, before: [MarkupElement] = []) -> String {
    let parts = document.pageParts()
    return page(
      document.title, place: place, contents: parts.contents, main: before + parts.sections,
      after: parts.origins)
  }

  /// The page that says why there is no other.
  func refusal(_ refusal: Refusal) -> String {
    page(
      refusal.status.reasonPhrase, place: nil,
      main: [
        MarkupElement("p", text: "Found \(refusal.found)."),
        MarkupElement("p", text: "Expected \(refusal.expected)."), MarkupElement("p", text: refusal.remedy),
      ])
  }

  private func head(_ title: String) -> MarkupElement {
    MarkupElement(
      "head",
      [
        MarkupElement("meta", ["charset": "utf-8"]),
        MarkupElement("meta", ["name": "viewport", "content": "width=device-width, initial-scale=1"]),
        MarkupElement("title", text: "\(title) – Earshot"),
        MarkupElement("link", ["rel": "icon", "href": "data:,"]),
        MarkupElement("link", ["rel": "stylesheet", "href": "/assets/app.css?v=\(assetVersion)"]),
        MarkupElement("script", ["src": "/assets/app.js?v=\(assetVersion)", "defer": ""]),
      ])
  }

  private func bar(_ current: Place?) -> MarkupElement {
    let links = Place.allCases.map { place in
      let link = MarkupElement("a", ["href": place.rawValue], text: place.name)
      return MarkupElement("li", [place == current ? link.with("aria-current", "page") : link])
    }
    return MarkupElement(
      "div", ["class": "site"],
      [
        MarkupElement("p", [MarkupElement("a", ["href": "/"], text: "Earshot")]),
        MarkupElement("nav", ["aria-label": "Pages"], [MarkupElement("ul", links)]),
      ])
  }
}
