import Reporting

extension TextTable {
  /// The table as HTML, called `caption`, in a box that scrolls where it is too wide; a row's first cell
  /// leads to `address(row)`, and `before(row)` stands before it.
  func element(
    caption: String, address: (Int) -> String?, before: (Int) -> MarkupElement? = { _ in nil }
  ) -> MarkupElement {
    let hasMarks = rows.indices.contains { before($0) != nil }
    let head = columns.map { column in
      MarkupElement(
        "th", ["scope": "col", "class": column.alignment == .right ? "number" : "text"],
        text: column.heading)
    }
    let body = rows.enumerated().map { index, row in
      let cells = zip(columns, row).enumerated().map { place, entry in
        let (column, text) = entry
        if place == 0 {
          let name = address(index).map { MarkupElement("a", ["href": $0], text: text) }
          return MarkupElement(
            "th", ["scope": "row"], content: [name.map { .element($0) } ?? .text(text)])
        }
        return MarkupElement("td", ["class": column.alignment == .right ? "number" : "text"], text: text)
      }
      return MarkupElement(
        "tr", (hasMarks ? [MarkupElement("td", before(index).map { [$0] } ?? [])] : []) + cells)
    }
    let marks =
      hasMarks
      ? [MarkupElement("th", ["scope": "col"], [MarkupElement("span", ["class": "hidden"], text: "choose")])]
      : []
    return MarkupElement(
      "div", ["class": "scroll", "role": "region", "aria-label": caption, "tabindex": "0"],
      [
        MarkupElement(
          "table",
          [
            MarkupElement("caption", ["class": "hidden"], text: caption),
            MarkupElement("thead", [MarkupElement("tr", marks + head)]), MarkupElement("tbody", body),
          ])
      ])
  }
}
