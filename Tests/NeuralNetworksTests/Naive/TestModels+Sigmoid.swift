import ExperimentSchema

extension TestModel {
  /// Models that end in a sigmoid for each class.
  static let sigmoidEnds: [TestModel] = [
    TestModel(name: "one sigmoid", inputShape: [3], classCount: 1, layers: [sigmoidOutput]),
    TestModel(
      name: "sigmoids 5-4-3", inputShape: [5], classCount: 3, layers: [dense("a", 4), sigmoidOutput]),
    TestModel(
      name: "a sigmoid layer after relu and dropout", inputShape: [9], classCount: 18,
      layers: [
        dense("a", 20), dropout("d", 0.5), dense("b", 18, .linear), relu("r"),
        Layer(name: "s", operation: .sigmoid),
      ]),
    TestModel(
      name: "sigmoids after conv1D", inputShape: [2, 12], classCount: 7,
      layers: [conv1D("a", 4, 3), pool1D("p", 2, 2), flatten, sigmoidOutput]),
  ]

  private static let sigmoidOutput = Layer(
    name: "output", operation: .dense(units: .classes, activation: .sigmoid))
}
