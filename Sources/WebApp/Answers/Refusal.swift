package import HTTPTypes
import Hummingbird
package import JSONText

/// A request that is not answered as it was asked: what was found, what was expected, how to mend it.
///
/// Its words are the program's own or the user's, never a path of this machine.
package struct Refusal: Error, Sendable {
  package var status: HTTPResponse.Status
  package var found: String
  package var expected: String
  package var remedy: String
  /// Headers that go with it.
  package var fields: HTTPFields = [:]

  /// The refusal in a sentence.
  package var message: String { "Found \(found); expected \(expected). \(remedy)" }

  /// The refusal for a program.
  package var node: JSONNode {
    .object([
      "error": .object([
        "status": .integer(status.code), "found": .string(found), "expected": .string(expected),
        "remedy": .string(remedy),
      ])
    ])
  }
}

// MARK: Refusals of requests as such

extension Refusal {
  static func misdirected(expected authorities: [String]) -> Refusal {
    Refusal(
      status: .misdirectedRequest, found: "another Host than this server's",
      expected: authorities.joined(separator: " or "), remedy: "Open the address that earshot serve printed.")
  }

  static let foreignOrigin = Refusal(
    status: .forbidden, found: "a request of another site's page", expected: "a page of this server",
    remedy: "Open this server's own page and ask there.")

  static let originMissing = Refusal(
    status: .forbidden, found: "a cookie without an Origin of this server",
    expected: "a page of this server, or the token in the header Authorization",
    remedy: "Send \"Authorization: Bearer TOKEN\" with the token that earshot serve printed.")

  static let tokenMissing = Refusal(
    status: .unauthorized, found: "no token, or another one",
    expected: "the token that earshot serve printed",
    remedy: "Send \"Authorization: Bearer TOKEN\", or open the address that earshot serve printed.",
    fields: [.wwwAuthenticate: "Bearer"])

  /// Nobody will read it: who sent half a request is gone.
  static let brokenOff = Refusal(
    status: .badRequest, found: "a request that broke off", expected: "as many bytes as were announced",
    remedy: "Send it again.")

  static let readOnly = Refusal(
    status: .forbidden, found: "a request that is more than looking", expected: "GET or HEAD",
    remedy: "Start earshot serve without --read-only.")

  static let notFound = Refusal(
    status: .notFound, found: "an address that nothing has", expected: "a page or an endpoint of this server",
    remedy: "Begin at the first page; docs/api.md lists the endpoints.")

  static func methodNotAllowed(_ allowed: String) -> Refusal {
    Refusal(
      status: .methodNotAllowed, found: "a method that this address does not know", expected: allowed,
      remedy: "docs/api.md lists the endpoints.", fields: [.allow: allowed])
  }

  /// What went wrong here; what it was is told in the server's own messages only.
  static let unexpected = Refusal(
    status: .internalServerError, found: "a failure of this server", expected: "an answer",
    remedy: "Look at what earshot serve says where it was started.")

  /// A value of the query that cannot be used.
  static func query(_ name: String, found: String, expected: String, remedy: String) -> Refusal {
    Refusal(
      status: .badRequest, found: "\(name)=\(String(found.prefix(100)))", expected: expected, remedy: remedy)
  }

  /// The store's own words for what was asked of it wrongly.
  static func store(_ words: String, status: HTTPResponse.Status) -> Refusal {
    Refusal(
      status: status, found: words, expected: "what the store holds", remedy: "List the runs at /runs.")
  }
}
