import ExperimentSchema
import Glibc
import NeuralNetworks

/// Numbers in `-scale ..< scale`, as `values` in `formula_values.py` has them: 24 bits of a hash of tag and index.
func formulaValues(tag: UInt32, count: Int, scale: Float = 1) -> [Float] {
  (0..<UInt32(count)).map { index in
    var x = index &* 2_654_435_761 &+ tag &* 40_503 &+ 12_345
    x = (x ^ x >> 15) &* 2_246_822_519
    x = (x ^ x >> 13) &* 3_266_489_917
    x ^= x >> 16
    return (Float(x >> 8) / 0x1p23 - 1) * scale
  }
}

/// A batch, parameters and dropout masks by formula, which PyTorch's scripts compute alike.
struct FormulaBatch {
  var batch: TestBatch

  /// `count` examples of a model; labels go round.
  init(_ model: TestModel, count: Int) {
    batch = TestBatch(model, count: count, seed: 1)
    batch.features = formulaValues(tag: 1, count: count * model.inputCount)
    batch.labels = (0..<Int32(count)).map { (7 * $0 + 3) % Int32(model.classCount) }
    batch.indices = (0..<Int32(count)).map { $0 }
  }

  /// Gives each trained tensor values of its own, as `set_parameters` in `formula_values.py` does.
  func setParameters(of plan: TrainingPlan, _ model: TestModel) throws {
    // Running statistics begin as they do in a run.
    plan.initializeParameters(seed: 1)
    var parameters = plan.parameters
    var number: UInt32 = 0
    for index in parameters.indices where !parameters[index].name.contains(".running") {
      let (name, shape) = (parameters[index].name, parameters[index].shape)
      parameters[index].values = formulaValues(
        tag: 101 + number, count: parameters[index].values.count, scale: Self.scale(name, shape))
      if name.hasSuffix(".weight") && shape.count == 1 {
        for place in parameters[index].values.indices { parameters[index].values[place] += 1 }
      }
      number += 1
    }
    try plan.setParameters(parameters)
  }

  /// Injects the decisions of each dropout layer, in their order.
  func injectDropoutMasks(_ plans: [TrainingPlan], _ model: TestModel) {
    let dropouts =
      (try? ShapeInference.summaries(
        of: model.specification, inputShape: model.inputShape, classCount: model.classCount))?.filter {
        switch $0.layer.operation {
        case .dropout, .spatialDropout: true
        default: false
        }
      }
    for (number, summary) in (dropouts ?? []).enumerated() {
      guard let rate = summary.layer.operation.dropoutRate else { continue }
      let count = batch.indices.count * summary.dropoutUnitCount
      let isKept = formulaValues(tag: 11 + UInt32(number), count: count).map { $0 >= Float(2 * rate - 1) }
      for plan in plans {
        let unused = [Bool](
          repeating: true, count: (plan.batchSize - batch.indices.count) * summary.dropoutUnitCount)
        plan.injectDropoutMask(layer: summary.layer.name, isKept: isKept + unused)
      }
    }
  }

  private static func scale(_ name: String, _ shape: [Int]) -> Float {
    guard name.hasSuffix(".weight"), shape.count >= 2 else { return 0.25 }
    let fanIn = Double(shape.dropFirst().reduce(1, *))
    return Float(exp2(floor(log2(1.5 / fanIn.squareRoot()))))
  }
}
