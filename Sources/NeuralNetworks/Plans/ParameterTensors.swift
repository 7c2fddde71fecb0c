import TensorEngine

/// The weight and bias of one layer: their logical shapes, and where a plan keeps them.
///
/// In the plan a weight is `[output / 16, depth, output % 16]` (see `TensorEngine/Kernels/Dense.swift`), depth
/// being channels-last: (row, column, channel) with `storedChannels` for each pixel. Values beyond the logical
/// ones are zero and stay zero, since their gradients are.
struct ParameterTensors {
  /// The layer's name.
  let layer: String
  /// The layer's place in the model.
  let layerIndex: Int
  /// Outputs: units or filters.
  let outputs: Int
  /// The extents of one output's weights in logical order: channels, rows, columns.
  let channels, rows, columns: Int
  /// Channels stored for each (row, column).
  let storedChannels: Int
  /// The weight's logical shape.
  let weightShape: [Int]
  /// Whether rows and columns are a kernel that slides, so that an input feeds `rows · columns` outputs of
  /// each filter.
  let isConvolution: Bool

  /// Offsets in the arena.
  var weight = 0
  var bias = 0
  /// The distance in the arena from a value to its first moment, second moment and gradient.
  var firstMoment = 0
  var secondMoment = 0
  var gradient = 0
  /// Partial gradients of a convolution's weight and bias, one for each shard of the batch.
  var shards = 0

  init(
    layer: String, layerIndex: Int, outputs: Int, channels: Int, rows: Int, columns: Int, storedChannels: Int,
    weightShape: [Int], isConvolution: Bool
  ) {
    self.layer = layer
    self.layerIndex = layerIndex
    self.outputs = outputs
    self.channels = channels
    self.rows = rows
    self.columns = columns
    self.storedChannels = storedChannels
    self.weightShape = weightShape
    self.isConvolution = isConvolution
  }

  var panelCount: Int { (outputs + 15) / 16 }
  var depth: Int { rows * columns * storedChannels }
  /// Values stored for the weight.
  var weightCount: Int { panelCount * depth * 16 }
  /// Values stored for the bias.
  var biasCount: Int { panelCount * 16 }
  /// Values stored for both, the bias following the weight.
  var count: Int { weightCount + biasCount }

  /// Inputs that feed one output value.
  var fanIn: Int { channels * rows * columns }
  /// Output values that one input value feeds.
  var fanOut: Int { isConvolution ? outputs * rows * columns : outputs }

  /// Calls `body` with the logical index of each weight and its place in the stored weight, in logical order.
  func forEachWeight(_ body: (_ logical: Int, _ stored: Int) -> Void) {
    var logical = 0
    for output in 0..<outputs {
      for channel in 0..<channels {
        for row in 0..<rows {
          for column in 0..<columns {
            let place = (row * columns + column) * storedChannels + channel
            body(logical, (output / 16 * depth + place) * 16 + output % 16)
            logical += 1
          }
        }
      }
    }
  }

  /// The tensors that lie `distance` from the parameters, as logical tensors called `suffix`.
  func load(from arena: FloatArena, distance: Int, suffix: String) -> [NamedTensor] {
    var weights = [Float](repeating: 0, count: outputs * fanIn)
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
