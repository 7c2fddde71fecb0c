import Foundation
import FoundationXML
import Reporting

/// An element of parsed markup.
final class ParsedMarkup {
  let name: String
  let attributes: [String: String]
  private(set) var children: [ParsedMarkup] = []
  /// The text of the element and of all that it contains, in order.
  private(set) var text = ""

  private init(name: String, attributes: [String: String]) {
    self.name = name
    self.attributes = attributes
  }

  /// The root of a document; nil where it is not well-formed.
  static func parse(_ text: String) -> ParsedMarkup? {
    let reader = Reader()
    let parser = XMLParser(data: Data(text.utf8))
    parser.delegate = reader
    return parser.parse() ? reader.root : nil
  }

  /// The drawing of a chart's panel.
  static func drawing(of panel: ChartPanel) -> ParsedMarkup? { parse(panel.drawing.html) }

  var styles: [Substring] { attributes["class"]?.split(separator: " ") ?? [] }

  /// The element and all that it contains, in order.
  var all: [ParsedMarkup] { [self] + children.flatMap(\.all) }

  func elements(_ name: String) -> [ParsedMarkup] { all.filter { $0.name == name } }

  func elements(style: Substring) -> [ParsedMarkup] { all.filter { $0.styles.contains(style) } }

  /// A number that is an attribute.
  func number(_ attribute: String) -> Double? { attributes[attribute].flatMap(Double.init) }

  /// The corners of a path, in order.
  var points: [(x: Double, y: Double)] {
    var points: [(x: Double, y: Double)] = []
    for part in (attributes["d"] ?? "").matches(of: /([Ml])([^MlZ]*)/) {
      let numbers = part.2.matches(of: /-?[0-9.]+/).compactMap { Double($0.0) }
      for index in stride(from: 0, to: numbers.count - 1, by: 2) {
        let start = part.1 == "l" ? points.last ?? (x: 0, y: 0) : (x: 0, y: 0)
        // Steps are tenths, whose sums would drift by a last digit.
        let end = (x: start.x + numbers[index], y: start.y + numbers[index + 1])
        points.append(((end.x * 10).rounded() / 10, (end.y * 10).rounded() / 10))
      }
    }
    return points
  }

  private final class Reader: NSObject, XMLParserDelegate {
    var root: ParsedMarkup?
    private var open: [ParsedMarkup] = []

    func parser(
      _ parser: XMLParser, didStartElement name: String, namespaceURI: String?, qualifiedName: String?,
      attributes: [String: String]
    ) {
      let element = ParsedMarkup(name: name, attributes: attributes)
      open.last?.children.append(element)
      if open.isEmpty { root = element }
      open.append(element)
    }

    func parser(_ parser: XMLParser, foundCharacters string: String) {
      for element in open { element.text += string }
    }

    func parser(
      _ parser: XMLParser, didEndElement name: String, namespaceURI: String?, qualifiedName: String?
    ) {
      open.removeLast()
    }
  }
}
