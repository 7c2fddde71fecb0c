import Foundation
import Testing

@Suite("earshot sweep: commands and what they print")
struct SweepCommandTests {
  @Test func `the best trial is a file that run takes, answered by the runs that it has`() throws {
    let ordeal = try SweepOrdeal()
    let bench = ordeal.bench
    let best = try bench.earshot("sweep", "best", "small", "-o", "best.json", "--runs", "Undisturbed")
    #expect(best.status == 0 && best.output.isEmpty, "\(best.messages)")
    #expect(best.messages.contains("validation.crossEntropy"))
    let again = try bench.earshot("run", "best.json", "--needed", "--runs", "Undisturbed")
    #expect(again.status == 0)
    #expect(again.messages.contains("2 of 2 runs are answered by finished ones"), "\(again.messages)")
    let other = try bench.earshot("sweep", "best", "small", "--trial", "9", "--runs", "Undisturbed")
    #expect(other.status == 2 && other.messages.contains("found no trial 9; expected 1...4"))
    let printed = try bench.earshot("sweep", "best", "small", "--trial", "2", "--runs", "Undisturbed")
    #expect(printed.output.contains(#""name": "small-trial2""#), "\(printed.output)")
  }

  @Test func `a sweep goes on with its file as it was, with more trials, and not with another space`() throws
  {
    let ordeal = try SweepOrdeal()
    let bench = ordeal.bench
    let more = try bench.earshot(
      "sweep", "run", "small.json", "--trials", "5", "--runs", "Undisturbed", "--json")
    #expect(more.status == 0, "\(more.messages)")
    #expect(more.output.contains(#""trialLimit" : 5"#), "\(more.output)")
    let file = bench.url.appending(path: "small.json")
    let text = try String(contentsOf: file, encoding: .utf8).replacing("0.8", with: "0.7")
    try bench.write(text, to: "small.json")
    let other = try bench.earshot("sweep", "run", "small.json", "--runs", "Undisturbed")
    #expect(other.status == 2)
    #expect(
      other.messages.contains("the file differs in space.model.layers.dropout.rate"), "\(other.messages)")
    #expect(other.messages.contains("earshot sweep resume small"))
  }

  @Test func `status, list and a dry run tell what there is`() throws {
    let ordeal = try SweepOrdeal()
    let bench = ordeal.bench
    let status = try bench.earshot("sweep", "status", "--runs", "Undisturbed")
    #expect(status.status == 0 && status.output.contains("small on tones: 4 of 4 trials ended (4 completed)"))
    #expect(status.output.contains("best: trial"))
    let watched = try bench.earshot("sweep", "status", "small", "--watch", "--runs", "Undisturbed")
    #expect(watched.status == 0, "nothing is under way")
    let list = try bench.earshot("sweep", "list", "--runs", "Undisturbed")
    #expect(list.output.contains("small") && list.output.contains("4/4"))
    let dry = try bench.earshot("sweep", "run", "small.json", "--dry-run", "--runs", "Nothing")
    #expect(dry.status == 0)
    #expect(
      dry.output.contains("small: 4 trials over 1 settings, each trial 2 runs of 4 epochs"), "\(dry.output)")
    #expect(!FileManager.default.fileExists(atPath: bench.url.appending(path: "Nothing").path))
  }

  @Test func `what is wrong is told before anything begins, and leaves nothing`() throws {
    let bench = try Workbench()
    for (arguments, text) in [
      (["sweep", "run", "none.json"], "no sweep \"none.json\""),
      (["sweep", "resume", "small"], "there is no store here yet"),
      (["sweep", "status"], "there is no store here yet"),
      (["sweep", "run", "x.json", "--workers", "0"], "--workers: found 0; expected 1...256"),
      (["sweep", "retry", "small"], "expected --failed"),
    ] {
      let ending = try bench.start(arguments).wait()
      #expect(ending.status == 2, "\(arguments): \(ending.messages)")
      #expect(ending.messages.contains(text), "\(arguments): \(ending.messages)")
    }
    #expect(!FileManager.default.fileExists(atPath: bench.runs.path))
  }

  @Test func `a sweep whose store is gone is named, and begun again on the runs that are there`() throws {
    let ordeal = try SweepOrdeal()
    for suffix in ["", "-wal", "-shm"] {
      try? FileManager.default.removeItem(
        at: ordeal.bench.url.appending(path: "Undisturbed/earshot.sqlite" + suffix))
    }
    let rebuilt = try ordeal.bench.earshot("doctor", "--rebuild", "--runs", "Undisturbed")
    #expect(rebuilt.status == 1 && rebuilt.output == "sweep small: lost: its trials cannot be read\n")
    #expect(rebuilt.messages.contains("8 runs from their folders, 0 from the old store, 0 lost."))
    #expect(rebuilt.messages.contains("Begin a lost sweep again with earshot sweep run"))
    try ordeal.expectRecovery(in: "Undisturbed", "begun again")
  }

  @Test func `failed trials are tried again on request`() throws {
    let ordeal = try SweepOrdeal(
      space: #"{ "training.optimizer.learningRate": { "type": "choice", "values": [0.003, 1e30] } }"#,
      sampler: #"{ "type": "grid" }"#)
    #expect(ordeal.results.count { $0.contains(" failed ") } == 1)
    let retried = try ordeal.bench.earshot(
      "sweep", "retry", "small", "--failed", "--runs", "Undisturbed", "--workers", "1")
    #expect(retried.status == 0, "\(retried.messages)")
    #expect(retried.messages.contains("Tried again: "))
    #expect(try SweepOrdeal.results(in: "Undisturbed", on: ordeal.bench) == ordeal.results)
  }
}
