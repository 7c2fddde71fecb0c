import Foundation
import NeuralNetworks
import Training

/// Everything a run needs to go on with the same bits: parameters, the optimizer's moments, and the place
/// in the epoch. Random streams are keyed by place and need no state.
struct Checkpoint {
  var parameters: [NamedTensor]
  var optimizerState: [NamedTensor]
  var updateCount: Int
  var position: TrainingPosition

  /// What `plan` holds at `position`.
  init(of plan: TrainingPlan, at position: TrainingPosition) {
    parameters = plan.parameters
    optimizerState = plan.optimizerState
    updateCount = plan.updateCount
    self.position = position
  }

  /// Replaces the checkpoint in `file`.
  func write(to file: URL) throws {
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
  init(from file: URL) throws {
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
    optimizerState = tensors.filter { $0.name.hasSuffix("Moment") }
    parameters = tensors.filter { !$0.name.hasSuffix("Moment") }
  }
}

/// A checkpoint that does not say where training stood.
struct CheckpointError: Error, CustomStringConvertible {
  let file: URL
  let key: String
  let found: String?

  var description: String {
    "\(file.relativePath): \(key): found \(found.map { "\"\($0)\"" } ?? "nothing"); expected a count. "
      + "Start the run anew: the file was damaged or written by something else."
  }
}
