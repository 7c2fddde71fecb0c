import JSONText

extension JSONNode {
  /// The document in `bytes`; keys that it writes twice are noted.
  ///
  /// - Throws: ``ExperimentError`` with the place where it is no JSON.
  static func parsing(
    _ bytes: [UInt8], source: String, noting problems: inout [ExperimentError.Problem]
  ) throws(ExperimentError) -> JSONNode {
    var parser = JSONParser(bytes, source: source)
    do throws(JSONSyntaxError) {
      let node = try parser.parse()
      problems += parser.duplicates.map(ExperimentError.Problem.init)
      return node
    } catch {
      throw ExperimentError(problems: [ExperimentError.Problem(error)])
    }
  }
}

extension ExperimentError.Problem {
  /// The line leads to it; of what is no JSON the keys are only half known.
  fileprivate init(_ error: JSONSyntaxError) {
    self.init(
      place: error.place, keyPath: "", found: error.found, expected: error.expected, remedy: error.remedy)
  }

  fileprivate init(_ duplicate: JSONParser.Duplicate) {
    self.init(
      place: duplicate.place, keyPath: duplicate.keyPath, found: "the key a second time",
      expected: "each key once", remedy: "Delete one of the two.")
  }
}
