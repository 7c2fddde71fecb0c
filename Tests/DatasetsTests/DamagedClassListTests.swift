import Datasets
import Foundation
import TestSupport
import Testing

@Suite("Class lists: damaged files", .tags(.property))
struct DamagedClassListTests {
  @Test func `they are refused with a line, or read`() throws {
    let whole = [UInt8](try Data(contentsOf: ClassListTests.original))
    let lineCount = whole.count { $0 == UInt8(ascii: "\n") } + 1
    var refusals = 0
    for bytes in DamagedText(whole, count: 2000, seed: 13) {
      do throws(CorpusError) {
        _ = try ClassList(json: Data(bytes), location: "original32.json")
      } catch {
        refusals += 1
        #expect(error.location == "original32.json" && !error.problems.isEmpty)
        #expect(
          error.problems.allSatisfy { problem in
            problem.line.map { (1...lineCount + 20).contains($0) } == true && !problem.found.isEmpty
          }, "\(error)")
      }
    }
    #expect(refusals > 1500, "\(refusals)")
  }
}
