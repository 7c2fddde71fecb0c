import ContentDigest
package import Foundation
package import NeuralNetworks
package import Training

/// Everything a run needs to go on with the same bits: parameters, what the optimizer keeps of earlier gradients,
/// the parameters' average where there is one, and the place in the epoch. Random streams are keyed by place and need
/// no state. A digest over all of it shows whether the disk has kept it. Checked in `CheckpointTests`.
package struct Checkpoint {
  package var parameters: [NamedTensor]
  package var optimizerState: [NamedTensor]
  package var updateCount: Int
  package var position: TrainingPosition
  /// The time spent on the run until here.
  package var time: RunTime

  /// What `plan` holds at `position`.
  package init(of plan: TrainingPlan, at position: TrainingPosition, after time: RunTime = .zero) {
    parameters = plan.parameters
    optimizerState = plan.optimizerState
    updateCount = plan.updateCount
    self.position = position
    self.time = time
  }

  /// Epochs that are wholly behind it: those that a store has to hold where a run is to go on from here.
  package var finishedEpochCount: Int { position.epoch }

  /// Whether all parameters are finite numbers.
  package var isFinite: Bool {
    parameters.allSatisfy { $0.values.allSatisfy(\.isFinite) }
  }

  /// Whether the tensor called `name` is none of the model's own; `hidden1.weight` is, `hidden1.weight.momentum`
  /// is not.
  private static func isOptimizerState(_ name: String) -> Bool {
    [".firstMoment", ".secondMoment", ".momentum", ".average"].contains { name.hasSuffix($0) }
  }

  /// The digest of tensors and of what is said beside them.
  private static func digest(of tensors: [NamedTensor], _ place: [String: String]) -> ContentDigest {
    let words = place.filter { $0.key != "digest" }.sorted { $0.key < $1.key }.map {
      "\($0.key) \($0.value)\n"
    }
    return ContentDigest(of: words.joined() + weightsDigest(of: tensors).hexadecimal)
  }

  /// Replaces the checkpoint in `file`.
  package func write(to file: URL) throws {
    var place = [
      "epoch": "\(position.epoch)", "step": "\(position.step)",
      "lossSumBits": String(position.lossSum.bitPattern, radix: 16),
      "correctCount": "\(position.correctCount)", "exampleCount": "\(position.exampleCount)",
      "updateCount": "\(updateCount)", "seconds": "\(time.wall)", "processorSeconds": "\(time.processor)",
    ]
    let tensors = parameters + optimizerState
    place["digest"] = Self.digest(of: tensors, place).hexadecimal
    try Safetensors.write(tensors, metadata: place, to: file)
  }

  /// Reads the checkpoint in `file`.
  ///
  /// - Throws: `SafetensorsError`, or ``CheckpointError`` where the place in the epoch is missing, or the content is
  ///   not what was written.
  package init(from file: URL) throws {
    let (tensors, place) = try Safetensors.read(from: file)
    func value<Value>(_ key: String, _ value: Value?) throws(CheckpointError) -> Value {
      guard let value else { throw CheckpointError(file: file, key: key, found: place[key]) }
      return value
    }
    func count(_ key: String) throws(CheckpointError) -> Int {
      try value(key, place[key].flatMap { Int($0) }.flatMap { $0 >= 0 ? $0 : nil })
    }
    func seconds(_ key: String) throws(CheckpointError) -> Double {
      try value(key, place[key].flatMap { Double($0) }.flatMap { $0 >= 0 && $0.isFinite ? $0 : nil })
    }
    let lossBits = try value("lossSumBits", place["lossSumBits"].flatMap { UInt64($0, radix: 16) })
    position = TrainingPosition(
      epoch: try count("epoch"), step: try count("step"), lossSum: Double(bitPattern: lossBits),
      correctCount: try count("correctCount"), exampleCount: try count("exampleCount"))
    updateCount = try count("updateCount")
    time = RunTime(wall: try seconds("seconds"), processor: try seconds("processorSeconds"))
    let digest = try value("digest", place["digest"].flatMap { ContentDigest(hexadecimal: $0) })
    guard digest == Self.digest(of: tensors, place) else {
      throw CheckpointError(file: file, key: "digest", found: place["digest"])
    }
    optimizerState = tensors.filter { Self.isOptimizerState($0.name) }
    parameters = tensors.filter { !Self.isOptimizerState($0.name) }
  }
}

/// A checkpoint that does not say where training stood, or not what it said when it was written.
package struct CheckpointError: Error, CustomStringConvertible {
  package let file: URL
  package let key: String
  package let found: String?

  package var description: String {
    let expected = key == "digest" ? "the digest of what the file holds" : "a count"
    return
      "\(file.relativePath): \(key): found \(found.map { "\"\($0.prefix(80))\"" } ?? "nothing"); expected "
      + "\(expected). Start the run anew: the file was damaged or written by something else."
  }
}
