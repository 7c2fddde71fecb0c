/// Where the numbers of a page come from: a panel for each set of runs, with a query for each quantity of theirs, that
/// opens when a number's link is followed.
///
/// The style sheet shows the panel that holds the page's target, so that no script is needed. Checked in
/// `PageOriginsTests`.
struct PageOrigins {
  /// What of the runs is looked at, and the numbers made of it.
  private struct Query {
    let derivation: Derivation
    /// The columns' headings, each with its rule, in order of appearance.
    var numbers: [Number]
  }

  private struct Number: Equatable {
    let column: String
    let rule: Derivation.Rule
  }

  private var queries: [[Query]] = []
  /// The place in `queries` of each set of runs.
  private var places: [[String]: Int] = [:]

  /// The fragment that opens where a number of `column` comes from.
  mutating func fragment(of derivation: Derivation, column: String) -> String {
    let place = places[derivation.runs] ?? queries.count
    if place == queries.count {
      queries.append([])
      places[derivation.runs] = place
    }
    let number = Number(column: column, rule: derivation.rule)
    let known = queries[place].firstIndex { $0.derivation.quantity == derivation.quantity }
    if let known {
      if !queries[place][known].numbers.contains(number) { queries[place][known].numbers.append(number) }
    } else {
      queries[place].append(Query(derivation: derivation, numbers: [number]))
    }
    return Self.id(place, known ?? queries[place].count - 1)
  }

  private static func id(_ place: Int, _ query: Int) -> String { "o\(place + 1)-\(query + 1)" }

  /// The panels; none without numbers.
  var elements: [MarkupElement] {
    if queries.isEmpty { return [] }
    let panels = queries.enumerated().map { place, queries in
      let runs = queries.first?.derivation.runs ?? []
      return MarkupElement(
        "article", ["class": "origin"],
        queries.enumerated().map { Self.element(of: $0.element, id: Self.id(place, $0.offset)) } + [
          MarkupElement(
            "p", ["class": "runs"],
            text: "\(runs.count) \(runs.count == 1 ? "run" : "runs"): \(runs.joined(separator: ", "))"),
          // No element has this name, so that the page stays where it is.
          MarkupElement("p", [MarkupElement("a", ["href": "#closed"], text: "Close")]),
        ])
    }
    return [MarkupElement("aside", ["aria-label": "Where the numbers come from"], panels)]
  }

  private static func element(of query: Query, id: String) -> MarkupElement {
    MarkupElement(
      "section", ["class": "query", "id": id],
      [
        MarkupElement("p", [MarkupElement("strong", text: "Where this number comes from")]),
        MarkupElement(
          "ul",
          query.numbers.map { MarkupElement("li", text: "\($0.column): \($0.rule.rawValue)") }),
        MarkupElement(
          "pre", [MarkupElement("code", text: "earshot runs sql \(query.derivation.sql.shellWord)")]),
      ])
  }
}
