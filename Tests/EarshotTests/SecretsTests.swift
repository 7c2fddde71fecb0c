import Foundation
import Testing

@Suite("earshot: secrets of the environment")
struct SecretsTests {
  @Test func `a variable that is nobody's business is in no file and no output`() throws {
    let bench = try Workbench()
    let canary = "canary-7c1f0e5b"
    let secrets = ["API_TOKEN": canary, "EARSHOT_NOTE": canary, "AWS_SECRET_ACCESS_KEY": canary]
    let run = try bench.earshot(
      "run", "tiny", "--corpus", "tones",
      environment: secrets.merging(["GLIBC_TUNABLES": "glibc.malloc.check=0"]) { $1 })
    try #require(run.status == 0, "\(run.messages)")
    let name = try #require(bench.runNames.first)
    let shown = try bench.earshot("runs", "show", name, environment: secrets)
    let report = try bench.earshot("report", "run", name, environment: secrets)
    for ending in [run, shown, report] {
      #expect(!ending.output.contains(canary) && !ending.messages.contains(canary))
    }
    #expect(shown.output.contains("glibc.malloc.check=0"), "a variable that can change numbers is recorded")
    var fileCount = 0
    for path in try FileManager.default.subpathsOfDirectory(atPath: bench.url.path) {
      guard let content = try? Data(contentsOf: bench.url.appending(path: path)) else { continue }
      fileCount += 1
      #expect(content.range(of: Data(canary.utf8)) == nil, "\(path)")
    }
    #expect(fileCount > 60)
  }
}
