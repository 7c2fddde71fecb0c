import HTTPTypes
import Testing
import WebApp

@Suite("What follows the question mark")
struct QueryTests {
  @Test("Values are decoded once, as forms encode them")
  func decoding() throws {
    let query = try Query(of: "/runs?filter=a+%3E+0.4%2525&filter=b&empty=&flag&x=%C3%A9#part")
    #expect(query["filter"] == "a > 0.4%25")
    #expect(query.all("filter") == ["a > 0.4%25", "b"])
    #expect(query["empty"] == nil && query["flag"] == nil && query["absent"] == nil)
    #expect(query["x"] == "é")
  }

  @Test("What is no text is refused", arguments: ["%", "%4", "%zz", "%+1", "%FF", "%C3%28", "%00", "%-1"])
  func damage(text: String) {
    #expect(throws: Refusal.self) { _ = try Query(of: "/runs?filter=" + text) }
  }

  @Test("Numbers keep within their bounds")
  func numbers() throws {
    let query = try Query(of: "/runs?page=3&limit=0&big=99999999999999999999&word=x")
    #expect(try query.number("page", in: 1...9, or: 1) == 3)
    #expect(try query.number("absent", in: 1...9, or: 7) == 7)
    for name in ["limit", "big", "word"] {
      #expect(throws: Refusal.self) { _ = try query.number(name, in: 1...9, or: 1) }
    }
  }

  @Test("Decimals keep within their bounds, and are no more than one would write")
  func decimals() throws {
    let query = try Query(of: "/listen?a=-3.5&b=200&c=200.1&d=nan&e=inf&f=3,5&g=&h=x&i=-201&j=+3")
    #expect(try query.decimal("a", in: -200...200, unit: "dB") == -3.5)
    #expect(try query.decimal("b", in: -200...200, unit: "dB") == 200)
    for absent in ["g", "absent"] { #expect(try query.decimal(absent, in: -200...200, unit: "dB") == nil) }
    for name in ["c", "d", "e", "f", "h", "i", "j"] {
      let refusal = #expect(throws: Refusal.self) { _ = try query.decimal(name, in: -200...200, unit: "dB") }
      #expect(refusal?.status.code == 400 && refusal?.expected == "-200...200 dB", "\(name)")
    }
  }

  @Test("An address with changed values reads back as them")
  func addresses() throws {
    let query = try Query(of: "/runs?filter=a%20%3D%20%22b%26c%22&page=2&sort=x")
    let address = query.address("/runs", ["page": "3", "sort": nil])
    let read = try Query(of: address)
    #expect(read["filter"] == "a = \"b&c\"" && read["page"] == "3" && read["sort"] == nil)
    #expect(Query.encoded("a b&é/") == "a%20b%26%C3%A9%2F")
  }
}
