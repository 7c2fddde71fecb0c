import RunStore
import SweepRunner
import Testing

@Suite("Sweep declaration: what a sweep may go on with")
struct SweepDeclarationTests {
  @Test func `trials that are with a scheduler are not trained here unasked`() throws {
    let ground = try SweepGround()
    let (store, sweep) = (ground.store, ground.sweep)
    try SweepDeclaration.requireNothingSubmitted(of: sweep, in: store)
    try store.add(
      [TrialProposal(number: 1, hyperparameters: "{}", configurationDigest: nil, askedAfter: 0)],
      toSweep: sweep.id, at: SweepGround.time)
    let attempts = try store.begin(
      [.init(trial: 1, stageEpochs: nil)], ofSweep: sweep.id,
      as: SubmissionRecord(jobName: "earshot-small-1", arrayIndices: [0]), at: SweepGround.time)
    #expect(throws: SweepError.submitted(sweep: "small", job: "earshot-small-1")) {
      try SweepDeclaration.requireNothingSubmitted(of: sweep, in: store)
    }
    try store.setJobID(71, ofSubmission: "earshot-small-1")
    #expect(throws: SweepError.submitted(sweep: "small", job: "71")) {
      try SweepDeclaration.requireNothingSubmitted(of: sweep, in: store)
    }
    try store.mark(trial: 1, attempt: attempts[0], ofSubmission: "earshot-small-1", as: .collected)
    try SweepDeclaration.requireNothingSubmitted(of: sweep, in: store)
  }
}
