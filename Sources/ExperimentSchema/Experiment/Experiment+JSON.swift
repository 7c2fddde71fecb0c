public import ContentDigest
import JSONText

extension Experiment {
  /// The whole experiment as JSON, every default written out: what a run's folder keeps, and what reads
  /// back as an equal experiment.
  public var resolvedText: String { json.text() }

  /// The whole experiment, every default written out.
  var json: JSONNode {
    .object([
      "name": .string(name), "title": .string(title), "corpus": corpus.json, "split": split.json,
      "frontEnd": frontEnd.json,
      "model": model.json,
      "training": training.json(for: .record), "claims": .array(claims.map(\.json)),
    ])
  }

  /// The digest of what is trained how: of classes, windows where recordings are cut into some, the roles of the folds,
  /// front end, layers and training without its seeds. Name, title, claims and the folds' numbers are outside it.
  ///
  /// - Parameter classNames: The corpus' classes after selection, in order.
  public func configurationDigest(classNames: [String]) -> ContentDigest {
    // Windows are written where there are any, so that they change no other digest.
    let windows = corpus.windows.map { [("windows", $0.json)] } ?? []
    let canonical = JSONNode.object(
      [
        ("classes", .array(classNames.map { .string($0) })),
        ("protocol", .object(split.roles.map { ($0.name, .integer($0.folds.count)) })),
        ("frontEnd", frontEnd.json), ("layers", model.layers.json),
        ("training", training.json(for: .identity)),
      ] + windows)
    return ContentDigest(of: canonical.canonicalText())
  }

  /// The JSON Schema (2020-12) of experiment files, from the definitions that decode them.
  public static var jsonSchema: String {
    let form = ExperimentForms.experiment().schema
    return JSONNode.object(
      [
        ("$schema", .string("https://json-schema.org/draft/2020-12/schema")),
        ("title", .string("Earshot experiment")),
      ] + (form.members ?? []).filter { $0.name != "required" }.map { ($0.name, $0.node) }
        + [
          ("required", .array([.string("name")])),
          ("$defs", .object([(LayerForms.definition, LayerForms.layer.schema)])),
        ]
    ).text()
  }
}

extension History {
  /// The JSON Schema (2020-12) of `history.json`, from the definitions that decode it.
  public static var jsonSchema: String { ExperimentForms.history().schemaText(title: "Earshot history") }
}

extension AblationStudy {
  /// The JSON Schema (2020-12) of studies of ablations, from the definitions that decode them.
  public static var jsonSchema: String { AblationForms.study.schemaText(title: "Earshot ablations") }
}

extension CorpusSelection {
  fileprivate var json: JSONNode {
    .object(
      [("name", .string(name)), ("classes", .string(classes))]
        + (windows.map { [("windows", $0.json)] } ?? []))
  }
}

extension Split {
  var json: JSONNode {
    .object(roles.map { role in (role.name, .array(role.folds.map { .integer($0) })) })
  }

  /// The roles and their folds; one that is not taken is not written, so that it changes no digest.
  fileprivate var roles: [(name: String, folds: [Int])] {
    [("train", train), ("validation", validation)] + (test.isEmpty ? [] : [("test", test)])
  }
}
