import ContentDigest
import Foundation
import RunStore

/// A sweep of a few trials, as the controller would declare them.
enum SweepFixture {
  static let record = SweepRecord(
    name: "dropout", specification: #"{"name":"dropout"}"#, corpusName: "tones",
    corpusDigest: StoreFixture.corpus.digest, trialLimit: 10, secondsLimit: nil, createdAt: StoreFixture.time)

  static func proposal(_ number: Int, askedAfter: Int = 0) -> TrialProposal {
    TrialProposal(
      number: number, hyperparameters: #"{"rate":0.\#(number)}"#,
      configurationDigest: ContentDigest(of: "configuration \(number)"), askedAfter: askedAfter)
  }

  /// Declares the sweep with `count` waiting trials and returns its id.
  static func begin(in store: RunStore, trials count: Int) throws -> Int64 {
    let sweep = try store.create(record).id
    try store.add((1...count).map { proposal($0) }, toSweep: sweep, at: StoreFixture.time)
    return sweep
  }

  static func value(_ mean: Double, epoch: Int = 3, objective: Int = 0) -> TrialValue {
    TrialValue(objective: objective, epoch: epoch, mean: mean, deviation: nil, runCount: 1)
  }
}
