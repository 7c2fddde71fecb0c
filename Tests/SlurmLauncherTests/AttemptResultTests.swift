import Foundation
import SlurmLauncher
import TestSupport
import Testing

@Suite("What an attempt publishes")
struct AttemptResultTests {
  private let result = AttemptResult(
    sweep: "dropout", trial: 3, stageEpochs: 10, ending: .diverged(run: "a", reason: "not \"finite\" – ∞"),
    runs: [
      .init(id: "a", rows: .init(digest: "0f", byteCount: 12, epochCount: 10, predictionCount: 0)),
      .init(id: "b", rows: nil),
    ], host: "node1")

  @Test func `is read as it was written`() throws {
    #expect(try AttemptResult(file: result.file) == result)
    let whole = AttemptResult(sweep: "dropout", trial: 1, stageEpochs: nil, ending: .reached, host: "node1")
    #expect(try AttemptResult(file: whole.file) == whole)
  }

  @Test(.tags(.property)) func `is refused when it was cut off anywhere`() {
    let file = result.file
    for length in 0..<file.count {
      #expect(throws: AttemptResult.FileError.self) { try AttemptResult(file: file.prefix(length)) }
    }
  }

  @Test(.tags(.property)) func `is refused when a byte is another`() {
    let file = result.file
    for place in file.indices {
      for flip in [1, 32] as [UInt8] {
        var damaged = file
        damaged[place] ^= flip
        // Names of keys aside, nothing may be read that was not written.
        if let read = try? AttemptResult(file: damaged) { #expect(read == result) }
      }
    }
  }

  @Test(arguments: ["", "..", ".", "../x", "a/b", ".hidden"])
  func `names no folder elsewhere`(id: String) {
    var other = result
    other.runs[1].id = id
    #expect(throws: AttemptResult.FileError.self) { try AttemptResult(file: other.file) }
  }
}
