import Foundation
import JSONText

/// Follows `extends` from file to file and lays each over its base.
struct Inheritance {
  /// Files that may extend one another in a row, at most.
  static let greatestLength = 16
  /// What a file never takes from its base.
  private static let neverInherited = ["$schema", "extends", "name", "title", "claims"]

  /// Problems that do not stop the reading: duplicate keys.
  private(set) var problems: [ExperimentError.Problem] = []

  /// Returns the content of `file` laid over that of the file it extends, and so on.
  mutating func resolve(_ file: URL) throws(ExperimentError) -> JSONNode {
    try resolve(file, displayedAs: file.relativePath, extendedBy: [])
  }

  private mutating func resolve(
    _ file: URL, displayedAs source: String, extendedBy chain: [URL]
  ) throws(ExperimentError) -> JSONNode {
    let node = try JSONNode.parsing(
      try Self.bytes(of: file, displayedAs: source), source: source, noting: &problems)
    guard let reference = node["extends"] else { return node }
    guard let path = reference.string, !path.isEmpty else {
      throw Self.problem(reference, found: reference.found, expected: "the path of another file", remedy: "")
    }
    let base = file.deletingLastPathComponent().appending(path: path).standardizedFileURL
    let chain = chain + [file.standardizedFileURL]
    guard !chain.contains(base) else {
      throw Self.problem(
        reference, found: "\"\(path)\", which in turn extends this file", expected: "a file that does not",
        remedy: "Break the circle.")
    }
    guard chain.count < Self.greatestLength else {
      throw Self.problem(
        reference, found: "more than \(Self.greatestLength) files extending one another",
        expected: "at most that many", remedy: "Merge some of them.")
    }
    guard FileManager.default.isReadableFile(atPath: base.path) else {
      throw Self.problem(
        reference, found: "\"\(path)\", which is not there or cannot be read",
        expected: "the path of a file, from the folder of this one",
        remedy: "Check its name, and the right to read it.")
    }
    let baseSource = (source as NSString).deletingLastPathComponent
    let displayed = baseSource.isEmpty ? path : baseSource + "/" + path
    let inherited = try resolve(base, displayedAs: displayed, extendedBy: chain)
    return Self.merged(Self.heritage(of: inherited), overlaidBy: node)
  }

  private static func bytes(of file: URL, displayedAs source: String) throws(ExperimentError) -> [UInt8] {
    func unreadable(_ reason: String, _ remedy: String) -> ExperimentError {
      ExperimentError(problems: [
        ExperimentError.Problem(
          place: Place(source: source), keyPath: "", found: reason, expected: "a JSON file", remedy: remedy)
      ])
    }
    do {
      let values = try file.resourceValues(forKeys: [.isRegularFileKey, .fileSizeKey])
      guard values.isRegularFile == true else {
        throw unreadable("something that is no file", "Name a file.")
      }
      guard let size = values.fileSize, size <= JSONParser.Bounds.file.size else {
        throw unreadable(
          "more than \(JSONParser.Bounds.file.size) bytes",
          "Check that it is the one you mean, or shorten it.")
      }
      return [UInt8](try Data(contentsOf: file))
    } catch let error as ExperimentError {
      throw error
    } catch {
      let isThere = FileManager.default.fileExists(atPath: file.path)
      throw isThere
        ? unreadable("a file that cannot be read", "Give this user the right to read it.")
        : unreadable("no such file", "Check its name; paths count from the folder earshot is started in.")
    }
  }

  private static func heritage(of node: JSONNode) -> JSONNode {
    guard let members = node.members else { return node }
    return JSONNode(
      value: .object(members.filter { !neverInherited.contains($0.name) }), place: node.place)
  }

  /// `base` with the members of `overlay`: objects merge by key at any depth, everything else is replaced.
  /// An object of another `type`, or of one where there was none, is another thing, and replaces the whole.
  static func merged(_ base: JSONNode, overlaidBy overlay: JSONNode) -> JSONNode {
    guard let baseMembers = base.members, let overlayMembers = overlay.members else { return overlay }
    if let type = overlay["type"]?.string, type != base["type"]?.string { return overlay }
    var members = baseMembers
    for member in overlayMembers {
      if let index = members.firstIndex(where: { $0.name == member.name }) {
        members[index] = JSONNode.Member(
          name: member.name, place: member.place,
          node: merged(members[index].node, overlaidBy: member.node))
      } else {
        members.append(member)
      }
    }
    return JSONNode(value: .object(members), place: overlay.place)
  }

  private static func problem(
    _ node: JSONNode, found: String, expected: String, remedy: String
  ) -> ExperimentError {
    ExperimentError(problems: [
      ExperimentError.Problem(
        place: node.place, keyPath: "extends", found: found, expected: expected, remedy: remedy)
    ])
  }
}
