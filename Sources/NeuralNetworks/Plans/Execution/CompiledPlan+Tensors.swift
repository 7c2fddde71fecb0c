import ExperimentSchema
import TensorEngine

/// What a plan keeps for each parameter.
enum TensorKind {
  case value, firstMoment, secondMoment, momentum, average, gradient

  /// What follows a parameter's name.
  var suffix: String {
    switch self {
    case .value, .gradient: ""
    case .firstMoment: ".firstMoment"
    case .secondMoment: ".secondMoment"
    case .momentum: ".momentum"
    case .average: ".average"
    }
  }
}

extension ParameterTensors {
  /// The distance in the arena from a parameter to its tensor of this kind.
  func distance(of kind: TensorKind) -> Int {
    switch kind {
    case .value: 0
    case .firstMoment, .momentum: firstMoment
    case .secondMoment: secondMoment
    case .average: average
    case .gradient: gradient
    }
  }

  mutating func setDistance(of kind: TensorKind, to distance: Int) {
    switch kind {
    case .value: break
    case .firstMoment, .momentum: firstMoment = distance
    case .secondMoment: secondMoment = distance
    case .average: average = distance
    case .gradient: gradient = distance
    }
  }
}

extension CompiledPlan {
  /// Draws all weights, zeroes biases and what the optimizer keeps; a normalisation begins as the identity, an
  /// average at the parameters.
  func initializeParameters(seed: UInt64) {
    for layer in parameters {
      let weights =
        layer.isNormalization
        ? [Float](repeating: 1, count: layer.outputs)
        : firstWeights(
          summaries[layer.layerIndex].layer.operation.initializer, count: layer.weightShape.reduce(1, *),
          fanIn: layer.fanIn, fanOut: layer.fanOut, seed: seed, layerIndex: layer.layerIndex)
      let biases = [Float](repeating: 0, count: layer.outputs)
      layer.store(weights: weights, biases: biases, to: arena, distance: 0)
      for (number, value) in zip(layer.stateNames.indices, [Float(0), 1]) {
        layer.storeState([Float](repeating: value, count: layer.outputs), number: number, to: arena)
      }
      for kind in training?.stateKinds ?? [] {
        (arena.start + layer.weight + layer.distance(of: kind)).update(repeating: 0, count: layer.count)
      }
    }
    beginAverages()
  }

  /// Lets the averages be the parameters, where they are kept.
  func beginAverages() {
    guard training?.averagingRate != nil else { return }
    for layer in parameters {
      let start = arena.start + layer.weight
      (start + layer.average).update(from: start, count: layer.count)
    }
  }

  /// The tensors of one kind, layer by layer, in their logical layouts; running statistics are among the values.
  func tensors(_ kind: TensorKind) -> [NamedTensor] {
    parameters.flatMap { layer in
      layer.load(from: arena, distance: layer.distance(of: kind), suffix: kind.suffix)
        + (kind == .value ? layer.loadState(from: arena) : [])
    }
  }

  /// Writes tensors of `kinds`: exactly those that ``tensors(_:)`` gives for them, in any order.
  func set(_ tensors: [NamedTensor], kinds: [TensorKind]) throws(PlanError) {
    var given: [String: NamedTensor] = [:]
    for tensor in tensors {
      guard given.updateValue(tensor, forKey: tensor.name) == nil else {
        throw .unknownTensor(name: tensor.name + " (twice)")
      }
    }
    func take(_ name: String, shape: [Int]) throws(PlanError) -> [Float] {
      guard let tensor = given.removeValue(forKey: name) else { throw .missingTensor(name: name) }
      guard tensor.shape == shape, tensor.values.count == shape.reduce(1, *) else {
        throw .tensorShape(
          name: name, found: tensor.shape, valueCount: tensor.values.count, expected: shape)
      }
      return tensor.values
    }
    // Everything is checked before anything is written.
    var writes: [(layer: ParameterTensors, distance: Int, weights: [Float], biases: [Float])] = []
    var states: [(layer: ParameterTensors, number: Int, values: [Float])] = []
    for kind in kinds {
      for layer in parameters {
        let weights = try take("\(layer.layer).weight\(kind.suffix)", shape: layer.weightShape)
        let biases = try take("\(layer.layer).bias\(kind.suffix)", shape: [layer.outputs])
        writes.append((layer, layer.distance(of: kind), weights, biases))
        for (number, name) in layer.stateNames.enumerated() where kind == .value {
          states.append((layer, number, try take(name, shape: [layer.outputs])))
        }
      }
    }
    if let name = given.keys.min() { throw .unknownTensor(name: name) }
    for write in writes {
      write.layer.store(weights: write.weights, biases: write.biases, to: arena, distance: write.distance)
    }
    for state in states { state.layer.storeState(state.values, number: state.number, to: arena) }
  }
}
