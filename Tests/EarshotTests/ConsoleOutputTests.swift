import Foundation
import Testing

@Suite("earshot: standard output is data, standard error is progress")
struct ConsoleOutputTests {
  @Test func `-q leaves standard error empty where all goes well`() throws {
    let bench = try Workbench()
    let ending = try bench.earshot("run", "tiny", "--corpus", "tones", "-q")
    #expect(ending.status == 0)
    #expect(ending.messages == "")
    #expect(ending.output.contains("completed"))
  }

  @Test func `without a terminal progress is a plain line for each epoch`() throws {
    let bench = try Workbench()
    let ending = try bench.earshot("run", "tiny", "--corpus", "tones")
    let lines = ending.messages.split(separator: "\n")
    for epoch in 1...4 {
      #expect(lines.count { $0.contains("epoch \(epoch)/4") } == 1, "\(ending.messages)")
    }
    #expect(!ending.messages.contains("\u{1B}") && !ending.output.contains("\u{1B}"))
    #expect(!ending.messages.contains("━"))
  }

  @Test func `on a terminal a bar appears, and what was drawn is gone before the results`() throws {
    let bench = try Workbench()
    let command =
      "\(EarshotProcess.executable.path) run tiny --corpus tones -S training.epochs=600 "
      + "-S model.layers.hidden.units=600"
    let ending = try EarshotProcess(
      URL(filePath: "/usr/bin/script"), arguments: ["-qec", command, "/dev/null"], in: bench.url,
      environment: ["TERM": "xterm", "XDG_CACHE_HOME": bench.url.appending(path: "cache").path]
    ).wait()
    #expect(ending.status == 0)
    #expect(ending.output.contains("━"), "a bar")
    #expect(ending.output.contains("loss ") && ending.output.contains("s left"))
    #expect(ending.output.contains("\u{1B}["), "lines are redrawn")
    let results = try #require(ending.output.components(separatedBy: "\u{1B}[J").last)
    #expect(results.contains("completed"))
    #expect(!results.contains("━") || results.contains("validation %"))
  }

  @Test(arguments: [
    ["run", "tiny", "--corpus", "tones"], ["run", "tiny", "--corpus", "tones", "--dry-run"],
    ["runs", "list"], ["runs", "show", "tiny"], ["report", "history"], ["corpus", "list", "tones"],
    ["corpus", "check", "tones"],
  ])
  func `--json puts one JSON value on standard output and nothing else`(command: [String]) throws {
    let bench = try Workbench()
    if ["runs", "report"].contains(command[0]) { try bench.train() }
    let ending = try bench.start(command + ["--json"]).wait()
    #expect(ending.status == 0, "\(ending.messages)")
    #expect(throws: Never.self) { try JSONSerialization.jsonObject(with: Data(ending.output.utf8)) }
    let quiet = try bench.start(["runs", "list"]).wait()
    #expect(quiet.messages.isEmpty || quiet.status != 0)
  }

  @Test func `--help and --version are data, and end well`() throws {
    let bench = try Workbench()
    for arguments in [["--help"], ["run", "--help"], ["help", "report", "history"], ["--version"]] {
      let ending = try bench.start(arguments).wait()
      #expect(ending.status == 0)
      #expect(!ending.output.isEmpty && ending.messages.isEmpty)
    }
    let nothing = try bench.earshot()
    #expect(nothing.status == 0 && nothing.output.contains("SUBCOMMANDS"))
  }

  @Test func `a reader that has gone does not fail the command`() throws {
    let bench = try Workbench()
    try bench.train()
    let ending = try EarshotProcess(
      URL(filePath: "/bin/sh"),
      arguments: ["-c", "\"$0\" runs show tiny | head -1", EarshotProcess.executable.path],
      in: bench.url
    ).wait()
    #expect(ending.status == 0)
    #expect(ending.messages.isEmpty, "\(ending.messages)")
  }

  @Test(arguments: ["runs list", "report history --json", "corpus list tones", "schema experiment", "--help"])
  func `results that find no room fail the command`(command: String) throws {
    let bench = try Workbench()
    try bench.train()
    let ending = try shell("\"$0\" \(command) > /dev/full", in: bench)
    #expect(ending.status == 1)
    #expect(ending.messages.contains("standard output: cannot be written: No space left on device"))
  }

  @Test func `a report can be sent to standard output by name`() throws {
    let bench = try Workbench()
    try bench.train()
    let command = "\"$0\" report history --format markdown"
    let piped = try shell("\(command) -o stream | cat", in: bench, preparing: "ln -s /proc/self/fd/1 stream")
    let direct = try shell(command, in: bench)
    #expect(piped.status == 0 && piped.messages.isEmpty, "\(piped.messages)")
    #expect(piped.output == direct.output)
    let link = try FileManager.default.destinationOfSymbolicLink(
      atPath: bench.url.appending(path: "stream").path)
    #expect(link == "/proc/self/fd/1", "the name is written through, not replaced")
  }

  @Test func `with its standard streams closed a run writes no message into its files`() throws {
    let bench = try Workbench()
    let ending = try shell("\"$0\" run tiny --corpus tones <&- >&- 2>&-", in: bench)
    #expect(ending.status == 0)
    let run = try #require(try bench.listing().first)
    #expect(run.status == "completed")
    for file in try FileManager.default.subpathsOfDirectory(atPath: bench.url.path) {
      let content = (try? Data(contentsOf: bench.url.appending(path: file))) ?? Data()
      #expect(content.range(of: Data("epoch 1/4".utf8)) == nil, "\(file)")
    }
  }

  /// Runs a line of shell in the bench's folder, with `$0` for the executable.
  private func shell(
    _ line: String, in bench: Workbench, preparing preparation: String = "true"
  ) throws -> EarshotProcess.Ending {
    try EarshotProcess(
      URL(filePath: "/bin/sh"), arguments: ["-c", "\(preparation); \(line)", EarshotProcess.executable.path],
      in: bench.url, environment: ["XDG_CACHE_HOME": bench.url.appending(path: "cache").path]
    ).wait()
  }
}
