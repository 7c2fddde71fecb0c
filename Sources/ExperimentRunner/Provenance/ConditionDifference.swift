import JSONText

/// A condition of equal bits in which a run and this process differ: binary, processor, libraries, recordings.
///
/// Where one does, other bits are no fault of the run. Checked in `ConditionDifferenceTests`.
public struct ConditionDifference: Hashable, Sendable {
  /// What differs, as a key path of `provenance.json`, such as `code.binaryDigest`.
  public var condition: String
  /// What the run's provenance says; nil where it says nothing.
  public var recorded: String?
  /// What holds now; nil where nothing does.
  public var found: String?

  /// A difference of these parts.
  public init(condition: String, recorded: String?, found: String?) {
    self.condition = condition
    self.recorded = recorded
    self.found = found
  }
}

extension ConditionDifference: CustomStringConvertible {
  public var description: String {
    func shown(_ value: String?) -> String {
      guard let value else { return "nothing" }
      // Of a digest, as much as people compare.
      return value.count == 64 ? String(value.prefix(12)) : value
    }
    return "\(condition): the run had \(shown(recorded)), here is \(shown(found))"
  }
}

extension Provenance {
  /// Where this process differs from what `record`, the provenance of a run as JSON, says.
  ///
  /// A library that the record does not name was recorded by a program that did not look at it: no difference.
  package func differences(fromRecorded record: String) -> [ConditionDifference] {
    func parsed(_ text: String) -> JSONNode? {
      var parser = JSONParser(Array(text.utf8), source: "provenance")
      return try? parser.parse()
    }
    guard let then = parsed(record), let now = parsed(text) else {
      return [
        ConditionDifference(condition: "provenance", recorded: "something that is no JSON", found: "JSON")
      ]
    }
    func difference(_ path: [String]) -> ConditionDifference? {
      func value(_ root: JSONNode) -> String? {
        path.reduce(root as JSONNode?) { node, key in node?[key] }?.string
      }
      let (recorded, found) = (value(then), value(now))
      return recorded == found
        ? nil : ConditionDifference(condition: path.joined(separator: "."), recorded: recorded, found: found)
    }
    func names(_ key: String) -> [String] {
      Set([then, now].flatMap { $0[key]?.members?.map(\.name) ?? [] }).sorted()
    }
    let paths: [[String]] =
      [["code", "binaryDigest"], ["machine", "processor"], ["corpusDigest"]]
      + names("environment").map { ["environment", $0] }
    let libraries = names("libraries").filter { $0 != Self.storeLibrary }.compactMap {
      difference(["libraries", $0])
    }
    return paths.compactMap(difference) + libraries.filter { $0.recorded != nil }
  }
}
