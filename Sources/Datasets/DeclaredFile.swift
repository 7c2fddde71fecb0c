import Foundation

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
}
