import JSONText

extension DeclaredSweep {
  /// The sweep as a file that names no other: its experiment in full, every choice by its value. What a store
  /// keeps, and what ``init(resolvedText:source:)`` reads back as an equal sweep.
  public var resolvedText: String { json.text() }

  private var json: JSONNode {
    .object(
      specification.members.flatMap { name, node in
        name == "space" ? [("experiment", base.json), (name, node)] : [(name, node)]
      })
  }

  /// The sweep that ``resolvedText`` wrote. Its values are not laid over its experiment again: that was done
  /// before it was first begun, and a status is asked for often.
  ///
  /// - Throws: ``ExperimentError`` with every problem, where it was written by an earshot that knew other
  ///   settings.
  public init(resolvedText text: String, source: String = "sweep") throws(ExperimentError) {
    var problems: [ExperimentError.Problem] = []
    let node = try JSONNode.parsing(Array(text.utf8), source: source, noting: &problems)
    var decoder = SweepDecoder(folder: nil, problems: problems)
    self = try decoder.sweep(node, isKnownToFit: true)
  }

  /// The keys of the file under which this sweep and `other` differ, settings of the space and parts of the
  /// experiment each by themselves, in the order of the file.
  public func differingKeys(from other: DeclaredSweep) -> [String] {
    let (own, theirs) = (json.parts, other.json.parts)
    let keys = own.map(\.key) + theirs.map(\.key).filter { key in !own.contains { $0.key == key } }
    return keys.filter { key in
      own.first { $0.key == key }?.text != theirs.first { $0.key == key }?.text
    }
  }

  /// The JSON Schema (2020-12) of sweep files, from the definitions that decode them.
  public static var jsonSchema: String { SweepForms.sweep.schemaText(title: "Earshot sweep") }
}

extension JSONNode {
  /// The members of a sweep, those of its space and its experiment by themselves, as canonical text.
  fileprivate var parts: [(key: String, text: String)] {
    (members ?? []).flatMap { member in
      guard ["space", "experiment"].contains(member.name), let inner = member.node.members else {
        return [(member.name, member.node.canonicalText())]
      }
      return inner.map { ("\(member.name).\($0.name)", $0.node.canonicalText()) }
    }
  }
}
