import TensorEngine

/// The weight and bias of one layer, and the running statistics of a batch normalisation: their logical shapes,
/// and where a plan keeps them.
///
/// Values beyond the logical ones are zero and stay zero, since their gradients are.
struct ParameterTensors {
  /// How a weight is stored.
  enum Arrangement {
    /// `[output / 16, depth, output % 16]` (see `TensorEngine/Kernels/Dense.swift`), depth being one output's
    /// weights in this order.
    case panels(StoredOrder)
    /// `[tap, channel]`, of each channel its stored place and of a tap so many channels.
    case channels(places: [Int], taps: Int, stored: Int)
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
  /// Whether the layer normalises: its weights begin at 1 and it has running statistics.
  var isNormalization = false

  /// Offsets in the arena.
  var weight = 0
  var bias = 0
  /// The distance in the arena from a value to its first moment or momentum, second moment, average and
  /// gradient; 0 where there is none.
  var firstMoment = 0
  var secondMoment = 0
  var average = 0
  var gradient = 0
  /// The offset in the arena of a normalisation's running mean, with the running variance behind it.
  var state = 0

  var panelCount: Int { (outputs + 15) / 16 }
  /// Values stored for one output of a product.
  var depth: Int {
    switch arrangement {
    case .panels(let order): order.storedCount
    case .channels(_, let taps, _): taps
    }
  }
  /// Values stored for the weight.
  var weightCount: Int {
    switch arrangement {
    case .panels: panelCount * depth * 16
    case .channels(_, let taps, let stored): taps * stored
    }
  }
  /// Values stored for the bias.
  var biasCount: Int {
    switch arrangement {
    case .panels: panelCount * 16
    case .channels(_, _, let stored): stored
    }
  }
  /// Values stored for both, the bias following the weight.
  var count: Int { weightCount + biasCount }
  /// Values stored for running statistics.
  var stateCount: Int { isNormalization ? 2 * biasCount : 0 }

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
    case .channels(let places, let taps, let stored):
      for (channel, place) in places.enumerated() {
        for tap in 0..<taps { body(channel * taps + tap, tap * stored + place) }
      }
    }
  }

  /// The place of each output's bias in the stored bias.
  private var outputPlaces: [Int] {
    switch arrangement {
    case .panels: Array(0..<outputs)
    case .channels(let places, _, _): places
    }
  }

  /// The tensors that lie `distance` from the parameters, as logical tensors called `suffix`.
  func load(from arena: FloatArena, distance: Int, suffix: String) -> [NamedTensor] {
    var weights = [Float](repeating: 0, count: weightShape.reduce(1, *))
    let start = arena.start + weight + distance
    forEachWeight { weights[$0] = start[$1] }
    let biases = arena.start + bias + distance
    return [
      NamedTensor(name: "\(layer).weight\(suffix)", shape: weightShape, values: weights),
      NamedTensor(name: "\(layer).bias\(suffix)", shape: [outputs], values: outputPlaces.map { biases[$0] }),
    ]
  }

  /// Writes logical values to where lies `distance` from the parameters.
  func store(weights: [Float], biases: [Float], to arena: FloatArena, distance: Int) {
    let start = arena.start + weight + distance
    forEachWeight { start[$1] = weights[$0] }
    let places = outputPlaces
    for (index, value) in biases.enumerated() { (arena.start + bias + distance)[places[index]] = value }
  }

  // MARK: Running statistics

  /// The names of a normalisation's running statistics, each `[channel]`, in their order in the arena.
  var stateNames: [String] { isNormalization ? ["\(layer).runningMean", "\(layer).runningVariance"] : [] }

  /// The running statistics, as logical tensors.
  func loadState(from arena: FloatArena) -> [NamedTensor] {
    stateNames.enumerated().map { number, name in
      let start = arena.start + state + number * biasCount
      return NamedTensor(name: name, shape: [outputs], values: outputPlaces.map { start[$0] })
    }
  }

  /// Writes the running statistic of that number in ``stateNames``.
  func storeState(_ values: [Float], number: Int, to arena: FloatArena) {
    let start = arena.start + state + number * biasCount
    for (place, value) in zip(outputPlaces, values) { start[place] = value }
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
  /// Values from the first on that weight decay always reaches: a weight of products, and none of a normalisation.
  let decayedCount: Int
  /// Distances from a parameter to what belongs to it.
  let firstMoment, secondMoment, average, gradient: Int
  /// A normalisation's running mean, with the running variance behind it.
  let state: Int

  init(_ tensors: ParameterTensors) {
    parameters = tensors.weight
    weightCount = tensors.weightCount
    count = tensors.count
    decayedCount = tensors.isNormalization ? 0 : tensors.weightCount
    firstMoment = tensors.firstMoment
    secondMoment = tensors.secondMoment
    average = tensors.average
    gradient = tensors.gradient
    state = tensors.state
  }
}
