import ExperimentSchema
import Foundation
import NeuralNetworks
import TestSupport
import Testing

/// Every model of the battery against PyTorch in float64: one step's loss within 1e-5, its gradients within 1e-4 of
/// the largest, probabilities and running statistics within 1e-5; single precision is what is left between them.
///
/// Values: `Tests/ReferenceImplementations/battery.py`, which builds each model from its JSON alone.
@Suite("Training plan: PyTorch's judgement of every layer and block", .tags(.golden))
struct TrainingPlanBatteryTests {
  struct File: Decodable {
    var models: [Judgement]
  }

  struct Judgement: Decodable {
    var name: String
    var probabilities: Sample
    var steps: [Step]
    var runningStatistics: [Sample]
  }

  struct Step: Decodable {
    var loss: String
    var value: Double
    var gradients: [Sample]
  }

  /// Some values of a tensor, its largest magnitude and its norm.
  struct Sample: Decodable {
    var name: String?
    var shape: [Int]?
    var greatest, norm: Double
    var places: [Int]
    var values: [Double]
  }

  private static let count = 19

  @Test func `the models that PyTorch has judged are those of the battery`() throws {
    let lines = TestModel.all.map { model in
      """
      {"name": "\(model.name)", "inputShape": \(model.inputShape), "classCount": \(model.classCount), \
      "layers": \(model.specification.layersText)}
      """
    }
    let text = "[\n" + lines.joined(separator: ",\n") + "\n]\n"
    if ProcessInfo.processInfo.environment["EARSHOT_UPDATE_GOLDEN"] != nil {
      let folder = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "Golden")
      try text.write(to: folder.appending(path: "battery-models.json"), atomically: true, encoding: .utf8)
    }
    let golden = try #require(Bundle.module.url(forResource: "Golden", withExtension: nil))
    let committed = try String(contentsOf: golden.appending(path: "battery-models.json"), encoding: .utf8)
    #expect(
      committed == text,
      "write it anew with EARSHOT_UPDATE_GOLDEN=1, then run Tests/ReferenceImplementations/battery.py")
  }

  @Test("agrees", arguments: TestModel.all)
  func judgement(model: TestModel) throws {
    let judgement = try #require(
      golden("battery.json", as: File.self).models.first { $0.name == model.name }, "\(model.name)")
    let plans = try judgement.steps.map { step in
      try model.plan(loss: try #require(Loss(rawValue: step.loss)), batchSize: 32)
    }
    let batch = FormulaBatch(model, count: Self.count)
    for plan in plans { try batch.setParameters(of: plan, model) }
    compare(
      batch.batch.predict(plans[0]), judgement.probabilities, within: 1e-5, "\(model.name): probabilities")

    batch.injectDropoutMasks(plans, model)
    for (plan, step) in zip(plans, judgement.steps) {
      let outcome = batch.batch.step(plan)
      #expect(
        abs(outcome.lossSum / Double(Self.count) - step.value) < 1e-5 * max(1, abs(step.value)),
        "\(model.name), \(step.loss)")
      #expect(plan.gradients.map(\.name) == step.gradients.map { $0.name ?? "" })
      for (found, expected) in zip(plan.gradients, step.gradients) {
        #expect(found.shape == expected.shape)
        compare(found.values, expected, within: 1e-4, "\(model.name), \(step.loss): \(found.name)")
      }
    }
    // The script trains one net on both losses: its running statistics have seen the batch twice.
    _ = batch.batch.step(plans[0])
    for expected in judgement.runningStatistics {
      let found = try #require(plans[0].parameters.first { $0.name == expected.name })
      compare(found.values, expected, within: 1e-5, "\(model.name): \(found.name)")
    }
  }

  private func compare(_ found: [Float], _ expected: Sample, within tolerance: Double, _ what: String) {
    // A gradient that is zero but for rounding, as that of a bias before a normalisation, has no scale of its own.
    let scale = max(expected.greatest, 1e-3)
    for (place, value) in zip(expected.places, expected.values) {
      #expect(abs(Double(found[place]) - value) < tolerance * scale, "\(what)[\(place)]")
    }
    let norm = found.reduce(0.0) { $0 + Double($1) * Double($1) }.squareRoot()
    #expect(
      abs(norm - expected.norm) < tolerance * max(expected.norm, scale * Double(found.count).squareRoot()),
      "\(what)")
  }
}
