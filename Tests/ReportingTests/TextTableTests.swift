import Reporting
import Testing

@Suite("Text table")
struct TextTableTests {
  @Test func `numbers stand right, texts left, headings above in lines`() {
    var table = TextTable([.init("name"), .init("accuracy\nin %", .right)])
    table.append(["gen1", "5.25"])
    table.append(["generation 2", "65.43"])
    #expect(
      table.text(width: 80).split(separator: "\n").map(String.init) == [
        "              accuracy", "name              in %", "────────────  ────────",
        "gen1              5.25",
        "generation 2     65.43",
      ])
  }

  @Test func `wide characters take two columns, combining ones none`() {
    var table = TextTable([.init("class"), .init("n", .right)])
    table.append(["犬", "1"])
    table.append(["e\u{301}a", "2"])
    table.append(["👍🏽", "3"])
    #expect(
      table.text(width: 80).split(separator: "\n").dropFirst(2).map(String.init) == [
        "犬     1", "e\u{301}a     2", "👍🏽     3",
      ])
  }

  @Test func `text that does not fit ends in an ellipsis, numbers stay whole`() {
    var table = TextTable([.init("why"), .init("value", .right)])
    table.append(["a long explanation of a small number", "123456789012"])
    #expect(table.text(width: 24).split(separator: "\n").last == "a long ex…  123456789012")
    #expect(table.text(width: 24, style: .ascii).split(separator: "\n").last == "a long ...  123456789012")
    #expect(table.text(width: 1).contains("123456789012"))
  }

  @Test func `what names a row is never cut, however narrow the terminal`() {
    var table = TextTable([.init("id", role: .key), .init("why"), .init("n", .right)])
    table.append(["gen6-esc10-s1-f5-b1d44b07", "a long explanation", "12"])
    for width in [1, 30] {
      #expect(
        table.text(width: width).split(separator: "\n").last == "gen6-esc10-s1-f5-b1d44b07  a long …  12")
    }
    #expect(table.text(width: .max).contains("b1d44b07  a long explanation  12"))
  }

  @Test func `Markdown escapes what would end a cell or start a tag`() {
    var table = TextTable([.init("a|b"), .init("n", .right)])
    table.append(["x|y\n<b> & *z*", "1"])
    #expect(
      table.markdown == "| a\\|b | n |\n| --- | ---: |\n| x\\|y\\\\n&lt;b&gt; &amp; \\*z\\* | 1 |\n")
  }
}
