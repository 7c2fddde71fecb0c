import ContentDigest
import JSONText
import NearNames

/// Reads the values of a manifest and gathers what is wrong with them.
struct ManifestDecoding {
  private(set) var problems: [CorpusError.Problem]

  /// A decoding that has found `problems` already.
  init(problems: [CorpusError.Problem]) { self.problems = problems }

  /// The manifest in `node`; nil or parts of it where there are problems.
  mutating func manifest(from node: JSONNode) -> CorpusManifest? {
    let optional = ["$schema", "folder", "dealtFolds", "licence", "licenceFiles"]
    guard
      isObject(
        node, at: "the file", required: ["earshotCorpus", "name", "layout", "clips"], optional: optional)
    else { return nil }
    if integer("earshotCorpus", of: node, in: 1...CorpusManifest.version) == nil { return nil }
    let layouts = CorpusLayout.allCases.filter { $0 != .manifest }.map(\.rawValue)
    let layout = node["layout"]?.string.flatMap(CorpusLayout.init(rawValue:))
    if layout == nil || layout == .manifest, let found = node["layout"] {
      report(found, at: "layout", expected: "one of \(layouts.joined(separator: ", "))")
    }
    let name = text("name", of: node, limit: 64) ?? ""
    let folder = node["folder"] == nil ? "." : text("folder", of: node, limit: 4_096) ?? "."
    let licence = node["licence"] == nil ? nil : text("licence", of: node, limit: 1_000)
    let files = node["licenceFiles"] == nil ? [] : licenceFiles(of: node)
    return CorpusManifest(
      name: name, layout: layout ?? .table, folder: folder, dealing: dealing(of: node), licence: licence,
      licenceFiles: files, clips: clips(of: node))
  }

  private mutating func dealing(of node: JSONNode) -> FoldDealing? {
    guard let dealt = node["dealtFolds"], isObject(dealt, at: "dealtFolds", required: ["count", "seed"]),
      let count = integer("count", of: dealt, in: 1...1_000, at: "dealtFolds."),
      let seed = integer("seed", of: dealt, in: 0...Int.max, at: "dealtFolds.")
    else { return nil }
    return FoldDealing(foldCount: count, seed: UInt64(seed))
  }

  private mutating func licenceFiles(of node: JSONNode) -> [CorpusManifest.LicenceFile] {
    elements("licenceFiles", of: node, atLeast: 0).enumerated().compactMap { index, element in
      let path = "licenceFiles[\(index)]"
      guard isObject(element, at: path, required: ["file", "sha256"]) else { return nil }
      let file = file("file", of: element, at: path + ".")
      let digest = digest(of: element, at: path + ".")
      guard let file, let digest else { return nil }
      return CorpusManifest.LicenceFile(file: file, digest: digest)
    }
  }

  private mutating func clips(of node: JSONNode) -> [CorpusManifest.Clip] {
    var clips: [CorpusManifest.Clip] = []
    for (index, element) in elements("clips", of: node, atLeast: 1).enumerated() {
      let path = "clips[\(index)]"
      guard
        isObject(
          element, at: path, required: ["id", "file", "class", "fold", "sha256"], optional: ["source"])
      else { continue }
      let id = text("id", of: element, limit: 200, at: path + ".")
      let file = file("file", of: element, at: path + ".")
      let className = text("class", of: element, limit: 200, at: path + ".")
      let fold = integer("fold", of: element, in: 1...1_000, at: path + ".")
      let source = element["source"] == nil ? nil : text("source", of: element, limit: 200, at: path + ".")
      let digest = digest(of: element, at: path + ".")
      guard let id, let file, let className, let fold, let digest else { continue }
      clips.append(
        CorpusManifest.Clip(
          id: id, file: file, className: className, fold: fold, source: source, digest: digest))
    }
    return clips
  }

  // MARK: Values

  private mutating func isObject(
    _ node: JSONNode, at path: String, required: [String], optional: [String] = []
  ) -> Bool {
    guard let members = node.members else {
      report(node, at: path, expected: "an object with \(required.joined(separator: ", "))")
      return false
    }
    let known = required + optional
    for member in members where !known.contains(member.name) {
      problems.append(
        CorpusError.Problem(
          line: member.place.line, found: "the unknown key \"\(member.name.prefix(60))\" in \(path)",
          expected: known.joined(separator: " or "),
          remedy: NearNames.question(for: member.name, among: known) ?? "Remove it."))
    }
    let missing = required.filter { node[$0] == nil }
    for name in missing {
      report(node, found: "no \(name) in \(path)", expected: "all of \(required.joined(separator: ", "))")
    }
    return missing.isEmpty
  }

  private mutating func elements(_ key: String, of object: JSONNode, atLeast count: Int) -> [JSONNode] {
    guard let node = object[key] else { return [] }
    guard let elements = node.elements, elements.count >= count else {
      report(node, at: key, expected: "a list" + (count > 0 ? " of at least one" : ""))
      return []
    }
    return elements
  }

  private mutating func text(_ key: String, of object: JSONNode, limit: Int, at path: String = "") -> String?
  {
    guard let node = object[key] else { return nil }
    if let text = node.string, 1...limit ~= text.utf8.count,
      text.unicodeScalars.allSatisfy({ $0.properties.generalCategory != .control })
    {
      return text
    }
    report(node, at: path + key, expected: "a text of 1...\(limit) bytes without control characters")
    return nil
  }

  private mutating func file(_ key: String, of object: JSONNode, at path: String) -> String? {
    guard let node = object[key] else { return nil }
    if let text = node.string, CorpusListing.isPath(text, atMost: CorpusManifest.longestPath) { return text }
    report(node, at: path + key, expected: "a path below the corpus' folder, without .. or hidden names")
    return nil
  }

  private mutating func digest(of object: JSONNode, at path: String) -> ContentDigest? {
    guard let node = object["sha256"] else { return nil }
    if let digest = node.string.flatMap(ContentDigest.init(hexadecimal:)) { return digest }
    report(node, at: path + "sha256", expected: "a SHA-256 of 64 hexadecimal digits")
    return nil
  }

  private mutating func integer(
    _ key: String, of object: JSONNode, in range: ClosedRange<Int>, at path: String = ""
  ) -> Int? {
    guard let node = object[key] else { return nil }
    if case .number(_, let text) = node.value, let number = Int(text), range ~= number { return number }
    report(
      node, at: path + key,
      expected: range.lowerBound == range.upperBound ? "\(range.lowerBound)" : "an integer in \(range)")
    return nil
  }

  private mutating func report(_ node: JSONNode, at path: String, expected: String) {
    report(node, found: "\(node.found) at \(path)", expected: expected)
  }

  private mutating func report(_ node: JSONNode, found: String, expected: String) {
    problems.append(
      CorpusError.Problem(line: node.place.line, found: found, expected: expected, remedy: "Correct it."))
  }
}
