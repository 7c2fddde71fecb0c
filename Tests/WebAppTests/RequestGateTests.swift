import Foundation
import HTTPTypes
import Testing
import WebApp

@Suite("Which requests the web app lets in")
struct RequestGateTests {
  private static let token = "0123456789abcdef-test"
  private static let own = "127.0.0.1:5000"

  private func gate(
    host: String = "127.0.0.1", isReadOnly: Bool = false
  ) throws -> RequestGate {
    var settings = WebSettings(
      runsFolder: URL(filePath: "Runs"), storeFile: URL(filePath: "Runs/earshot.sqlite"),
      experimentsFolder: URL(filePath: "Experiments"))
    settings.host = host
    settings.isReadOnly = isReadOnly
    return RequestGate(settings, token: try #require(AccessToken(Self.token)))
  }

  private func post(_ change: (inout RequestFacts) -> Void = { _ in }) -> RequestFacts {
    var request = RequestFacts(method: .post, path: "/api/listen", authority: Self.own)
    change(&request)
    return request
  }

  @Test("The server's own names are let in, to the letter", arguments: ["127.0.0.1:5000", "localhost:5000"])
  func ownNames(name: String) throws {
    #expect(try gate().refusal(of: RequestFacts(method: .get, path: "/", authority: name)) == nil)
  }

  @Test(
    "Any other name is refused",
    arguments: [
      nil, "", "evil.example", "127.0.0.1", "localhost", "127.0.0.1:5001", "127.0.0.1:5000.",
      "localhost.:5000",
      "LOCALHOST:5000", "[::1]:5000", "[::]:5000", "0.0.0.0:5000", "127.0.0.1:05000", "127.1:5000",
      "2130706433:5000", "user@127.0.0.1:5000", "127.0.0.1:5000 ", "127.0.0.1:5000,evil.example",
      "127.0.0.1:5000/",
    ] as [String?])
  func otherNames(name: String?) throws {
    let refusal = try gate().refusal(of: RequestFacts(method: .get, path: "/", authority: name))
    #expect(refusal?.status == .misdirectedRequest)
  }

  @Test("An address other than this machine's has its own name only")
  func farNames() {
    #expect(HostRule(host: "192.168.1.5", port: 80).authorities == ["192.168.1.5:80", "192.168.1.5"])
    #expect(HostRule(host: "::1", port: 5000).authorities == ["[::1]:5000"])
  }

  @Test("Looking needs no token on this machine, and one from elsewhere")
  func lookingNeedsToken() throws {
    let request = RequestFacts(method: .get, path: "/runs", authority: "192.168.1.5:5000")
    let far = try gate(host: "192.168.1.5")
    #expect(far.refusal(of: request)?.status == .unauthorized)
    var known = request
    known.cookies = [Self.token]
    #expect(far.refusal(of: known) == nil)
  }

  @Test("A change needs the token: none, another, a part and a longer one are refused")
  func changeNeedsToken() throws {
    for wrong in [nil, "", "x", String(Self.token.dropLast()), Self.token + "x", Self.token.uppercased()] {
      let refusal = try gate().refusal(of: post { $0.bearer = wrong })
      #expect(refusal?.status == .unauthorized, "\(wrong ?? "none")")
    }
    #expect(try gate().refusal(of: post { $0.bearer = Self.token }) == nil)
  }

  @Test("A cookie changes something only from the server's own page")
  func cookieNeedsOrigin() throws {
    func refusal(origins: [String], site: String? = nil) throws -> Refusal? {
      try gate().refusal(
        of: post {
          $0.cookies = [Self.token]
          $0.origins = origins
          $0.fetchSite = site
        })
    }
    #expect(try refusal(origins: ["http://127.0.0.1:5000"]) == nil)
    #expect(try refusal(origins: ["http://127.0.0.1:5000"], site: "same-origin") == nil)
    let wrong = [
      [], ["null"], ["http://evil.example"], ["https://127.0.0.1:5000"], ["http://127.0.0.1:5001"],
      ["http://127.0.0.1:5000", "http://evil.example"], ["http://127.0.0.1:5000/"], [""],
    ]
    for origins in wrong { #expect(try refusal(origins: origins)?.status == .forbidden, "\(origins)") }
    for site in ["cross-site", "same-site", "nonsense"] {
      #expect(try refusal(origins: ["http://127.0.0.1:5000"], site: site)?.status == .forbidden)
    }
  }

  @Test("Another site's page may link here, and nothing else")
  func otherSites() throws {
    var request = RequestFacts(method: .get, path: "/api/runs", authority: Self.own)
    request.fetchSite = "cross-site"
    request.fetchMode = "no-cors"
    #expect(try gate().refusal(of: request)?.status == .forbidden)
    request.fetchMode = "navigate"
    #expect(try gate().refusal(of: request) == nil)
    request.origins = ["http://evil.example"]
    #expect(try gate().refusal(of: request)?.status == .forbidden)
  }

  @Test("Read-only refuses whatever is more than looking, token or not")
  func readOnly() throws {
    let gate = try gate(isReadOnly: true)
    #expect(gate.refusal(of: post { $0.bearer = Self.token })?.status == .forbidden)
    #expect(gate.refusal(of: RequestFacts(method: .get, path: "/", authority: Self.own)) == nil)
  }

  @Test(
    "Paths that no route could have lead nowhere",
    arguments: [
      "", "runs", "*", "//", "/.", "/..", "/../etc/passwd", "/runs/../..", "/runs/%2e%2e",
      "/runs/%252e%252e/x",
      "/runs/..%2f", "/runs/a%00", "/runs/a b", "/runs/a\\b", "/runs/\u{00E9}", "/runs/.hidden", "/runs//x",
      "/runs/", "/runs/a;b", "/runs/a:b", "http://evil.example/runs",
      "/runs/" + String(repeating: "a", count: 201),
    ])
  func strangePaths(path: String) throws {
    #expect(!RequestGate.isPlain(path: path))
    let request = RequestFacts(method: .get, path: path, authority: Self.own)
    #expect(try gate().refusal(of: request)?.status == .notFound)
  }

  @Test(
    "Paths of pages are let in",
    arguments: ["/", "/runs", "/runs/gen6-esc10-s1-f5-0a1b2c3d", "/assets/app.js"])
  func plainPaths(path: String) {
    #expect(RequestGate.isPlain(path: path))
  }

  @Test("A token is long enough and fits a header")
  func tokens() {
    for text in [
      "", "short", String(repeating: "a", count: 15), "0123456789abcdef 0123", "0123456789abcdef;",
    ] {
      #expect(AccessToken(text) == nil, "\(text)")
    }
    let (one, other) = (AccessToken(), AccessToken())
    #expect(one.text.count == 64 && one.text != other.text)
    #expect(one.matches(one.text) && !one.matches(other.text))
  }
}
