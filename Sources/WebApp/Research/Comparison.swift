import ExperimentSchema
import Reporting
import RunStore

/// Experiments and runs set side by side, as `earshot report compare` does it.
struct Comparison {
  /// Things compared at most.
  static let greatestCount = 12

  private let store: RunStore
  private let catalog: ExperimentCatalog

  init(_ settings: WebSettings, _ store: RunStore) {
    self.store = store
    catalog = ExperimentCatalog(folder: settings.experimentsFolder)
  }

  /// The comparison of `references`: names of experiments, or ids of runs.
  func report(of references: [String]) throws -> ComparisonReport {
    guard references.count <= Self.greatestCount else {
      throw Refusal.query(
        "run", found: "\(references.count) of them", expected: "2...\(Self.greatestCount)",
        remedy: "Choose fewer.")
    }
    let subjects = try references.map(subject)
    if let twice = subjects.indices.first(where: { subjects[..<$0].contains(subjects[$0]) }) {
      throw Refusal.query(
        "run", found: "\(subjects[twice].label) twice", expected: "each once", remedy: "Leave one out.")
    }
    return try ComparisonReport.make(
      subjects: subjects, store: store, withCurves: true,
      digest: { experiment, classNames in experiment.configurationDigest(classNames: classNames) })
  }

  /// What `reference` names: an experiment first, else a run. Files are not named here: a path is none of the
  /// web's.
  private func subject(_ reference: String) throws -> ComparisonReport.Subject {
    guard ResourceName.isName(reference) else {
      throw Refusal.query(
        "run", found: reference, expected: "an experiment's name or a run's id",
        remedy: "List the runs at /runs.")
    }
    if catalog.names.contains(reference),
      let experiment = try? ExperimentDecoder.experiment(at: catalog.file(of: reference))
    {
      return .init(label: experiment.name, source: .experiment(experiment))
    }
    let id = try store.runID(startingWith: reference)
    return .init(label: id, source: .run(id))
  }
}

/// The form that asks what is to be compared.
struct CompareForm {
  let query: Query

  var element: MarkupElement {
    let named = query.all("run")
    let fields = (0..<max(2, min(named.count, Comparison.greatestCount))).map { index in
      MarkupElement(
        "label",
        content: [
          .element(MarkupElement("span", text: index == 0 ? "Experiment or run" : "with")), .text(" "),
          .element(
            MarkupElement(
              "input",
              [
                "type": "text", "name": "run", "value": index < named.count ? named[index] : "",
                "maxlength": "200", "placeholder": index == 0 ? "gen4" : "gen6",
              ])),
        ])
    }
    return MarkupElement(
      "form", ["action": "/compare", "method": "get", "class": "ask"],
      fields + [MarkupElement("button", ["type": "submit"], text: "Compare")])
  }
}
