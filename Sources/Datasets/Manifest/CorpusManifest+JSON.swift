import ContentDigest
import Foundation
import JSONText

extension CorpusManifest {
  /// The manifest's text: a line for each clip, so that two manifests can be compared by lines.
  var text: String {
    var head: [(String, JSONNode)] = [
      ("earshotCorpus", .integer(Self.version)), ("name", .string(name)),
      ("layout", .string(layout.rawValue)),
      ("folder", .string(folder)),
    ]
    if let dealing {
      head.append(
        ("dealtFolds", .object([("count", .integer(dealing.foldCount)), ("seed", .integer(dealing.seed))])))
    }
    if let licence { head.append(("licence", .string(licence))) }
    head.append(
      (
        "licenceFiles",
        .array(
          licenceFiles.map {
            .object([("file", .string($0.file)), ("sha256", .string($0.digest.hexadecimal))])
          })
      ))
    let lines = clips.map { clip in
      var members: [(String, JSONNode)] = [
        ("id", .string(clip.id)), ("file", .string(clip.file)), ("class", .string(clip.className)),
        ("fold", .integer(clip.fold)),
      ]
      if let source = clip.source { members.append(("source", .string(source))) }
      members.append(("sha256", .string(clip.digest.hexadecimal)))
      return "    " + JSONNode.object(members).compactText()
    }
    let settings = head.map { "  \(JSONNode.string($0.0).compactText()): \($0.1.compactText()),\n" }
    return "{\n" + settings.joined() + "  \"clips\": [\n" + lines.joined(separator: ",\n") + "\n  ]\n}\n"
  }

  /// The JSON Schema of manifests, for programs that read or write them.
  ///
  /// Checked in `CorpusManifestTests` and, against manifests that the command writes, by `make integration`.
  package static let jsonSchema: String = {
    let text: (Int) -> JSONNode = {
      .object([("type", .string("string")), ("minLength", .integer(1)), ("maxLength", .integer($0))])
    }
    let digest = JSONNode.object([("type", .string("string")), ("pattern", .string("^[0-9a-f]{64}$"))])
    let path = JSONNode.object([
      ("type", .string("string")), ("minLength", .integer(1)), ("maxLength", .integer(Self.longestPath)),
      ("pattern", .string(#"^[^./\\][^/\\]*(/[^./\\][^/\\]*)*$"#)),
    ])
    func whole(_ range: ClosedRange<Int>) -> JSONNode {
      .object([
        ("type", .string("integer")), ("minimum", .integer(range.lowerBound)),
        ("maximum", .integer(range.upperBound)),
      ])
    }
    func object(_ properties: [(String, JSONNode)], optional: Set<String> = []) -> [(String, JSONNode)] {
      [
        ("type", .string("object")), ("properties", .object(properties)),
        ("required", .array(properties.map(\.0).filter { !optional.contains($0) }.map { .string($0) })),
        ("additionalProperties", .boolean(false)),
      ]
    }
    func list(_ element: JSONNode, atLeast count: Int) -> JSONNode {
      .object([("type", .string("array")), ("minItems", .integer(count)), ("items", element)])
    }
    let clip = object(
      [
        ("id", text(200)), ("file", path), ("class", text(200)), ("fold", whole(1...1_000)),
        ("source", text(200)), ("sha256", digest),
      ], optional: ["source"])
    let layouts = CorpusLayout.allCases.filter { $0 != .manifest }.map { JSONNode.string($0.rawValue) }
    let manifest = object(
      [
        ("$schema", .object([("type", .string("string"))])),
        ("earshotCorpus", .object([("const", .integer(Self.version))])), ("name", text(64)),
        ("layout", .object([("enum", .array(layouts))])), ("folder", text(4_096)),
        (
          "dealtFolds",
          .object(
            object([("count", whole(1...1_000)), ("seed", whole(0...Int.max))]))
        ),
        ("licence", text(1_000)),
        ("licenceFiles", list(.object(object([("file", path), ("sha256", digest)])), atLeast: 0)),
        ("clips", list(.object(clip), atLeast: 1)),
      ], optional: ["$schema", "dealtFolds", "licence", "folder", "licenceFiles"])
    return JSONNode.object(
      [
        ("$schema", .string("https://json-schema.org/draft/2020-12/schema")),
        ("title", .string("A corpus of labelled recordings")),
      ] + manifest
    ).text()
  }()
}
