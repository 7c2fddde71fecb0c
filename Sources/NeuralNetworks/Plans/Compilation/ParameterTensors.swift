import TensorEngine

/// The weight and bias of one layer: their logical shapes, and where a plan keeps them.
///
/// Values beyond the logical ones are zero and stay zero, since their gradients are.
struct ParameterTensors {
  /// How a weight is stored.
  enum Arrangement {
    /// `[output / 16, depth, output % 16]` (see `TensorEngine/Kernels/Dense.swift`), depth being one output's
    /// weights in this order.
    case panels(StoredOrder)
  }

  /// The layer's name.
  let layer: String
  /// The layer's place in the model.
  let layerIndex: Int
  /// Outputs: units or filters.
  let outputs: Int
  let arrangement: Arrangement
  /// The weight's logical shape.
  let weightShape: [Int]
  /// Inputs that feed one output value.
  let fanIn: Int
  /// Output values that one input value feeds.
  let fanOut: Int

  /// Offsets in the arena.
  var weight = 0
  var bias = 0
  /// The distance in the arena from a value to its first moment or momentum, second moment, average and
  /// gradient; 0 where there is none.
  var firstMoment = 0
  var secondMoment = 0
  var average = 0
  var gradient = 0

  var panelCount: Int { (outputs + 15) / 16 }
  /// Values stored for one output, or for one tap of all channels.
  var depth: Int {
    switch arrangement {
    case .panels(let order): order.storedCount
    }
  }
  /// Values stored for the weight.
  var weightCount: Int { panelCount * depth * 16 }
  /// Values stored for the bias.
  var biasCount: Int { panelCount * 16 }
  /// Values stored for both, the bias following the weight.
  var count: Int { weightCount + biasCount }

  /// Calls `body` with the logical index of each weight and its place in the stored weight, in logical order.
  func forEachWeight(_ body: (_ logical: Int, _ stored: Int) -> Void) {
    switch arrangement {
    case .panels(let order):
      let places = order.places
      var logical = 0
      for output in 0..<outputs {
        let start = output / 16 * depth * 16 + output % 16
        for place in places {
          body(logical, start + place * 16)
          logical += 1
        }
      }
    }
  }

  /// The tensors that lie `distance` from the parameters, as logical tensors called `suffix`.
  func load(from arena: FloatArena, distance: Int, suffix: String) -> [NamedTensor] {
    var weights = [Float](repeating: 0, count: weightShape.reduce(1, *))
    let start = arena.start + weight + distance
    forEachWeight { weights[$0] = start[$1] }
    let biases = UnsafeBufferPointer(start: arena.start + bias + distance, count: outputs)
    return [
      NamedTensor(name: "\(layer).weight\(suffix)", shape: weightShape, values: weights),
      NamedTensor(name: "\(layer).bias\(suffix)", shape: [outputs], values: Array(biases)),
    ]
  }

  /// Writes logical values to where lies `distance` from the parameters.
  func store(weights: [Float], biases: [Float], to arena: FloatArena, distance: Int) {
    let start = arena.start + weight + distance
    forEachWeight { start[$1] = weights[$0] }
    for (index, value) in biases.enumerated() { (arena.start + bias + distance)[index] = value }
  }
}

/// The part of a layer's parameters that weight decay always reaches, and the part that it may spare: biases,
/// and the scale and shift of a normalisation.
enum ParameterPart {
  case weights, biases
}

/// Where a layer's parameters lie in the arena.
struct ParameterPlace: BitwiseCopyable {
  /// The weight, with the bias behind it.
  let parameters: Int
  let weightCount: Int
  let count: Int
  /// Distances from a parameter to what belongs to it.
  let firstMoment, secondMoment, average, gradient: Int

  init(_ tensors: ParameterTensors) {
    parameters = tensors.weight
    weightCount = tensors.weightCount
    count = tensors.count
    firstMoment = tensors.firstMoment
    secondMoment = tensors.secondMoment
    average = tensors.average
    gradient = tensors.gradient
  }
}
