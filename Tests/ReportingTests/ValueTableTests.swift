import Foundation
import Reporting
import RunStore
import Testing

@Suite("Value table: text, CSV and JSON")
struct ValueTableTests {
  let table = ValueTable(
    columns: ["name", "n", "n"],
    rows: [
      [.text("=1+1"), .integer(-3), .number(0.1)],
      [.text("a,\"b\"\u{1B}"), .absent, .bytes(Data([1, 255]))],
    ])

  @Test func `text aligns, and shows control characters`() {
    #expect(
      table.text(width: 40, style: .ascii)
        == "name          n  n\n-----------  --  ----\n=1+1         -3  0.1\na,\"b\"\\u{1B}   -  01ff\n")
  }

  @Test func `CSV keeps values, and runs no formula`() {
    #expect(table.csv == "name,n,n\r\n'=1+1,-3,0.1\r\n\"a,\"\"b\"\"\u{1B}\",,01ff\r\n")
  }

  @Test func `JSON has every column, also of one name`() throws {
    let rows = try #require(
      try JSONSerialization.jsonObject(with: Data(table.json.utf8)) as? [[String: Any]])
    #expect(
      rows[0]["name"] as? String == "=1+1" && rows[0]["n"] as? Int == -3 && rows[0]["n 2"] as? Double == 0.1)
    #expect(rows[1]["n"] is NSNull && rows[1]["n 2"] as? String == "01ff")
  }
}
