public import Foundation
import JSONText
import NearNames

extension ExperimentDecoder {
  /// Returns the profile of soundscapes that `file` declares.
  ///
  /// - Throws: ``ExperimentError`` with every problem.
  public static func soundscapeProfile(at file: URL) throws(ExperimentError) -> SoundscapeProfile {
    var inheritance = Inheritance()
    let node = try inheritance.resolve(file)
    var problems = inheritance.problems
    let profile = SoundscapeForms.profile.read(node, KeyPathText(), &problems)
    if problems.isEmpty, profile.eventDuration.upperBound > profile.duration {
      problems.append(
        ExperimentError.Problem(
          place: node.place(of: "eventDuration"), keyPath: "eventDuration",
          found: "events of up to \(profile.eventDuration.upperBound) s",
          expected: "events no longer than the soundscape, \(profile.duration) s",
          remedy: "Shorten the events, or lengthen the soundscape."))
    }
    guard problems.isEmpty else { throw ExperimentError(problems: problems) }
    return profile
  }

  /// Returns the taxonomy that `file` declares.
  ///
  /// - Throws: ``ExperimentError`` with every problem: scenes that are not declared, names used twice.
  public static func taxonomy(at file: URL) throws(ExperimentError) -> Taxonomy {
    var inheritance = Inheritance()
    let node = try inheritance.resolve(file)
    var problems = inheritance.problems
    return try taxonomy(node, problems: &problems)
  }

  /// Returns the taxonomy that `text` declares; `extends` is not followed.
  ///
  /// - Throws: ``ExperimentError`` as ``taxonomy(at:)`` does.
  public static func taxonomy(
    text: String, source: String = "taxonomy"
  ) throws(ExperimentError) -> Taxonomy {
    var problems: [ExperimentError.Problem] = []
    let node = try JSONNode.parsing(Array(text.utf8), source: source, noting: &problems)
    return try taxonomy(node, problems: &problems)
  }

  private static func taxonomy(
    _ node: JSONNode, problems: inout [ExperimentError.Problem]
  ) throws(ExperimentError) -> Taxonomy {
    let taxonomy = SoundscapeForms.taxonomy.read(node, KeyPathText(), &problems)
    TaxonomyChecks(node: node).run(taxonomy, noting: &problems)
    guard problems.isEmpty else { throw ExperimentError(problems: problems) }
    return taxonomy
  }
}

/// What holds between the parts of a taxonomy.
private struct TaxonomyChecks {
  let node: JSONNode

  func run(_ taxonomy: Taxonomy, noting problems: inout [ExperimentError.Problem]) {
    let scenes = taxonomy.scenes.map(\.name)
    requireUnique(scenes.enumerated().map { ("scenes[\($0.offset)].name", $0.element) }, noting: &problems)
    var names: [(path: String, name: String)] = []
    for (index, entry) in taxonomy.classes.enumerated() {
      names.append(("classes[\(index)].name", entry.name))
      names += entry.aliases.enumerated().map { ("classes[\(index)].aliases[\($0.offset)]", $0.element) }
      for (place, scene) in entry.scenes.enumerated() where !scenes.contains(scene) {
        note(
          "classes[\(index)].scenes[\(place)]", found: "\"\(scene)\"",
          expected: "one of \(scenes.joined(separator: ", "))",
          remedy: NearNames.question(for: scene, among: scenes) ?? "Declare it under scenes.", &problems)
      }
    }
    requireUnique(names, noting: &problems)
  }

  private func requireUnique(
    _ names: [(path: String, name: String)], noting problems: inout [ExperimentError.Problem]
  ) {
    var seen: Set<String> = []
    for (path, name) in names where !name.isEmpty && !seen.insert(name).inserted {
      note(
        path, found: "\"\(name)\" a second time", expected: "each name once",
        remedy: "Rename one of the two.",
        &problems)
    }
  }

  private func note(
    _ path: String, found: String, expected: String, remedy: String,
    _ problems: inout [ExperimentError.Problem]
  ) {
    problems.append(
      ExperimentError.Problem(
        place: node.place(of: path), keyPath: path, found: found, expected: expected, remedy: remedy))
  }
}

extension SoundscapeProfile {
  /// The JSON Schema of profiles.
  public static var jsonSchema: String { SoundscapeForms.profile.schemaText(title: "Earshot soundscapes") }
}

extension Taxonomy {
  /// The JSON Schema of taxonomies.
  public static var jsonSchema: String { SoundscapeForms.taxonomy.schemaText(title: "Earshot taxonomy") }
}
