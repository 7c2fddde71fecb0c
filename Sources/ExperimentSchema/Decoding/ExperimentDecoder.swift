public import Foundation
import JSONText

/// Reads declared files, strictly, and reports every problem in one pass.
public enum ExperimentDecoder {
  /// Returns the experiment that `file` declares, with what it extends, overrides and the command's choice
  /// of corpus laid over it.
  ///
  /// - Parameters:
  ///   - file: A JSON file; messages name it by its relative path.
  ///   - overrides: Changed settings, in order.
  ///   - corpus: Replaces the `corpus` object, its classes becoming `all`; its windows stay.
  ///   - classes: Replaces `corpus.classes`.
  /// - Throws: ``ExperimentError`` with every problem: syntax (with its line), unknown and duplicate keys
  ///   with the near name, wrong types, values out of range, layers whose shapes do not fit.
  public static func experiment(
    at file: URL, overrides: [Override] = [], corpus: String? = nil, classes: String? = nil
  ) throws(ExperimentError) -> Experiment {
    var inheritance = Inheritance()
    var node = try inheritance.resolve(file)
    var problems = inheritance.problems
    for override in overrides { override.apply(to: &node, noting: &problems) }
    node = node.selecting(corpus: corpus, classes: classes)
    return try experiment(node, problems: &problems)
  }

  /// Returns the experiment that `text` declares; `extends` is not followed.
  ///
  /// - Throws: ``ExperimentError`` as ``experiment(at:overrides:corpus:classes:)`` does.
  public static func experiment(
    text: String, source: String = "experiment"
  ) throws(ExperimentError) -> Experiment {
    var problems: [ExperimentError.Problem] = []
    let node = try JSONNode.parsing(Array(text.utf8), source: source, noting: &problems)
    return try experiment(node, problems: &problems)
  }

  /// Returns the experiment that `node` declares, with another choice of corpus; `extends` is not followed.
  static func experiment(
    _ node: JSONNode, corpus: String?, classes: String?
  ) throws(ExperimentError) -> Experiment {
    var problems: [ExperimentError.Problem] = []
    return try experiment(node.selecting(corpus: corpus, classes: classes), problems: &problems)
  }

  /// Returns `base` with `overrides` laid over it; no file is read.
  ///
  /// - Throws: ``ExperimentError`` with every problem of the overrides.
  static func experiment(_ base: Experiment, overrides: [Override]) throws(ExperimentError) -> Experiment {
    var node = base.json
    var problems: [ExperimentError.Problem] = []
    for override in overrides { override.apply(to: &node, noting: &problems) }
    return try experiment(node, problems: &problems)
  }

  /// Returns the history that `file` declares.
  ///
  /// - Throws: ``ExperimentError`` with every problem.
  public static func history(at file: URL) throws(ExperimentError) -> History {
    var inheritance = Inheritance()
    let node = try inheritance.resolve(file)
    var problems = inheritance.problems
    let history = ExperimentForms.history().read(node, KeyPathText(), &problems)
    ClaimChecks.check(history.claims, in: node, known: history.experiments, noting: &problems)
    for (index, study) in history.studies.enumerated() {
      let path = "studies[\(index)]"
      if FileManager.default.fileExists(atPath: file.deletingLastPathComponent().appending(path: study).path)
      {
        continue
      }
      problems.append(
        ExperimentError.Problem(
          place: node.place(of: path), keyPath: path, found: "\"\(study)\", which is not there",
          expected: "the file of a study, relative to this one", remedy: "Correct the path."))
    }
    guard problems.isEmpty else { throw ExperimentError(problems: problems) }
    return history
  }

  /// Returns the study that `file` declares, with its experiments.
  ///
  /// - Throws: ``ExperimentError`` with every problem of the study, or else of the first experiment that has
  ///   some.
  public static func study(at file: URL) throws(ExperimentError) -> DeclaredStudy {
    var inheritance = Inheritance()
    let node = try inheritance.resolve(file)
    var problems = inheritance.problems
    let study = AblationForms.study.read(node, KeyPathText(), &problems)
    var seen: Set<String> = []
    for (index, ablation) in study.ablations.enumerated() where !seen.insert(ablation.id).inserted {
      let path = "ablations[\(index)].id"
      problems.append(
        ExperimentError.Problem(
          place: node.place(of: path), keyPath: path, found: "\"\(ablation.id)\" a second time",
          expected: "an id of its own for each ablation", remedy: "Rename one of the two."))
    }
    guard problems.isEmpty else { throw ExperimentError(problems: problems) }
    var experiments: [String: Experiment] = [:]
    for (index, ablation) in study.ablations.enumerated() {
      for (key, side) in [("baseline", ablation.baseline), ("variant", ablation.variant)]
      where experiments[side.file] == nil {
        let place = file.deletingLastPathComponent().appending(path: side.file)
        guard FileManager.default.fileExists(atPath: place.path) else {
          let path = "ablations[\(index)].\(key)"
          throw ExperimentError(problems: [
            ExperimentError.Problem(
              place: node.place(of: path), keyPath: path, found: "\"\(side.file)\", which is not there",
              expected: "the file of an experiment, relative to this one", remedy: "Correct the path.")
          ])
        }
        experiments[side.file] = try experiment(at: place)
      }
    }
    return DeclaredStudy(
      study: study, experiments: experiments, folder: file.deletingLastPathComponent().relativePath)
  }

  private static func experiment(
    _ node: JSONNode, problems: inout [ExperimentError.Problem]
  ) throws(ExperimentError) -> Experiment {
    let experiment = ExperimentForms.experiment().read(node, KeyPathText(), &problems)
    ExperimentChecks(experiment: experiment, node: node).run(noting: &problems)
    guard problems.isEmpty else { throw ExperimentError(problems: problems) }
    return experiment
  }
}

extension JSONNode {
  /// This experiment with another corpus, whose classes are then all and whose windows stay, and with other classes,
  /// where they are named.
  fileprivate func selecting(corpus: String?, classes: String?) -> JSONNode {
    var node = self
    if let corpus {
      let windows = node["corpus"]?["windows"].map { [("windows", $0)] } ?? []
      node = node.replacing("corpus", with: .object([("name", .string(corpus))] + windows))
    }
    if let classes {
      let selection = node["corpus"] ?? .object(["name": .string("synthetic")])
      node = node.replacing("corpus", with: selection.replacing("classes", with: .string(classes)))
    }
    return node
  }

  /// This object with `member` set to `node`, in place where it is there already.
  fileprivate func replacing(_ member: String, with node: JSONNode) -> JSONNode {
    var members = members ?? []
    let place = Place(source: "command line")
    let replacement = JSONNode(value: node.value, place: place)
    if let index = members.firstIndex(where: { $0.name == member }) {
      members[index].node = replacement
    } else {
      members.append(Member(name: member, place: place, node: replacement))
    }
    return JSONNode(value: .object(members), place: self.place)
  }
}
