import ExperimentRunner
import ExperimentSchema
import Foundation
import NeuralNetworks
import TestSupport
import Testing
import Training

@Suite("Checkpoint: damaged headers", .tags(.property))
struct DamagedCheckpointTests {
  @Test func `none is trained on: each is refused, with the file's name`() throws {
    let folder = try TemporaryFolder()
    let file = folder.url.appending(path: "checkpoint.safetensors")
    let run = try RunFixture.run()
    let plan = try TrainingPlan(
      model: run.experiment.model, inputShape: run.experiment.frontEnd.featureShape, classCount: 32,
      training: run.experiment.training)
    plan.initializeParameters(seed: 3)
    try Checkpoint(of: plan, at: .start(ofEpoch: 2), after: RunTime(wall: 1.5, processor: 1.25)).write(
      to: file)
    let whole = [UInt8](try Data(contentsOf: file))
    let length = whole[0..<8].reversed().reduce(0) { $0 << 8 | Int($1) }
    let (header, data) = (Array(whole[8..<8 + length]), whole[(8 + length)...])
    for damaged in DamagedText(header, count: 2000, seed: 14) where damaged != header {
      // The length is that of the damaged header: what is judged is its content.
      var bytes = withUnsafeBytes(of: UInt64(damaged.count).littleEndian) { Array($0) }
      bytes += damaged + data
      try Data(bytes).write(to: file)
      let error = #expect(throws: (any Error).self, "\(String(decoding: damaged, as: UTF8.self))") {
        let read = try Checkpoint(from: file)
        // Spaces and names that nothing follows from may change; what is read must be what was written.
        guard read.parameters == plan.parameters, read.optimizerState == plan.optimizerState,
          read.position == .start(ofEpoch: 2)
        else { return }
        throw Unharmed()
      }
      guard let error, !(error is Unharmed) else { continue }
      #expect("\(error)".contains("checkpoint.safetensors"), "\(error)")
    }
  }

  /// The damage changed nothing that was read.
  private struct Unharmed: Error {}
}
