import ExperimentSchema
import NeuralNetworks
import TestSupport
import Testing

/// The factor of every update against PyTorch's schedulers; golden values from
/// `Tests/ReferenceImplementations/optimizers.py`. PyTorch multiplies step by step, which leaves 1e-13.
@Suite("Learning rate schedules: PyTorch's factors", .tags(.golden))
struct LearningRateScheduleGoldenTests {
  struct File: Decodable {
    var schedules: [Record]
  }

  struct Record: Decodable {
    var updatesPerEpoch, epochs: Int
    var schedule: Settings
    var factors: [Double]
  }

  struct Settings: Decodable {
    var type: String
    var epochs: Int?
    var factor, finalFraction, warmUpEpochs, warmUpFraction, initialDivisor, finalDivisor: Double?

    var specification: TrainingSpecification.Schedule {
      let warmUp = warmUpEpochs ?? 0
      return switch type {
      case "constant": .constant(warmUpEpochs: warmUp)
      case "step": .step(epochs: epochs!, factor: factor!, warmUpEpochs: warmUp)
      case "cosine": .cosine(finalFraction: finalFraction!, warmUpEpochs: warmUp)
      default:
        .oneCycle(
          .init(
            warmUpFraction: warmUpFraction!, initialDivisor: initialDivisor!, finalDivisor: finalDivisor!))
      }
    }
  }

  @Test func `of every kind, with and without a warm-up`() throws {
    let records = try golden("schedules.json", as: File.self).schedules
    #expect(records.count == 24)
    for record in records {
      let schedule = LearningRateSchedule(
        record.schedule.specification, updatesPerEpoch: record.updatesPerEpoch, epochs: record.epochs)
      #expect(record.factors.count == record.updatesPerEpoch * record.epochs)
      for (update, expected) in record.factors.enumerated() {
        #expect(
          abs(schedule.factor(ofUpdate: update) - expected) < 1e-12,
          "\(record.schedule), update \(update)")
      }
    }
  }

  @Test func `a training of one update, and cycles without a rise, have a factor for each update`() {
    let cycles: [TrainingSpecification.OneCycle] = [.init(), .init(warmUpFraction: 0)]
    for cycle in cycles {
      for epochs in 1...4 {
        let schedule = LearningRateSchedule(.oneCycle(cycle), updatesPerEpoch: 1, epochs: epochs)
        for update in 0..<epochs {
          let factor = schedule.factor(ofUpdate: update)
          #expect(factor >= 0 && factor <= 1, "update \(update) of \(epochs)")
        }
      }
    }
    let short = LearningRateSchedule(
      .cosine(finalFraction: 0, warmUpEpochs: 0.3), updatesPerEpoch: 5, epochs: 1)
    #expect((0..<5).map { short.factor(ofUpdate: $0) }.allSatisfy { $0 > 0 && $0 <= 1 })
  }
}
