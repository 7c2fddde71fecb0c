import ExperimentSchema
import Reporting
import RunStore

/// The page of runs: what is asked for, the list, and the ways on.
struct RunsPage {
  let query: Query
  /// The runs shown and how many there are of their kind; nil where the condition cannot be read.
  let result: (listing: RunListing, total: Int, asked: RunQuery)?
  /// Why the condition cannot be read.
  let problem: String?

  var elements: [MarkupElement] {
    var elements = [form]
    if let problem {
      elements.append(MarkupElement("p", ["class": "problem", "role": "alert"], text: problem))
    }
    guard let result else { return elements }
    if result.listing.runs.isEmpty {
      let words =
        result.total > 0
        ? "There is no such page."
        : query["filter"] ?? query["status"] ?? query["experiment"] != nil
          ? "No run meets all that was asked for." : "No runs yet. Run an experiment first: earshot run gen6"
      return elements + [MarkupElement("p", text: words)]
    }
    let runs = result.listing.runs
    let table = result.listing.table(isWide: true).element(
      caption: "Runs", address: { "/runs/\(runs[$0].id)" },
      before: { index in
        MarkupElement(
          "input",
          [
            "type": "checkbox", "name": "run", "value": runs[index].id,
            "aria-label": "compare \(runs[index].id)",
          ])
      })
    elements.append(
      MarkupElement(
        "form", ["action": "/compare", "method": "get"],
        [
          table,
          MarkupElement(
            "p", [MarkupElement("button", ["type": "submit"], text: "Compare the chosen runs")]),
        ]))
    elements.append(pages(result.asked, total: result.total, shown: runs.count))
    return elements
  }

  private var form: MarkupElement {
    let orders = [
      ("", "newest first"), ("validationAccuracy:desc", "validation accuracy"),
      ("bestValidationAccuracy:desc", "best validation accuracy"), ("seconds:desc", "longest"),
      ("experiment", "experiment"),
    ]
    let states = [("", "any state")] + RunStatus.allCases.map { ($0.rawValue, $0.rawValue) }
    return MarkupElement(
      "form", ["action": "/runs", "method": "get", "class": "ask", "role": "search"],
      [
        labelled(
          "Filter",
          MarkupElement(
            "input",
            [
              "type": "search", "name": "filter", "value": query["filter"] ?? "", "maxlength": "2000",
              "placeholder": "validation.accuracy > 0.4 and corpus = \"esc10\"",
            ])),
        labelled("State", choice("status", states)), labelled("Order", choice("sort", orders)),
        MarkupElement("button", ["type": "submit"], text: "Show"),
      ])
  }

  private func labelled(_ name: String, _ control: MarkupElement) -> MarkupElement {
    MarkupElement(
      "label", content: [.element(MarkupElement("span", text: name)), .text(" "), .element(control)])
  }

  private func choice(_ name: String, _ options: [(value: String, name: String)]) -> MarkupElement {
    let current = query[name] ?? ""
    let known = options.contains { $0.value == current } ? options : options + [(current, current)]
    return MarkupElement(
      "select", ["name": name],
      known.map { value, words in
        let option = MarkupElement("option", ["value": value], text: words)
        return value == current ? option.with("selected", "") : option
      })
  }

  private func pages(_ asked: RunQuery, total: Int, shown: Int) -> MarkupElement {
    let number = asked.offset / asked.limit + 1
    func link(_ words: String, _ page: Int, _ relation: String) -> MarkupElement {
      MarkupElement(
        "a", ["href": query.address("/runs", ["page": "\(page)", "offset": nil]), "rel": relation],
        text: words)
    }
    var content: [MarkupElement.Content] = [
      .text("\(asked.offset + 1)–\(asked.offset + shown) of \(total) ")
    ]
    if asked.offset > 0 { content += [.element(link("Newer", max(1, number - 1), "prev")), .text(" ")] }
    if asked.offset + shown < total { content.append(.element(link("Further", number + 1, "next"))) }
    return MarkupElement("nav", ["class": "pages", "aria-label": "Pages of runs"], content: content)
  }
}
