import ArgumentParser
import Foundation

/// Answers every line of standard input by the times of so many calls of `work`, which is given the number of
/// the call, counted over all requests.
func answerRequests(_ work: (Int) throws -> Void) throws {
  let encoder = JSONEncoder()
  var done = 0
  while let line = readLine() {
    guard let count = Int(line), count > 0 else {
      throw ValidationError(
        "standard input: found \"\(line)\"; expected the number of repetitions, at least 1.")
    }
    var times = RepetitionTimes()
    times.reserve(count)
    for call in done..<done + count {
      try times.measure { try work(call) }
    }
    done += count
    FileHandle.standardOutput.write(try encoder.encode(times) + Data("\n".utf8))
  }
}
