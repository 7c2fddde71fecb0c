import ExperimentRunner
import Foundation
import Testing

@Suite("Conditions in which a run and this process differ")
struct ConditionDifferenceTests {
  private let here = Provenance.capture()

  /// The record of a run trained here, some of its lines changed.
  private func record(_ changes: [String: String] = [:]) throws -> String {
    var text = here.text
    for (line, changed) in changes {
      try #require(text.contains(line), "\(text)")
      text = text.replacingOccurrences(of: line, with: changed)
    }
    return text
  }

  @Test func `a run of this process differs in nothing`() throws {
    #expect(here.differences(fromRecorded: try record()).isEmpty)
  }

  @Test func `binary, processor and libraries are named with both values`() throws {
    let differences = here.differences(
      fromRecorded: try record([
        "\"binaryDigest\" : \"": "\"binaryDigest\" : \"f", "\"processor\" : \"": "\"processor\" : \"another ",
        "\"glibc\" : \"": "\"glibc\" : \"older ",
      ]))
    #expect(differences.map(\.condition) == ["code.binaryDigest", "machine.processor", "libraries.glibc"])
    #expect(differences[1].recorded == "another " + (differences[1].found ?? ""))
    #expect(differences[1].description.hasPrefix("machine.processor: the run had another "))
  }

  @Test func `what changes no number is no difference: SQLite, the commit, a library that was not looked at`()
    throws
  {
    let text = try record(["\"sqlite\" : \"": "\"sqlite\" : \"9."]).split(separator: "\n")
      .filter { !$0.contains("\"glibc\"") }.joined(separator: "\n")
    #expect(here.differences(fromRecorded: text).isEmpty)
  }

  @Test func `a variable that the run had and this process has not is named`() throws {
    let text = try record(["\"environment\" : {": "\"environment\" : {\n\"LD_PRELOAD\" : \"odd.so\","])
      .replacingOccurrences(of: "odd.so\",\n  }", with: "odd.so\"\n  }")
    #expect(here.differences(fromRecorded: text).map(\.condition) == ["environment.LD_PRELOAD"])
  }

  @Test func `a record that is no JSON is told, not trusted`() {
    #expect(here.differences(fromRecorded: "{").map(\.condition) == ["provenance"])
  }
}
