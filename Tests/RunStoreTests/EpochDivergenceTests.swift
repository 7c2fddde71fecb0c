import ExperimentSchema
import RunStore
import Testing

@Suite("Epoch divergence")
struct EpochDivergenceTests {
  private func epochs(_ losses: [Double], accuracy: Double = 0.5) -> [EpochRecord] {
    losses.enumerated().map { index, loss in
      EpochRecord(
        run: "run", epoch: index + 1,
        metrics: [MetricValue(.trainAccuracy, accuracy), MetricValue(.trainLoss, loss)])
    }
  }

  private func parting(_ first: [Double], _ second: [Double]) -> EpochDivergence? {
    .first(between: epochs(first), and: epochs(second))
  }

  @Test func `the first epoch and metric that differ in a bit are named, with both values`() {
    let divergence = parting([3, 2, 1, 0.5], [3, 2, 1.0.nextUp, 0.25])
    #expect(divergence == EpochDivergence(epoch: 3, metric: .trainLoss, first: 1, second: 1.0.nextUp))
  }

  @Test func `as far as both go, equal bits are equal, whatever one has more`() {
    #expect(parting([3, 2, 1], [3, 2]) == nil)
    #expect(parting([], [3]) == nil)
    var more = epochs([3, 2])
    more[1].metrics.append(MetricValue(.trainEvaluatedAccuracy, 1))
    #expect(EpochDivergence.first(between: more, and: epochs([3, 2, 1])) == nil)
  }

  @Test func `numbers compare as the store keeps them`() {
    #expect(parting([.nan, -0.0, .infinity], [-.nan, 0, .infinity]) == nil)
    #expect(parting([.infinity], [-.infinity])?.epoch == 1)
    #expect(parting([.nan], [1])?.epoch == 1)
    #expect(EpochDivergence.hexadecimal(-0.0) == "0x0000000000000000")
    #expect(EpochDivergence.hexadecimal(1.0 / 3) == "0x3FD5555555555555")
  }

  @Test func `what is stored is read back epoch by epoch, to the bit`() throws {
    let store = try RunStore.inMemory()
    try StoreFixture.begin(["a"], in: store)
    let losses = [1.0 / 3, .nan, -.infinity]
    let recorded = losses.enumerated().map { index, loss in
      EpochRecord(
        run: "a", epoch: index + 1,
        metrics: [MetricValue(.validationLoss, loss), MetricValue(.trainLoss, 1 - Double(index))])
    }
    try store.record(epochs: recorded)
    let read = try store.recordedEpochs(ofRun: "a")
    #expect(read.map(\.epoch) == [1, 2, 3])
    #expect(EpochDivergence.first(between: recorded, and: read) == nil)
    #expect(read.allSatisfy { $0.metrics.map(\.metric) == [.trainLoss, .validationLoss] })
    #expect(throws: RunStoreError.self) { try store.recordedEpochs(ofRun: "b") }
  }
}
