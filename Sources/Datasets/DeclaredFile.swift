import Foundation
import JSONText

/// A file that people write to declare a corpus or its classes.
enum DeclaredFile {
  /// Returns the bytes of `file`, of which never more than `limit` are read.
  ///
  /// - Parameters:
  ///   - expected: What the file is to be, in words: "a class list".
  ///   - megabytes: Its size in 2²⁰ bytes, at most.
  /// - Throws: ``CorpusError`` where it cannot be read or is larger.
  static func contents(
    of file: URL, expected: String, atMost megabytes: Int
  ) throws(CorpusError) -> Data {
    let limit = megabytes << 20
    let data: Data
    do {
      let handle = try FileHandle(forReadingFrom: file)
      defer { try? handle.close() }
      data = try handle.read(upToCount: limit + 1) ?? Data()
    } catch {
      throw CorpusError(
        file: file,
        CorpusError.Problem(
          found: "no readable file", expected: expected, remedy: "Check the path and its permissions."))
    }
    guard data.count <= limit else {
      throw CorpusError(
        file: file,
        CorpusError.Problem(
          found: "more than \(megabytes) MB", expected: expected, remedy: "Check that this is the right file."
        ))
    }
    return data
  }

  /// Parses `json`; `location` names its origin in errors.
  ///
  /// - Returns: What it holds, and a problem for each key that stands twice in one object.
  /// - Throws: ``CorpusError`` with the line where it is no JSON.
  static func parse(
    _ json: Data, location: String, bounds: JSONParser.Bounds = .file
  ) throws(CorpusError) -> (node: JSONNode, problems: [CorpusError.Problem]) {
    var parser = JSONParser([UInt8](json), source: location, bounds: bounds)
    let node: JSONNode
    do throws(JSONSyntaxError) {
      node = try parser.parse()
    } catch {
      throw CorpusError(
        location: location,
        problems: [
          CorpusError.Problem(
            line: error.place.line, found: error.found, expected: error.expected, remedy: error.remedy)
        ])
    }
    let problems = parser.duplicates.map { duplicate in
      CorpusError.Problem(
        line: duplicate.place.line, found: "the key \(duplicate.keyPath) a second time",
        expected: "each key once", remedy: "Delete one of the two.")
    }
    return (node, problems)
  }
}
