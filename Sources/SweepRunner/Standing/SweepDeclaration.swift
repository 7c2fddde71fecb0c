import ContentDigest
public import Datasets
public import ExperimentSchema
public import Foundation
public import RunStore

/// Makes a sweep known to the store, or finds it there.
public enum SweepDeclaration {
  /// Stores `sweep`, or finds the equal one that was begun before; its budget is then that of `sweep`.
  ///
  /// - Parameters:
  ///   - sweep: What is to be searched.
  ///   - corpus: The corpus of its experiment.
  ///   - trialLimit: Trials at most, in place of the file's; nil leaves that.
  ///   - store: Open for writing.
  ///   - time: When.
  /// - Throws: ``SweepError/differs(sweep:what:)`` or ``SweepError/corpusChanged(sweep:corpus:)`` where the store has
  ///   another sweep of this name, or the store's failure.
  public static func store(
    _ sweep: DeclaredSweep, on corpus: Corpus, trialLimit: Int?, in store: RunStore, at time: Date
  ) throws -> StoredSweep {
    let specification = sweep.specification
    let trials = trialLimit ?? specification.budget.trials
    guard let stored = try store.sweepIfThere(named: specification.name) else {
      return try store.create(
        SweepRecord(
          name: specification.name, specification: sweep.resolvedText, corpusName: corpus.name,
          corpusDigest: corpus.digest, trialLimit: trials, secondsLimit: specification.budget.seconds,
          createdAt: time))
    }
    let begun = try DeclaredSweep(resolvedText: stored.specification, source: "sweep \(stored.name)")
    let differences = sweep.differingKeys(from: begun).filter { !["title", "budget"].contains($0) }
    if !differences.isEmpty { throw SweepError.differs(sweep: stored.name, what: differences) }
    try requireSame(corpus, as: stored)
    try store.setLimits(ofSweep: stored.id, trials: trials, seconds: specification.budget.seconds)
    return try store.sweep(named: stored.name)
  }

  /// Insists that `corpus` is the one that `sweep` was begun on.
  ///
  /// - Throws: ``SweepError/corpusChanged(sweep:corpus:)``.
  public static func requireSame(_ corpus: Corpus, as sweep: StoredSweep) throws(SweepError) {
    guard corpus.digest.hexadecimal == sweep.corpusDigest else {
      throw .corpusChanged(sweep: sweep.name, corpus: corpus.name)
    }
  }

  /// Insists that no trial of `sweep` is with a scheduler, so that it may be trained here.
  ///
  /// - Throws: ``SweepError/submitted(sweep:job:)``, or the store's failure.
  public static func requireNothingSubmitted(of sweep: StoredSweep, in store: RunStore) throws {
    guard let submission = try store.submissions(ofSweep: sweep.id, isOpen: true).first else { return }
    throw SweepError.submitted(
      sweep: sweep.name, job: submission.jobID.map(String.init) ?? submission.jobName)
  }
}
