import ContentDigest
import Datasets
import ExperimentSchema
import Foundation
import JSONText
import Reporting
import RunStore
import Testing
import WebApp

@Suite("The clips that a run was held against")
struct RunClipsTests {
  private static let corpus = SyntheticCorpus.corpus(seed: SyntheticCorpus.standardSeed)
  private static let time = Date(timeIntervalSince1970: 1_790_000_000)
  private let folder: TemporaryFolder
  private let settings: WebSettings

  /// A run of which the first clip of a dog is taken for a hen, the second for a cow, and a cat for a cat.
  init() throws {
    folder = try TemporaryFolder()
    try folder.write(ClipFixture.experiment(corpus: "synthetic"), to: "run/experiment.json")
    settings = WebSettings(
      runsFolder: folder.url, storeFile: folder.url.appending(path: "earshot.sqlite"),
      experimentsFolder: folder.url)
  }

  private func detail(digest: ContentDigest = corpus.digest) throws -> RunDetail {
    let corpus = Self.corpus
    let store = try RunStore.open(settings.storeFile, access: .readWrite)
    try store.register(
      CorpusRecord(
        name: corpus.name, digest: digest, classNames: corpus.classNames,
        examples: corpus.examples.map {
          .init(clip: $0.id, label: $0.label, fold: $0.fold, source: $0.source)
        }))
    let experiment = ExperimentRecord(
      name: "small", title: "Small", configurationDigest: ContentDigest(of: "small"), configuration: "{}",
      corpusName: corpus.name, corpusDigest: digest)
    try store.register(experiment)
    try store.create(
      RunRecord(
        id: "run", experiment: "small", corpus: corpus.name,
        identity: RunIdentity(
          configurationDigest: experiment.configurationDigest, corpusDigest: digest, seed: 1, fold: 5),
        plannedEpochs: 1, parameterCount: 1, multiplyAccumulateCount: 1, threadCount: 1, createdAt: Self.time,
        provenance: "{}"))
    try store.begin("run", at: Self.time)
    try store.record(epochs: [
      EpochRecord(run: "run", epoch: 1, metrics: [MetricValue(.validationAccuracy, 1.0 / 3)])
    ])
    try store.finish(
      "run",
      RunOutcome(
        status: .completed, endedAt: Self.time, seconds: 1, cpuSeconds: 1,
        predictions: [
          try prediction("Dog-19-A", "Dog", as: "Hen", 0.6),
          try prediction("Dog-19-B", "Dog", as: "Cow", 0.8),
          try prediction("Cat-19-A", "Cat", as: "Cat", 0.9),
        ]))
    return try store.runDetail("run")
  }

  private func prediction(
    _ clip: String, _ own: String, as other: String, _ probability: Float
  ) throws -> Prediction {
    let names = Self.corpus.classNames
    let label = try #require(names.firstIndex(of: own))
    let predicted = try #require(names.firstIndex(of: other))
    var probabilities = [Float](repeating: 0, count: names.count)
    probabilities[label] = 1 - probability
    probabilities[predicted] = probability
    return Prediction(clip: clip, split: .validation, label: label, probabilities: probabilities)
  }

  private func clips(_ detail: RunDetail) -> RunClips {
    RunClips(of: detail, in: ClipLibrary(settings: settings) { _ in })
  }

  private func page(_ clips: RunClips) -> String { MistakeList(clips).elements.map(\.html).joined() }

  @Test(
    "Those it gets wrong are listed with what they are and were taken for, the surest first, each to be heard"
  )
  func mistakes() throws {
    let page = page(clips(try detail()))
    #expect(page.contains("2 of 3 validation clips"))
    let hen = try #require(page.range(of: "Dog-19-A")), cow = try #require(page.range(of: "Dog-19-B"))
    #expect(cow.lowerBound < hen.lowerBound)
    #expect(!page.contains("Cat-19-A"))
    #expect(page.contains("src=\"/runs/run/audio?clip=Dog-19-A\""))
    #expect(page.contains("aria-label=\"Dog-19-A, Dog taken for Hen\"") && page.contains("preload=\"none\""))
    #expect(page.contains("60 %") && page.contains("40 %") && page.contains("80 %") && page.contains("20 %"))
    #expect(!page.contains("cannot be heard"))
  }

  @Test("Programs are told of all of them")
  func node() throws {
    let clips = try #require(clips(try detail()).node["clips"]?.elements)
    #expect(clips.compactMap { $0["clip"]?.string } == ["Cat-19-A", "Dog-19-A", "Dog-19-B"])
    #expect(clips.map { $0["right"]?.compactText() } == ["true", "false", "false"])
    #expect(clips[2]["predicted"]?.string == "Cow")
    #expect(clips[2]["audio"]?.string == "/api/runs/run/audio?clip=Dog-19-B")
  }

  @Test("Where the recordings are other ones the page says so, and has no player")
  func absence() throws {
    let clips = clips(try detail(digest: ContentDigest(of: "others")))
    let page = page(clips)
    #expect(page.contains("cannot be heard") && page.contains("--corpus") && page.contains("Dog-19-A"))
    #expect(!page.contains("<audio"))
    #expect(clips.node["clips"]?.elements?.allSatisfy { $0["audio"]?.compactText() == "null" } == true)
  }
}
