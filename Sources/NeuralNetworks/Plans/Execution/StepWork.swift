import TensorEngine

/// What a plan works on in a step or a prediction.
struct StepWork {
  /// What becomes of the examples.
  enum Purpose {
    case update, gradients, prediction
  }

  /// `[example, feature]`, the whole table.
  var features: UnsafePointer<Float>
  /// The class of each example of the table; nil in a prediction.
  var labels: UnsafePointer<Int32>?
  /// The examples of the batch.
  var indices: UnsafePointer<Int32>
  /// Room for what the model says `[example, class]`; nil in a step of training.
  var predictions: UnsafeMutablePointer<Float>?
  var predictionScale = PredictionScale.probabilities
  /// Examples of the batch.
  var count = 0
  var seed: UInt64 = 0
  var epoch = 0
  var step = 0
  var purpose = Purpose.prediction
  /// How parameters follow their gradients; nil where these are kept.
  var adam: AdamUpdate?
}
