import ContentDigest
import Evaluation
import ExperimentSchema
import Foundation
import Reporting
import RunStore
import Testing

@Suite("Accuracy over sources: recordings are drawn whole")
struct AccuracyOverSourcesTests {
  /// The quality of a run on 8 clips of one fold, the first half of which is recognised; `source` of each.
  func quality(source: (Int) -> String?) throws -> RunReport.Quality {
    let store = try RunStore.inMemory()
    let digest = ContentDigest(of: "tones")
    try store.register(
      CorpusRecord(
        name: "tones", digest: digest, classNames: ["Dog", "Cat"],
        examples: (0..<8).map { .init(clip: "clip\($0)", label: 0, fold: 5, source: source($0)) }))
    let fixture = HistoryFixture(existing: store)
    try fixture.add(
      "gen1", seed: 1, validation: 0.5,
      predictions: (0..<8).map {
        Prediction(clip: "clip\($0)", split: .validation, label: 0, probabilities: $0 < 4 ? [1, 0] : [0, 1])
      })
    return try #require(try RunReport.make(id: "gen1", store: store).quality)
  }

  @Test func `clips of one recording widen the interval`() throws {
    func interval(_ quality: RunReport.Quality) throws -> ConfidenceInterval {
      guard case .interval(let interval, _) = quality.accuracyOverSources else {
        throw RunStoreError.notRegistered(what: "found \(quality.accuracyOverSources)")
      }
      return interval
    }
    let apart = try quality { "recording \($0)" }
    let joined = try quality { "recording \($0 / 4)" }
    // Two recordings, one all right and one all wrong: a quarter of the resamples holds only the one, another
    // quarter only the other.
    #expect(try interval(joined) == ConfidenceInterval(lower: 0, upper: 1, level: 0.95))
    #expect(try interval(apart).lower > 0 && interval(apart).upper < 1)
    #expect(try quality { "recording \($0)" } == apart)
    guard case .interval(_, let count) = joined.accuracyOverSources else { return }
    #expect(count == 2)
  }

  @Test func `what is not known, or is only one, is said`() throws {
    #expect(try quality { $0 == 3 ? nil : "a" }.accuracyOverSources == .unknown(clipCount: 1))
    #expect(try quality { _ in "a" }.accuracyOverSources == .single)
  }
}
