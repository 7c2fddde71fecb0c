import ExperimentSchema
import Hummingbird
import JSONText
import Reporting
import RunStore

/// Pages and endpoints of reports: the history, comparisons, sweeps.
struct ReportRoutes: Sendable {
  let parts: WebParts

  func add(to router: Router<WebContext>) {
    router.get("/history") { [parts] request, _ in
      try await parts.made(for: request, type: .html) { store, query in
        parts.frame.page(
          try Self.history(store, query, parts.settings).document(for: .illustrated), place: .history)
      }
    }
    router.get("/api/reports/history") { [parts] request, _ in
      try await parts.made(for: request, type: .json) { store, query in
        try Self.history(store, query, parts.settings).rendered(as: .json)
      }
    }
    router.get("/compare") { [parts] request, _ in
      try await parts.made(for: request, type: .html) { store, query in
        let form = CompareForm(query: query)
        guard query.all("run").count >= 2 else {
          return parts.frame.page("Compare", place: .compare, main: [form.element])
        }
        let report = try Comparison(parts.settings, store).report(of: query.all("run"))
        return parts.frame.page(
          report.document(for: .illustrated), place: .compare, before: [form.element])
      }
    }
    addSweeps(to: router)
  }

  private func addSweeps(to router: Router<WebContext>) {
    router.get("/sweeps") { [parts] request, _ in
      try await parts.made(for: request, type: .html) { store, _ in
        parts.frame.page("Sweeps", place: .sweeps, main: SweepList(try SweepList.entries(store)).elements)
      }
    }
    router.get("/sweeps/{name}") { [parts] request, context in
      let name = try context.name("name")
      return try await parts.made(for: request, type: .html) { store, _ in
        let report = try SweepReport.make(of: store.sweep(named: name), store: store)
        return parts.frame.page(report.document(for: .illustrated), place: .sweeps)
      }
    }
    router.get("/api/sweeps") { [parts] request, _ in
      try await parts.made(for: request, type: .json) { store, _ in
        JSONNode.object(["sweeps": .array(try SweepList.entries(store).map(\.node))]).text()
      }
    }
    router.get("/api/sweeps/{name}") { [parts] request, context in
      let name = try context.name("name")
      return try await parts.made(for: request, type: .json) { store, _ in
        try SweepReport.make(of: store.sweep(named: name), store: store).rendered(as: .json)
      }
    }
  }

  private static func history(
    _ store: RunStore, _ query: Query, _ settings: WebSettings
  ) throws -> HistoryReport {
    let catalog = ExperimentCatalog(folder: settings.experimentsFolder)
    let history: History
    let experiments: [Experiment]
    do {
      history = try ExperimentDecoder.history(at: catalog.historyFile)
      experiments = try history.experiments.map { name throws(ExperimentError) in
        try ExperimentDecoder.experiment(at: catalog.file(of: name))
      }
    } catch {
      throw Refusal(
        status: .notFound, found: "no history that can be read in the folder of experiments",
        expected: "history.json and the experiments that it lists",
        remedy: "Name the folder by: earshot serve --experiments DIR")
    }
    let corpora = query.all("corpus")
    return try HistoryReport.make(
      history: history, experiments: experiments, store: store, corpora: corpora.isEmpty ? nil : corpora,
      digest: { experiment, classNames in experiment.configurationDigest(classNames: classNames) })
  }
}
