/// An event as a browser's `EventSource` reads it.
///
/// Source: WHATWG HTML, *Server-sent events*. Checked in `ServerSentEventTests`.
package struct ServerSentEvent: Sendable, Hashable {
  /// What happened, in one word.
  package var name: String
  /// Where a reader that was cut off may go on; nil for nowhere.
  package var id: Int?
  /// What there is to know, in any number of lines.
  package var data: String

  /// An event of these parts.
  package init(name: String, id: Int? = nil, data: String) {
    self.name = name
    self.id = id
    self.data = data
  }

  /// The event as it is sent.
  package var text: String {
    let lines = data.split(separator: "\n", omittingEmptySubsequences: false).map { "data: \($0)\n" }
    return "event: \(name)\n" + (id.map { "id: \($0)\n" } ?? "") + lines.joined() + "\n"
  }

  /// What is sent where nothing happens, so that a reader that has gone is noticed.
  static let heartbeat = ": \n\n"
}
