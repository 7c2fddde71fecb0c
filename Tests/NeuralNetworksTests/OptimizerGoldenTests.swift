import ExperimentSchema
import NeuralNetworks
import TensorEngine
import TestSupport
import Testing

/// Ten updates of two tensors against PyTorch in float64, given gradients from large to tiny, the learning rate
/// halved at the sixth; golden values from `Tests/ReferenceImplementations/optimizers.py`.
///
/// Tolerance: values stay below 4, whose spacing in single precision is 2.4e-7; ten updates round about as
/// often.
@Suite("Optimizers: PyTorch's parameters over ten updates", .tags(.golden))
struct OptimizerGoldenTests {
  struct File: Decodable {
    var optimizers: [Record]
  }

  struct Record: Decodable {
    var optimizer: Settings
    var clipping: Clipping?
    /// By update and tensor.
    var parameters: [[[Double]]]
  }

  struct Settings: Decodable {
    var type: String
    var learningRate: Double
    var momentum, weightDecay, epsilon: Double?
    var nesterov: Bool?

    var specification: TrainingSpecification.Optimizer {
      let adam = TrainingSpecification.Adam(
        learningRate: learningRate, epsilon: epsilon ?? 1e-7, weightDecay: weightDecay ?? 0)
      return switch type {
      case "sgd":
        .sgd(
          .init(
            learningRate: learningRate, momentum: momentum ?? 0, nesterov: nesterov ?? false,
            weightDecay: weightDecay ?? 0))
      case "adam": .adam(adam)
      default: .adamW(adam)
      }
    }
  }

  struct Clipping: Decodable {
    var type: String
    var threshold: Double

    var specification: TrainingSpecification.GradientClipping {
      type == "norm" ? .norm(threshold: threshold) : .value(threshold: threshold)
    }
  }

  /// A tensor with what its rule keeps.
  private struct Tensor {
    var parameters: [Float]
    var firstState, secondState: [Float]

    init(tag: UInt32, count: Int) {
      parameters = formulaValues(tag: tag, count: count)
      firstState = parameters.map { _ in 0 }
      secondState = firstState
    }

    mutating func apply(_ update: OptimizerUpdate, _ gradients: [Float]) {
      parameters.withUnsafeMutableBufferPointer { parameters in
        firstState.withUnsafeMutableBufferPointer { firstState in
          secondState.withUnsafeMutableBufferPointer { secondState in
            update.apply(
              gradients: gradients,
              to: ParameterPointers(
                parameters: parameters.baseAddress!, firstState: firstState.baseAddress!,
                secondState: secondState.baseAddress!), count: gradients.count)
          }
        }
      }
    }
  }

  @Test func `of every optimizer, with weight decay and with clipping`() throws {
    let records = try golden("optimizers.json", as: File.self).optimizers
    #expect(records.count == 24)
    for record in records {
      let clipping = record.clipping?.specification
      var tensors = [Tensor(tag: 50, count: 24), Tensor(tag: 51, count: 8)]
      for (step, expected) in record.parameters.enumerated() {
        var update = StepUpdate(
          record.optimizer.specification, clipping: clipping, learningRateFactor: step < 5 ? 1 : 0.5,
          updateCount: step + 1)
        let gradients = tensors.indices.map {
          formulaValues(
            tag: 60 + 2 * UInt32(step) + UInt32($0), count: tensors[$0].parameters.count,
            scale: Float(sign: .plus, exponent: 1 - 2 * step, significand: 1))
        }
        if case .norm(let threshold)? = clipping {
          let sum = gradients.reduce(0) { $0 + GradientNorm.sumOfSquares($1, count: $1.count) }
          update = update.scalingGradients(by: GradientNorm.scale(sumOfSquares: sum, threshold: threshold))
        }
        for index in tensors.indices {
          tensors[index].apply(update.weights, gradients[index])
          for (found, expected) in zip(tensors[index].parameters, expected[index]) {
            #expect(
              abs(Double(found) - expected) < 1.5e-6,
              "\(record.optimizer), \(clipping as Any), update \(step + 1)")
          }
        }
      }
    }
  }

  @Test func `a norm that is not a number makes every gradient none, so that the loss says so`() {
    #expect(GradientNorm.scale(sumOfSquares: .nan, threshold: 1).isNaN)
    #expect(GradientNorm.scale(sumOfSquares: .infinity, threshold: 1) == 0)
    #expect(GradientNorm.scale(sumOfSquares: 0.25, threshold: 1) == 1)
    #expect(GradientNorm.scale(sumOfSquares: 4, threshold: 1) == 0.499_999_75)
  }
}
