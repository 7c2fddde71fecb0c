import Testing
import WebApp

@Suite("Events as a browser reads them")
struct ServerSentEventTests {
  @Test("Name, number and data stand on lines of their own, and an empty one ends the event")
  func text() {
    #expect(
      ServerSentEvent(name: "epoch", id: 3, data: "{\"epoch\":3}").text
        == "event: epoch\nid: 3\ndata: {\"epoch\":3}\n\n")
  }

  @Test("Lines within data cannot end the event")
  func lines() {
    #expect(
      ServerSentEvent(name: "end", data: "a\n\nevent: b").text
        == "event: end\ndata: a\ndata: \ndata: event: b\n\n")
  }
}
