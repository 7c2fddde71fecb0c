import TensorEngine

/// What a plan works on in a step or a prediction.
struct StepWork {
  /// What becomes of the examples.
  enum Purpose {
    case update, gradients, prediction
  }

  /// What examples should be taken for.
  enum Answers {
    /// The class of each example.
    case labels(UnsafeBufferPointer<Int32>)
    /// `[example, class]`, the probability that each class should have.
    case targets(UnsafeBufferPointer<Float>)
  }

  /// `[example, feature]`, the whole table.
  var features: UnsafePointer<Float>
  /// What the examples of the table should be taken for; nil in a prediction.
  var answers: Answers?
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
  /// How parameters follow each gradient as soon as it is known; nil where gradients are kept.
  var fusedUpdate: StepUpdate?
  /// How parameters follow the gradients that were kept; nil where they have followed already.
  var keptUpdate: StepUpdate?
}
