/// An element of HTML or SVG with what it contains.
///
/// Names of elements and attributes are constants of the program; all else is text, and text is escaped when it is
/// written. So no name that a user gave is ever markup, whatever it holds. What is written is HTML and well-formed
/// XML at once.
///
/// Checked in `MarkupElementTests`.
package struct MarkupElement: Sendable {
  /// A part of what an element contains.
  package enum Content: Sendable {
    case element(MarkupElement)
    /// Text, shown as it is; what is invisible is written out.
    case text(String)
    /// What is no text to be escaped: a style sheet, which HTML reads as it stands.
    case verbatim(StaticString)
  }

  package let name: StaticString
  private var attributes: [(name: StaticString, value: String)]
  package var content: [Content]

  /// An element that contains `content`.
  package init(
    _ name: StaticString, _ attributes: KeyValuePairs<StaticString, String> = [:], content: [Content]
  ) {
    self.name = name
    self.attributes = attributes.map { ($0.key, $0.value) }
    self.content = content
  }

  /// An element that contains `children`.
  package init(
    _ name: StaticString, _ attributes: KeyValuePairs<StaticString, String> = [:],
    _ children: [MarkupElement] = []
  ) {
    self.init(name, attributes, content: children.map { .element($0) })
  }

  /// An element without attributes that contains `children`.
  package init(_ name: StaticString, _ children: [MarkupElement]) {
    self.init(name, content: children.map { .element($0) })
  }

  /// An element that contains `text`.
  package init(
    _ name: StaticString, _ attributes: KeyValuePairs<StaticString, String> = [:], text: String
  ) {
    self.init(name, attributes, content: [.text(text)])
  }

  /// The element with one more attribute.
  package func with(_ name: StaticString, _ value: String) -> MarkupElement {
    var element = self
    element.attributes.append((name, value))
    return element
  }

  /// The element as HTML.
  package var html: String {
    var text = ""
    write(to: &text)
    return text
  }

  /// Appends the element as HTML to `text`.
  package func write(to text: inout String) {
    let name = name.description
    text += "<"
    text += name
    for attribute in attributes {
      text += " "
      text += attribute.name.description
      text += "=\""
      text.appendEscaped(attribute.value)
      text += "\""
    }
    if content.isEmpty && Self.emptyNames.contains(name) {
      text += "/>"
    } else {
      text += ">"
      for part in content {
        switch part {
        case .element(let element): element.write(to: &text)
        case .text(let plain): text.appendEscaped(plain)
        case .verbatim(let constant): text += constant.description
        }
      }
      text += "</"
      text += name
      text += ">"
    }
    if !Self.inlineNames.contains(name) { text += "\n" }
  }

  /// Elements that end where they begin.
  private static let emptyNames: Set = [
    "br", "hr", "input", "link", "meta", "source", "circle", "line", "path", "rect",
  ]
  /// Elements beside which a line break would show as a space.
  private static let inlineNames: Set = ["a", "br", "code", "span", "strong", "tspan"]
}

extension String {
  /// Appends `plain` so that HTML shows it as written: nothing in it is markup, and what is invisible, or no
  /// character of XML, is written out.
  fileprivate mutating func appendEscaped(_ plain: String) {
    let isPlain = plain.utf8.allSatisfy { byte in
      (0x20..<0x7F).contains(byte) && byte != UInt8(ascii: "<") && byte != UInt8(ascii: ">")
        && byte != UInt8(ascii: "&") && byte != UInt8(ascii: "\"")
    }
    if isPlain {
      self += plain
      return
    }
    for scalar in plain.printable.unicodeScalars {
      switch scalar {
      case "<": self += "&lt;"
      case ">": self += "&gt;"
      case "&": self += "&amp;"
      case "\"": self += "&quot;"
      case "\u{FFFE}", "\u{FFFF}": self += "\\u{" + String(scalar.value, radix: 16, uppercase: true) + "}"
      default: unicodeScalars.append(scalar)
      }
    }
  }
}
