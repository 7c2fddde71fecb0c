public import Foundation
import JSONText

/// Reads a sweep file and all that it names.
struct SweepDecoder {
  /// The folder that paths in the file start from; nil where it names no files, as a stored sweep does.
  let folder: URL?
  private var problems: [ExperimentError.Problem]

  /// A decoder of a file in `folder`, whose reading found `problems` so far.
  init(folder: URL?, problems: [ExperimentError.Problem]) {
    self.folder = folder
    self.problems = problems
  }

  /// Returns the sweep that `node` declares.
  ///
  /// - Parameters:
  ///   - node: The file.
  ///   - corpus: Replaces the file's `corpus`, and its `classes` too.
  ///   - classes: Replaces the file's `classes`.
  ///   - isKnownToFit: Whether its values were laid over its experiment before, as those of a stored sweep were.
  /// - Throws: ``ExperimentError`` with every problem.
  mutating func sweep(
    _ node: JSONNode, corpus: String? = nil, classes: String? = nil, isKnownToFit: Bool = false
  ) throws(ExperimentError) -> DeclaredSweep {
    var file = SweepForms.sweep.read(node, KeyPathText(), &problems)
    if let corpus { (file.corpus, file.classes) = (corpus, nil) }
    if let classes { file.classes = classes }
    let space = space(file, node)
    guard let base = base(file) else { throw ExperimentError(problems: problems) }
    SweepChecks(file: file, node: node, base: base).run(space: space, noting: &problems)
    if !isKnownToFit { SweepFit(base: base, space: space, node: node["space"]).run(noting: &problems) }
    guard problems.isEmpty else { throw ExperimentError(problems: problems) }
    return DeclaredSweep(
      specification: SweepSpecification(
        name: file.name, title: file.title, corpus: file.corpus, classes: file.classes, space: space,
        objectives: file.objectives, seeds: file.seeds, folds: file.folds, sampler: file.sampler,
        pruner: file.pruner, budget: file.budget), base: base)
  }

  /// The experiment that is searched, with the sweep's corpus; nil where there are problems.
  private mutating func base(_ file: SweepFile) -> Experiment? {
    do throws(ExperimentError) {
      switch file.experiment.value {
      case .string(let path):
        guard let place = readable(path, file.experiment, "experiment") else { return nil }
        return try ExperimentDecoder.experiment(at: place, corpus: file.corpus, classes: file.classes)
      case .object:
        return try ExperimentDecoder.experiment(file.experiment, corpus: file.corpus, classes: file.classes)
      default: return nil
      }
    } catch {
      problems += error.problems
      return nil
    }
  }

  // MARK: Space

  /// The settings whose domains are sound.
  private mutating func space(_ file: SweepFile, _ node: JSONNode) -> [Hyperparameter] {
    file.space.compactMap { keyPath, written in
      let path = "space.\(keyPath)"
      let isSound = !problems.contains { $0.keyPath == path || $0.keyPath.hasPrefix(path + ".") }
      guard isSound, let entry = node["space"]?[keyPath] else { return nil }
      var named: [Hyperparameter.Choice] = []
      if case .choice(_, let files, _) = written, !files.isEmpty {
        named = files.enumerated().compactMap { index, file in
          choice(keyPath, from: file, entry["from"]?.elements?[index] ?? entry, "\(path).from[\(index)]")
        }
        guard named.count == files.count else { return nil }
      }
      var checks = DomainChecks(keyPath: path, node: entry)
      let domain = checks.domain(written, named: named)
      problems += checks.problems
      return domain.map { Hyperparameter(keyPath: keyPath, domain: $0) }
    }
  }

  /// The setting at `keyPath` of the experiment in `file`, called by that experiment's name; nil where there are
  /// problems.
  private mutating func choice(
    _ keyPath: String, from file: String, _ node: JSONNode, _ path: String
  ) -> Hyperparameter.Choice? {
    guard let place = readable(file, node, path) else { return nil }
    do throws(ExperimentError) {
      let experiment = try ExperimentDecoder.experiment(at: place)
      guard let value = experiment.json.value(at: keyPath) else {
        problems.append(
          ExperimentError.Problem(
            place: node.place, keyPath: path, found: "\"\(file)\", which has no \(keyPath)",
            expected: "experiments that have that setting", remedy: ""))
        return nil
      }
      return Hyperparameter.Choice(label: experiment.name, json: value.compactText())
    } catch {
      problems += error.problems
      return nil
    }
  }

  /// The file at `path`, relative to the sweep's, named as the sweep's is; nil where it is not there.
  private mutating func readable(_ path: String, _ node: JSONNode, _ keyPath: String) -> URL? {
    guard let folder else {
      problems.note(node, keyPath, found: "the path of a file", expected: "a whole experiment")
      return nil
    }
    let file = folder.appending(path: path)
    guard FileManager.default.isReadableFile(atPath: file.path) else {
      problems.note(
        node, keyPath, found: "\"\(path)\", which is not there or cannot be read",
        expected: "the file of an experiment, relative to this one", remedy: "Correct the path.")
      return nil
    }
    return file
  }
}

extension [ExperimentError.Problem] {
  fileprivate mutating func note(
    _ node: JSONNode, _ keyPath: String, found: String, expected: String, remedy: String = ""
  ) {
    append(
      ExperimentError.Problem(
        place: node.place, keyPath: keyPath, found: found, expected: expected, remedy: remedy))
  }
}

extension JSONNode {
  /// The value that `keyPath` leads to, elements of arrays by their names or numbers; nil where there is none.
  fileprivate func value(at keyPath: String) -> JSONNode? {
    var node = self
    for step in keyPath.split(separator: ".").map(String.init) {
      let elements = node.elements ?? []
      let byNumber = Int(step).flatMap { elements.indices.contains($0) ? elements[$0] : nil }
      guard let next = node[step] ?? elements.first(where: { $0["name"]?.string == step }) ?? byNumber else {
        return nil
      }
      node = next
    }
    return node
  }
}

extension ExperimentDecoder {
  /// Returns the sweep that `file` declares, with its experiment.
  ///
  /// - Parameters:
  ///   - file: A JSON file; messages name it by its relative path.
  ///   - corpus: Replaces the file's `corpus`, the classes becoming `all`.
  ///   - classes: Replaces the file's `classes`.
  /// - Throws: ``ExperimentError`` with every problem: of the file's form, of the experiments it names, of ranges and
  ///   choices, and of values that do not go together.
  /// - Complexity: O(space + combinations of choices, of which at most 4096 are tried) experiments decoded.
  public static func sweep(
    at file: URL, corpus: String? = nil, classes: String? = nil
  ) throws(ExperimentError) -> DeclaredSweep {
    var inheritance = Inheritance()
    let node = try inheritance.resolve(file)
    var decoder = SweepDecoder(folder: file.deletingLastPathComponent(), problems: inheritance.problems)
    return try decoder.sweep(node, corpus: corpus, classes: classes)
  }
}
