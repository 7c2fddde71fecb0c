import Foundation
import Testing

/// The web app as a process; the rest of what it must withstand is in `Tests/Integration/web_security.py`.
@Suite("earshot serve")
struct ServeCommandTests {
  private static let token = "token-of-a-test-0123"

  /// A server in a folder of its own, without any runs.
  private struct Server {
    let folder: URL
    let port: Int
    let process: EarshotProcess

    init(_ options: [String] = []) throws {
      folder = FileManager.default.temporaryDirectory.appending(path: "serve-\(UUID().uuidString)")
      try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
      port = RawRequest.freePort()
      process = try EarshotProcess(
        arguments: ["serve", "--port", "\(port)", "--token", ServeCommandTests.token] + options, in: folder)
      try process.wait(untilMessagesHold: "Earshot serves http://127.0.0.1:\(port)/")
    }

    func ask(
      _ method: String = "GET", _ path: String = "/", host: String? = nil, fields: [String] = [],
      body: String = ""
    ) -> String {
      let head =
        ["\(method) \(path) HTTP/1.1", "Host: \(host ?? "127.0.0.1:\(port)")", "Connection: close"] + fields
        + (method == "POST" ? ["Content-Length: \(body.utf8.count)"] : [])
      return RawRequest.send(head.joined(separator: "\r\n") + "\r\n\r\n" + body, to: port)
    }

    func end() throws -> EarshotProcess.Ending {
      process.send(SIGTERM)
      let ending = try process.wait()
      try FileManager.default.removeItem(at: folder)
      return ending
    }
  }

  @Test("It answers to its own name, keeps to looking without the token, and ends when it is told to")
  func serving() throws {
    let server = try Server()
    #expect(server.ask("GET", "/api/health").contains("\"ok\""))
    let page = server.ask()
    #expect(page.hasPrefix("HTTP/1.1 200") && page.contains("gen7, as it ships"))
    #expect(page.contains("SameSite=Strict") && page.contains("default-src 'none'"))
    #expect(server.ask(host: "evil.example:\(server.port)").hasPrefix("HTTP/1.1 421"))
    #expect(server.ask("GET", "/runs/../../etc/passwd").hasPrefix("HTTP/1.1 404"))
    #expect(server.ask("GET", "/api/runs").hasPrefix("HTTP/1.1 404"))
    #expect(server.ask("POST", "/api/listen", body: "x").hasPrefix("HTTP/1.1 401"))
    let bearer = "Authorization: Bearer \(Self.token)"
    #expect(server.ask("POST", "/api/listen", fields: [bearer], body: "x").hasPrefix("HTTP/1.1 422"))
    #expect(
      server.ask("POST", "/api/listen", fields: [bearer, "Origin: http://evil.example"], body: "x")
        .hasPrefix("HTTP/1.1 403"))
    // Looking makes no store.
    #expect(!FileManager.default.fileExists(atPath: server.folder.appending(path: "Runs").path))
    let ending = try server.end()
    #expect(ending.status == 0, "\(ending.messages)")
    #expect(ending.messages.contains(Self.token))
  }

  @Test("A port that is taken is named, and the next free one")
  func busyPort() throws {
    let server = try Server(["--read-only"])
    let other = try EarshotProcess(
      arguments: ["serve", "--port", "\(server.port)"], in: FileManager.default.temporaryDirectory
    ).wait()
    #expect(other.status == 75)
    #expect(other.messages.contains(":\(server.port):") && other.messages.contains("--port"))
    #expect(try server.end().status == 0)
  }

  @Test(
    "Arguments that cannot be are refused before anything begins",
    arguments: [
      (["--port", "0"], "--port"), (["--port", "70000"], "--port"), (["--token", "short"], "--token"),
      (["--read-only", "--keep-uploads", "x"], "--keep-uploads"), (["--host", ""], "--host"),
    ])
  func misuse(arguments: [String], name: String) throws {
    let ending = try EarshotProcess(
      arguments: ["serve"] + arguments, in: FileManager.default.temporaryDirectory
    ).wait()
    #expect(ending.status == 2)
    #expect(ending.messages.contains(name))
    #expect(!ending.messages.contains("earshot <subcommand>"), "\(ending.messages)")
  }
}
