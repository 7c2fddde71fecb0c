import ExperimentRunner
import Foundation
import Testing

@Suite("Provenance")
struct ProvenanceTests {
  @Test func `its JSON has the keys that scripts rely on`() throws {
    let text = Provenance.capture().text
    let object = try #require(
      try JSONSerialization.jsonObject(with: Data(text.utf8)) as? [String: Any])
    #expect(
      object.keys.sorted() == [
        "code", "commandLine", "corpusDigest", "environment", "libraries", "machine", "threads",
      ])
    let code = try #require(object["code"] as? [String: String])
    #expect(Set(code.keys).isSubset(of: ["commit", "changesDigest", "binaryDigest", "compiler"]))
    #expect(code["binaryDigest"]?.wholeMatch(of: /[0-9a-f]{64}/) != nil)
    #expect(code["compiler"]?.hasPrefix("Swift ") == true)
    let machine = try #require(object["machine"] as? [String: Any])
    #expect(machine.keys.sorted() == ["coreCount", "operatingSystem", "processor"])
    let libraries = try #require(object["libraries"] as? [String: String])
    #expect(libraries.keys.sorted() == ["fftw", "libsndfile", "libsoxr"])
    #expect(libraries.values.allSatisfy { !$0.isEmpty })
  }

  @Test func `no variable but those that change numbers is recorded`() throws {
    setenv("EARSHOT_TEST_SECRET", "hunter2", 1)
    defer { unsetenv("EARSHOT_TEST_SECRET") }
    #expect(!Provenance.capture().text.contains("hunter2"))
  }

  @Test func `a commit is forty digits, where there is one`() {
    guard let commit = GitState.commit else { return }
    #expect(commit.wholeMatch(of: /[0-9a-f]{40}/) != nil)
    if let digest = GitState.changesDigest { #expect(digest.wholeMatch(of: /[0-9a-f]{64}/) != nil) }
  }
}
