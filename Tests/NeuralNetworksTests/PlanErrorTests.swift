import ExperimentSchema
import NeuralNetworks
import TestSupport
import Testing

@Suite("Plans: what they refuse, in words")
struct PlanErrorTests {
  private func message(
    _ layers: [Layer], shape: [Int] = [4], classes: Int = 3, batchSize: Int = 8, threads: Int = 1
  ) -> String {
    do {
      _ = try TrainingPlan(
        model: .init(layers: layers), inputShape: shape, classCount: classes, loss: .meanSquaredError,
        optimizer: .adam(.init()), batchSize: batchSize, threads: threads)
      return "accepted"
    } catch {
      return "\(error)"
    }
  }

  @Test func `no layers`() {
    #expect(message([]).contains("model.layers: found no layers"))
  }

  @Test func `an end without softmax over the classes`() {
    let found = message([TestModel.dense("last", 3)])
    #expect(found.contains("model.layers.last") && found.contains("softmax over the 3 classes"))
    #expect(
      message([Layer(name: "last", operation: .dense(units: .count(5), activation: .softmax))])
        .contains("[5]"))
    #expect(
      message([TestModel.dense("a", 3), TestModel.softmax("s"), TestModel.relu("r")]).contains("ends here"))
  }

  @Test func `a softmax inside the model or right on the input`() {
    let softmax = Layer(name: "early", operation: .dense(units: .count(4), activation: .softmax))
    #expect(message([softmax, TestModel.output]).contains("model.layers.early: found a softmax inside"))
    #expect(message([TestModel.softmax("s")], shape: [3]).contains("from no dense layer"))
    #expect(
      message([TestModel.conv1D("c", 2, 2, 1, .valid, .softmax), TestModel.flatten, TestModel.output])
        .contains("inside"))
  }

  @Test("a dropout rate outside 0 ..< 1", arguments: [-0.1, 1.0, .nan, .infinity])
  func dropoutRate(rate: Double) {
    #expect(
      message([TestModel.dropout("d", rate), TestModel.output]).contains("model.layers.d.rate: found \(rate)")
    )
  }

  @Test func `a batch of one under a batch normalisation of vectors`() throws {
    let layers = [TestModel.norm("n"), TestModel.output]
    #expect(
      message(layers, batchSize: 1).contains("model.layers.n: found batches of 1 example of shape [4]"))
    #expect(message(layers, batchSize: 2) == "accepted")
    let image = [TestModel.norm("n"), TestModel.flatten, TestModel.output]
    #expect(message(image, shape: [2, 1, 1], batchSize: 1).contains("of shape [2, 1, 1]"))
    #expect(message(image, shape: [2, 1, 3], batchSize: 1) == "accepted")
    let model = TestModel(name: "", inputShape: [4], classCount: 3, layers: layers)
    #expect(try model.plan(batchSize: 5).leastBatchCount == 2)
    let inference = try InferencePlan(
      model: model.specification, inputShape: [4], classCount: 3, batchSize: 1)
    #expect(inference.parameters.count == 6, "inference has running statistics")
  }

  @Test func `two layers of one name`() {
    #expect(
      message([TestModel.dense("a", 3), TestModel.dense("a", 3), TestModel.output]).contains("two layers"))
  }

  @Test func `counts and shapes out of range`() {
    #expect(message([TestModel.output], batchSize: 0).contains("batchSize: found 0"))
    #expect(message([TestModel.output], threads: 0).contains("threads: found 0"))
    #expect(message([TestModel.output], shape: []).contains("features: found examples of shape []"))
    #expect(message([TestModel.output], shape: [0]).contains("[0]"))
    #expect(
      message(
        [TestModel.dense("a", 1 << 20), TestModel.dense("b", 1 << 10), TestModel.output],
        shape: [1 << 10], batchSize: 1 << 20
      ).contains("values"))
  }

  @Test func `kernels and strides beyond any memory are refused or do no harm`() {
    let huge = 1_000_000_000
    let flat: [Layer] = [TestModel.flatten, TestModel.output]
    #expect(
      message([TestModel.conv2D("c", 1, 40_000, 40_000, 1, 1, .same)] + flat, shape: [1, 40_000, 40_000])
        .contains("values"))
    #expect(message([TestModel.conv1D("c", 2, 2, huge * huge)] + flat) == "accepted")
    #expect(
      message([TestModel.dense("d", 5), TestModel.conv1D("c", 2, 2, huge * huge)] + flat) == "accepted")
    #expect(message([TestModel.pool1D("p", 2, huge * huge)] + flat) == "accepted")
  }

  @Test func `a layer that does not fit names itself`() {
    #expect(message([TestModel.conv1D("wide", 2, 9), TestModel.flatten, TestModel.output]).contains("wide"))
  }

  @Test func `tensors that are missing, unknown, given twice or of another shape`() throws {
    let model = TestModel.all[1]
    let plan = try model.plan()
    plan.initializeParameters(seed: 1)
    let parameters = plan.parameters
    func message(_ tensors: [NamedTensor]) -> String {
      do {
        try plan.setParameters(tensors)
        return "accepted"
      } catch { return "\(error)" }
    }
    #expect(message(Array(parameters.dropFirst())).contains("tensor a.weight: found none"))
    #expect(
      message(parameters + [NamedTensor(name: "b.weight", shape: [1], values: [1])])
        .contains("tensor b.weight: the model has none"))
    #expect(message(parameters + parameters).contains("twice"))
    var other = parameters
    other[0].shape.reverse()
    #expect(message(other).contains("found shape [5, 4] with 20 values; expected [4, 5]"))
    other = parameters
    other[3].values.removeLast()
    #expect(message(other).contains("with 2 values"))
    #expect(plan.parameters == parameters, "a refusal changes nothing")
    #expect(message(parameters.reversed()) == "accepted")
  }
}
