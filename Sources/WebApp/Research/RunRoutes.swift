import ExperimentSchema
import Hummingbird
import JSONText
import Reporting
import RunStore

/// Pages and endpoints of runs.
struct RunRoutes: Sendable {
  let parts: WebParts

  func add(to router: Router<WebContext>) {
    router.get("/runs") { [parts] request, _ in
      try await parts.made(for: request, type: .html) { store, query in
        try Self.list(store, query, parts.frame)
      }
    }
    router.get("/runs/{id}") { [parts] request, context in
      let id = try context.name("id")
      return try await parts.made(for: request, type: .html, besides: parts.clips.mark) { store, _ in
        let view = RunView(report: try RunReport.make(id: id, store: store))
        let mistakes = MistakeList(RunClips(of: view.report.page.detail, in: parts.clips))
        let document = view.report.document(for: .illustrated)
        let pageParts = document.pageParts(before: mistakes.isEmpty ? [] : [MistakeList.section])
        return parts.frame.page(
          document.title, place: .runs, contents: pageParts.contents,
          main: view.opening + pageParts.sections + mistakes.elements, after: pageParts.origins)
      }
    }
    router.get("/runs/{id}/course") { [parts] request, context in
      let id = try context.name("id")
      return try await parts.made(for: request, type: .html) { store, _ in
        RunView.course(of: try RunPage.make(id: id, store: store)).map(\.html).joined()
      }
    }
    addEndpoints(to: router)
  }

  private func addEndpoints(to router: Router<WebContext>) {
    router.get("/api/runs") { [parts] request, _ in
      try await parts.made(for: request, type: .json) { store, query in
        let asked = try RunQuery(query)
        let runs = try store.runSummaries(
          asked.filter, sort: asked.sort, limit: asked.limit, offset: asked.offset)
        return JSONNode.object([
          "total": .integer(try store.runCount(asked.filter)), "offset": .integer(asked.offset),
          "runs": .array(RunListing(runs).nodes),
        ]).text()
      }
    }
    router.get("/api/runs/{id}") { [parts] request, context in
      let id = try context.name("id")
      return try await parts.made(for: request, type: .json) { store, _ in
        try RunPage.make(id: id, store: store).json
      }
    }
    router.get("/api/runs/{id}/metrics") { [parts] request, context in
      let id = try context.name("id")
      return try await parts.made(for: request, type: .json) { store, query in
        let whole = try store.runID(startingWith: id)
        let after = try query.number("after", in: 0...1_000_000_000, or: 0)
        let epochs = try store.recordedEpochs(ofRun: whole, after: after)
        return JSONNode.object(["run": .string(whole), "epochs": .array(epochs.map(\.node))]).text()
      }
    }
  }

  private static func list(_ store: RunStore, _ query: Query, _ frame: PageFrame) throws -> String {
    let page: RunsPage
    do {
      let asked = try RunQuery(query)
      let listing = RunListing(
        try store.runSummaries(asked.filter, sort: asked.sort, limit: asked.limit, offset: asked.offset))
      page = RunsPage(
        query: query, result: (listing, try store.runCount(asked.filter), asked), problem: nil)
    } catch let error as RunFilterError {
      page = RunsPage(query: query, result: nil, problem: "\(error)")
    } catch let error as RunStoreError {
      guard let refusal = Refusal(error), refusal.status == .badRequest else { throw error }
      page = RunsPage(query: query, result: nil, problem: "\(error)")
    }
    return frame.page("Runs", place: .runs, main: page.elements)
  }
}

extension EpochRecord {
  /// The epoch and what was measured in it.
  var node: JSONNode {
    .object(
      [("epoch", .integer(epoch))] + metrics.map { ($0.metric.description, .number($0.value)) })
  }
}
