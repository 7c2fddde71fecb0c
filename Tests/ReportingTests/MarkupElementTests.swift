import Foundation
import Reporting
import Testing

@Suite("Markup: names are text, whatever they hold")
struct MarkupElementTests {
  static let names =
    ReportFormatTests.names + [
      "</p><p>", "a\" onload=\"b", "it's", "&lt;", "]]>", "<!--", "\u{0}", "\u{7F}", "\u{FFFE}", "\u{FFFF}",
      "\u{2028}", "tab\there", "\r\n", "👩\u{200D}🚀",
    ]

  @Test(arguments: names) func `a parser reads a name back as it was written`(name: String) throws {
    let html = MarkupElement("p", ["title": name], text: name).html
    let parsed = try #require(ParsedMarkup.parse(html), "\(html)")
    #expect(parsed.name == "p" && parsed.children.isEmpty)
    #expect(parsed.text == Self.visible(name))
    #expect(parsed.attributes == ["title": Self.visible(name)])
  }

  @Test func `only elements that HTML has empty end where they begin`() {
    #expect(MarkupElement("td").html == "<td></td>\n")
    #expect(MarkupElement("span").html == "<span></span>")
    #expect(MarkupElement("br").html == "<br/>")
    #expect(MarkupElement("path", ["d": "M0 0"]).html == "<path d=\"M0 0\"/>\n")
    // A line break between inline elements would show as a space.
    #expect(
      MarkupElement("p", [MarkupElement("span", text: "a"), MarkupElement("span", text: "b")]).html
        == "<p><span>a</span><span>b</span></p>\n")
  }

  /// A name with what is invisible, or no character of XML, written out.
  static func visible(_ name: String) -> String {
    name.unicodeScalars.map { scalar in
      switch scalar {
      case "\n": "\\n"
      case "\r": "\\r"
      case "\t": "\\t"
      case "\u{0}", "\u{7F}", "\u{1B}", "\u{FFFE}", "\u{FFFF}", "\u{2028}", "\u{202E}", "\u{200D}":
        "\\u{\(String(scalar.value, radix: 16, uppercase: true))}"
      default: String(scalar)
      }
    }
    .joined()
  }
}
