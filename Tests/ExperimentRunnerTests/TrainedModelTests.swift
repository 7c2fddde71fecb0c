import ContentDigest
import Datasets
import ExperimentRunner
import ExperimentSchema
import Foundation
import NeuralNetworks
import RunStore
import Testing

@Suite("A trained model, read from its run's folder")
struct TrainedModelTests {
  /// A run that has ended, and the features of its clips as the front end computed them.
  private struct Trained {
    let folder: TemporaryFolder
    let run: RunFolder
    let detail: RunDetail
    let table: FeatureTable

    init(_ normalization: FrontEndSpecification.Normalization?) throws {
      folder = try TemporaryFolder()
      table = try RunFixture.table()
      var experiment = try RunFixture.experiment()
      experiment.frontEnd.normalization = normalization
      experiment.training.averaging = .ema(decay: 0.5)
      let planned = try RunPlanner.runs(
        of: experiment, on: RunFixture.corpus, selection: RunSelection(seeds: [1]))
      let store = try RunStore.inMemory()
      let session = RunSession(
        runsFolder: folder.url, store: store, threads: 1, stop: StopSignal(), checkpointInterval: 1e9,
        report: { _ in })
      let results = RunScheduler.perform(
        planned.map { .new($0) }, features: FeatureLibrary(table, of: planned[0]), session: session, jobs: 1)
      let id = try #require(results.first?.id)
      run = RunFolder(id: id, in: folder.url)
      detail = try store.runDetail(id)
    }

    var weightsFile: URL { run.url.appending(path: "model.safetensors") }
    var modelFile: URL { run.url.appending(path: "model.json") }
  }

  @Test(
    arguments: [nil, .corpus(clip: 2), .corpus(clip: nil), .clip]
      as [FrontEndSpecification.Normalization?])
  func `judges features that nobody normalised, with the bits that the run stored`(
    normalization: FrontEndSpecification.Normalization?
  ) throws {
    let trained = try Trained(normalization)
    let model = try TrainedModel(of: trained.run)
    #expect((model.normalizer == nil) == (normalization == nil))
    let table = trained.table
    let found = try model.probabilities(of: table.values)
    let classCount = model.document.classNames.count
    #expect(found.count == table.clipCount * classCount)
    #expect(trained.detail.predictions.count == table.indices(inFolds: [5]).count)
    for prediction in trained.detail.predictions {
      let row = try #require(table.ids.firstIndex(of: prediction.clip))
      #expect(Array(found[row * classCount..<(row + 1) * classCount]) == prediction.probabilities)
    }
  }

  @Test func `files that do not belong together are refused, with the one at fault`() throws {
    let trained = try Trained(.corpus(clip: 2))
    let (tensors, words) = try Safetensors.read(from: trained.weightsFile)
    let text = try String(contentsOf: trained.modelFile, encoding: .utf8)
    func refusal() -> String {
      do {
        _ = try TrainedModel(of: trained.run)
        return ""
      } catch {
        return "\(error)"
      }
    }
    var others = tensors
    others[0].values[0] += 1
    try Safetensors.write(others, metadata: words, to: trained.weightsFile)
    #expect(refusal().hasPrefix(trained.weightsFile.relativePath))
    #expect(refusal().contains("found other weights than model.json was written for; expected"))
    // A whole model without its scale.
    let bare = tensors.filter { !$0.name.contains("normalization") }
    #expect(bare.count == tensors.count - 2)
    try Safetensors.write(bare, metadata: words, to: trained.weightsFile)
    let digest = try ModelDocument(text: text, source: "model.json").weightsDigest
    let other = text.replacing(digest, with: weightsDigest(of: bare).hexadecimal)
    try Data(other.utf8).write(to: trained.modelFile)
    #expect(refusal().contains("found no scale that fits the front end's features"))
    try FileManager.default.removeItem(at: trained.modelFile)
    #expect(refusal().hasPrefix(trained.modelFile.relativePath))
  }
}
