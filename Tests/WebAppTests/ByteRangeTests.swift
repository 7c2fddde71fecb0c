import Testing
import WebApp

@Suite("The part of a file that is asked for")
struct ByteRangeTests {
  @Test(
    "A range is what RFC 9110 says of it, of ten bytes",
    arguments: [
      ("bytes=0-0", 0...0), ("bytes=2-4", 2...4), ("bytes=7-", 7...9), ("bytes=0-", 0...9),
      ("bytes=3-99", 3...9),
      ("bytes=9-9", 9...9), ("bytes=-1", 9...9), ("bytes=-10", 0...9), ("bytes=-99", 0...9),
      ("Bytes=1-2", 1...2),
      ("bytes=5-99999999999999999999", 5...9), ("bytes=-99999999999999999999", 0...9),
      ("bytes=0001-02", 1...2),
    ])
  func parts(header: String, bytes: ClosedRange<Int>) {
    #expect(ByteRange(header, of: 10) == .part(bytes))
  }

  @Test(
    "What lies behind the last byte is told from what can be sent",
    arguments: ["bytes=10-", "bytes=10-10", "bytes=99-100", "bytes=-0", "bytes=99999999999999999999-"])
  func outside(header: String) {
    #expect(ByteRange(header, of: 10) == .outside)
  }

  @Test(
    "What is no range, another unit, or several of them is passed over",
    arguments: [
      "", "bytes", "bytes=", "bytes=-", "bytes=a-b", "bytes=1", "bytes=4-2", "bytes=--1", "bytes=1--2",
      "bytes=+1-2",
      "bytes=-+1", "bytes= 1-2", "bytes=1-2 ", "bytes=0x1-2", "bytes=1.0-2", "bytes=٣-٤", "bytes=0-0,2-3",
      "bytes=0-,-1",
      "seconds=1-2", "1-2", "bytes:1-2", "bytes=1-2-3", "bytes=NaN-2", "bytes=²-3",
    ])
  func nonsense(header: String) {
    #expect(ByteRange(header, of: 10) == .whole)
  }

  @Test("Of an empty file there is no part")
  func empty() {
    #expect(ByteRange(nil, of: 0) == .whole)
    for header in ["bytes=0-", "bytes=0-0", "bytes=-1"] { #expect(ByteRange(header, of: 0) == .outside) }
  }
}
