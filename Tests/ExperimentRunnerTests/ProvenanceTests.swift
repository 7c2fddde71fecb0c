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
    #expect(libraries.keys.sorted() == ["fftw", "glibc", "libsndfile", "libsoxr", "sqlite"])
    #expect(libraries.values.allSatisfy { !$0.isEmpty })
  }

  @Test func `no variable but those that change numbers is recorded`() throws {
    let object = try JSONSerialization.jsonObject(with: Data(Provenance.capture().text.utf8))
    let recorded = try #require((object as? [String: Any])?["environment"] as? [String: String])
    #expect(ProcessInfo.processInfo.environment["PATH"] != nil, "there is something to leave out")
    #expect(
      Set(recorded.keys).isSubset(
        of: [
          "GLIBC_TUNABLES", "LANG", "LC_ALL", "LD_PRELOAD", "MALLOC_ARENA_MAX", "OMP_NUM_THREADS", "TZ",
        ]))
  }

  @Test func `a commit is forty digits, where there is one`() {
    guard let commit = GitState.commit else { return }
    #expect(commit.wholeMatch(of: /[0-9a-f]{40}/) != nil)
    if let digest = GitState.changesDigest { #expect(digest.wholeMatch(of: /[0-9a-f]{64}/) != nil) }
  }
}
