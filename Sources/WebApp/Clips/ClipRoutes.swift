import Datasets
import ExperimentSchema
import HTTPTypes
import Hummingbird
import JSONText
import NIOPosix
import RunStore

/// The clips that runs were held against: listed for programs, and their sound.
///
/// A clip is found by its name among those that the run has said something of. No name is ever a part of a path.
struct ClipRoutes: Sendable {
  let parts: WebParts
  let sounds: ClipSounds

  func add(to router: Router<WebContext>) {
    router.get("/api/runs/{id}/clips") { [parts] request, context in
      let id = try context.name("id")
      return try await parts.made(for: request, type: .json, besides: parts.clips.mark) { store, _ in
        RunClips(of: try store.runDetail(id), in: parts.clips).node.text()
      }
    }
    for address in ["/runs/{id}/audio", "/api/runs/{id}/audio"] as [RouterPath] {
      router.get(address) { [self] request, context in
        let id = try context.name("id")
        let query = try Query(of: request.head.path ?? "")
        let answer = try await NIOThreadPool.singleton.runIfActive { try sound(of: query["clip"], run: id) }
        return try answer.response(to: request)
      }
    }
  }

  /// The sound of the clip called `name` of the run whose id begins with `id`.
  private func sound(of name: String?, run id: String) throws -> FileAnswer {
    guard let name else {
      throw Refusal.query(
        "clip", found: "", expected: "the name of a clip", remedy: "List them at /api/runs/\(id)/clips.")
    }
    let detail = try parts.source.store().runDetail(id)
    guard detail.predictions.contains(where: { $0.clip == name }) else {
      throw Refusal(
        status: .notFound, found: "no clip \"\(String(name.prefix(100)))\" in run \(detail.summary.id)",
        expected: "one that the run was held against",
        remedy: "List them at /api/runs/\(detail.summary.id)/clips.")
    }
    do {
      let run = detail.summary
      let corpus = try parts.clips.corpus(ofRun: run.id, digest: run.identity.corpusDigest)
      guard let example = corpus.examples.first(where: { $0.id == name }),
        let answer = try sounds.answer(for: example)
      else { throw ClipLibrary.Absence.changed }
      return answer
    } catch let absence as ClipLibrary.Absence {
      throw Refusal.absent(absence, corpus: detail.summary.corpus)
    }
  }
}

extension Refusal {
  /// Recordings of `corpus` that are not to be had.
  static func absent(_ absence: ClipLibrary.Absence, corpus: String) -> Refusal {
    let found =
      switch absence {
      case .gone: "no recordings of \(corpus) where the run had them"
      case .changed: "recordings of \(corpus) that are missing or were changed since"
      }
    return Refusal(
      status: .notFound, found: found, expected: "those that the run was trained on and held against",
      remedy: "Bring them back, or name their folder by: earshot serve --corpus DIR")
  }
}
