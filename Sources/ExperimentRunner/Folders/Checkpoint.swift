package import Foundation
package import NeuralNetworks
package import Training

/// Everything a run needs to go on with the same bits: parameters, what the optimizer keeps of earlier gradients,
/// the parameters' average where there is one, and the place in the epoch. Random streams are keyed by place and need no state. Checked in `CheckpointTests`.
package struct Checkpoint {
  package var parameters: [NamedTensor]
  package var optimizerState: [NamedTensor]
  package var updateCount: Int
  package var position: TrainingPosition

  /// What `plan` holds at `position`.
  package init(of plan: TrainingPlan, at position: TrainingPosition) {
    parameters = plan.parameters
    optimizerState = plan.optimizerState
    updateCount = plan.updateCount
    self.position = position
  }

  /// Whether the tensor called `name` is none of the model's own; `hidden1.weight` is, `hidden1.weight.momentum`
  /// is not.
  private static func isOptimizerState(_ name: String) -> Bool {
    [".firstMoment", ".secondMoment", ".momentum", ".average"].contains { name.hasSuffix($0) }
  }

  /// Replaces the checkpoint in `file`.
  package func write(to file: URL) throws {
    let place = [
      "epoch": "\(position.epoch)", "step": "\(position.step)",
      "lossSumBits": String(position.lossSum.bitPattern, radix: 16),
      "correctCount": "\(position.correctCount)", "exampleCount": "\(position.exampleCount)",
      "updateCount": "\(updateCount)",
    ]
    try Safetensors.write(parameters + optimizerState, metadata: place, to: file)
  }

  /// Reads the checkpoint in `file`.
  ///
  /// - Throws: `SafetensorsError`, or ``CheckpointError`` where the place in the epoch is missing.
  package init(from file: URL) throws {
    let (tensors, place) = try Safetensors.read(from: file)
    func number(_ key: String) throws(CheckpointError) -> Int {
      guard let number = place[key].flatMap({ Int($0) }), number >= 0 else {
        throw CheckpointError(file: file, key: key, found: place[key])
      }
      return number
    }
    guard let lossBits = place["lossSumBits"].flatMap({ UInt64($0, radix: 16) }) else {
      throw CheckpointError(file: file, key: "lossSumBits", found: place["lossSumBits"])
    }
    position = TrainingPosition(
      epoch: try number("epoch"), step: try number("step"), lossSum: Double(bitPattern: lossBits),
      correctCount: try number("correctCount"), exampleCount: try number("exampleCount"))
    updateCount = try number("updateCount")
    optimizerState = tensors.filter { Self.isOptimizerState($0.name) }
    parameters = tensors.filter { !Self.isOptimizerState($0.name) }
  }
}

/// A checkpoint that does not say where training stood.
package struct CheckpointError: Error, CustomStringConvertible {
  package let file: URL
  package let key: String
  package let found: String?

  package var description: String {
    "\(file.relativePath): \(key): found \(found.map { "\"\($0)\"" } ?? "nothing"); expected a count. "
      + "Start the run anew: the file was damaged or written by something else."
  }
}
