import Foundation
import Testing

@Suite("earshot check: exit codes")
struct CheckExitTests {
  /// A bench whose experiment claims `claimed` on the corpus it is trained on, with runs of `seeds`.
  private func bench(claiming claimed: Double, accepted: String? = nil, seeds: String) throws -> Workbench {
    let bench = try Workbench()
    let acceptance = accepted.map { #", "accepted": "\#($0)""# } ?? ""
    try bench.write(
      Workbench.experiment.replacing("\"value\": 0.5", with: "\"value\": \(claimed)")
        .replacing("\"corpus\": \"elsewhere\"", with: "\"corpus\": \"tones\"" + acceptance),
      to: "Experiments/tiny.json")
    try bench.train("--seeds", seeds)
    return bench
  }

  @Test func `0 where claims are replicated, 3 where one is not, 0 where that is accepted`() throws {
    // Four epochs tell a hum from a hiss, so that no seed is below chance: 0 is refuted and -1...1 around it not.
    let failing = try bench(claiming: 0, seeds: "1..4")
    let failed = try failing.earshot("check")
    #expect(failed.status == 3, "\(failed.output)\(failed.messages)")
    #expect(failed.output.contains("not replicated") && failed.output.contains("The check fails"))
    #expect(failed.messages.isEmpty)
    let accepted = try bench(claiming: 0, accepted: "notReplicated", seeds: "1..4").earshot("check")
    #expect(accepted.status == 0, "\(accepted.output)")
    try failing.write(
      String(contentsOf: failing.experiments.appending(path: "tiny.json"), encoding: .utf8)
        .replacing("\"source\"", with: "\"tolerance\": 2, \"source\""), to: "Experiments/tiny.json")
    let passed = try failing.earshot("check", "--corpus", "tones")
    #expect(passed.status == 0, "\(passed.output)")
    #expect(passed.output.contains("The check passes"))
  }

  @Test func `4 where too few seeds decide, and where no claim was judged on its own corpus`() throws {
    let undecided = try bench(claiming: 0, seeds: "1,2").earshot("check", "--json")
    #expect(undecided.status == 4)
    let object = try JSONSerialization.jsonObject(with: Data(undecided.output.utf8)) as? [String: Any]
    #expect(object?["outcome"] as? String == "undecided")
    let bench = try Workbench()
    try bench.train("--seeds", "1..3")
    let elsewhere = try bench.earshot("check")
    #expect(elsewhere.status == 4 && elsewhere.output.contains("reference only"))
  }

  @Test func `2 without a store, and for a history that is wrong`() throws {
    let bench = try Workbench()
    let empty = try bench.earshot("check")
    #expect(empty.status == 2 && empty.output.isEmpty && empty.messages.contains("earshot run gen6"))
    try bench.write(
      #"{ "title": "One", "experiments": ["tini"], "claims": [] }"#, to: "Experiments/history.json")
    let misspelt = try bench.earshot("check")
    #expect(misspelt.status == 2 && misspelt.messages.contains("tiny"))
  }
}
