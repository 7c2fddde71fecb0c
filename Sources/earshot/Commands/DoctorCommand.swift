import ArgumentParser
import ExperimentRunner
import Foundation
import RunStore
import SweepRunner

/// `earshot doctor`: verifies the store and the files of its runs, and makes the store anew.
struct DoctorCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "doctor",
    abstract: "Verifies the store and the folders of runs, or makes the store anew from them.",
    discussion: """
      Without options it only reads: SQLite's own checks, the digests of every epoch, of predictions and of files. It \
      names what is wrong, run by run, and ends with 0 where all is well, 1 else.

      --rebuild makes a new store from the rows that runs' folders keep (run.sqlite) and from what can still be read of \
      the old one, which stays beside it under another name. Sweeps are in the store alone: one that is lost is begun \
      again by earshot sweep run, and its trials are answered by the runs that are there.
      """)

  @Flag(help: "Make the store anew; the old one is kept aside.")
  var rebuild = false

  @Flag(help: "Write the rows of runs into their folders where those lack them, for a later --rebuild.")
  var backUp = false

  @OptionGroup var storeOptions: StoreOptions
  @OptionGroup var output: OutputOptions

  func validate() throws {
    if rebuild && backUp {
      throw ValidationError("--rebuild: found --back-up beside it; expected one of the two.")
    }
  }

  func run() throws {
    if rebuild { return try rebuildStore() }
    let store = try openStore()
    var verification = try store.verify(foldersIn: storeOptions.runsFolder)
    if backUp {
      for run in verification.runsWithoutRows {
        try store.export(run: run, to: RunFolder(id: run, in: storeOptions.runsFolder).rowsFile)
      }
      verification.runsWithoutRows = []
    }
    try show(verification)
    if !verification.isSound { throw ExitStatus.failed }
  }

  /// The store; one that is gone, or empty, beside folders that hold runs is a finding of its own.
  private func openStore() throws -> RunStore {
    do {
      return try storeOptions.open(.readOnly)
    } catch {
      let runs = RunFolder.withRows(in: storeOptions.runsFolder).count
      guard let failure = error as? RunStoreError, case .missing = failure, runs > 0 else { throw error }
      Console.write(
        "\(storeOptions.storeFile.relativePath): gone, or empty; "
          + (runs == 1 ? "a folder beside it holds a run" : "\(runs) folders beside it hold runs"))
      Console.note("Make the store anew from them: earshot doctor --rebuild")
      throw ExitStatus.failed
    }
  }

  // MARK: Verifying

  private func show(_ verification: StoreVerification) throws {
    if output.json { return try Console.write(json: VerificationDocument(verification)) }
    for finding in verification.findings {
      Console.write((finding.run.map { "run \($0): " } ?? "") + finding.problem)
    }
    guard !output.quiet else { return }
    let epochs =
      "\(verification.digestedEpochCount) epochs"
      + (verification.undigestedEpochCount == 0
        ? "" : " (and \(verification.undigestedEpochCount) that an earlier earshot stored without digests)")
    Console.note(
      "Read \(verification.runCount) runs: \(epochs) and \(verification.fileCount) files held against their digests."
    )
    if !verification.runsWithoutRows.isEmpty {
      Console.note(
        "\(verification.runsWithoutRows.count) runs' folders hold no rows of theirs that are whole and up to date. Write them with: earshot doctor "
          + "--back-up")
    }
    let count = "\(verification.findings.count) \(verification.findings.count == 1 ? "problem" : "problems")"
    Console.note(
      verification.isSound
        ? "All is as it was stored."
        : verification.findings.allSatisfy(\.isOfCopy)
          ? "\(count), all in what runs' folders keep; the store itself is as it was."
          : "\(count). Make the store anew from what is whole: earshot doctor --rebuild")
  }

  private struct VerificationDocument: Encodable {
    struct Finding: Encodable {
      var run: String?
      var problem: String
    }

    var findings: [Finding]
    var runs: Int
    var digestedEpochs: Int
    var undigestedEpochs: Int
    var files: Int
    var runsWithoutRows: [String]

    init(_ verification: StoreVerification) {
      findings = verification.findings.map { Finding(run: $0.run, problem: $0.problem) }
      runs = verification.runCount
      digestedEpochs = verification.digestedEpochCount
      undigestedEpochs = verification.undigestedEpochCount
      files = verification.fileCount
      runsWithoutRows = verification.runsWithoutRows
    }
  }

  // MARK: Rebuilding

  private func rebuildStore() throws {
    if let busy = RunsCleanup.trainingRun(in: storeOptions.runsFolder) {
      Console.note("earshot: run \(busy): a process is training it. Wait for it, or stop it; then rebuild.")
      throw ExitStatus.busy
    }
    var result = try RunStore.rebuild(
      storeOptions.storeFile, foldersIn: storeOptions.runsFolder, at: Date())
    // Where the old store could not even tell of its sweeps, their folders do.
    let known = try storeOptions.open(.readOnly).sweeps().map(\.name) + result.lostSweeps
    result.lostSweeps += SweepLock.sweeps(in: storeOptions.runsFolder).filter { !known.contains($0) }
    if output.json {
      try Console.write(json: RebuildingDocument(result))
    } else {
      for refusal in result.lost { Console.write("run \(refusal.run): lost: \(refusal.reason)") }
      for sweep in result.lostSweeps { Console.write("sweep \(sweep): lost: its trials cannot be read") }
      for folder in result.foldersWithoutRows {
        Console.write("folder \(folder): holds no rows; its files stay as they are")
      }
    }
    if !output.quiet {
      Console.note(
        "\(result.fromFolders.count) runs from their folders, \(result.fromOldStore.count) from the old store, "
          + "\(result.lost.count) lost.")
      if let old = result.keptAside { Console.note("The old store is kept: \(old.path)") }
      if !result.lostSweeps.isEmpty {
        Console.note(
          "Begin a lost sweep again with earshot sweep run: the runs that are there answer its trials.")
      }
    }
    if !result.lost.isEmpty || !result.lostSweeps.isEmpty { throw ExitStatus.failed }
  }

  private struct RebuildingDocument: Encodable {
    var keptAside: String?
    var fromFolders: [String]
    var fromOldStore: [String]
    var lost: [String: String]
    var foldersWithoutRows: [String]
    var lostSweeps: [String]

    init(_ result: StoreRebuilding) {
      keptAside = result.keptAside?.path
      fromFolders = result.fromFolders
      fromOldStore = result.fromOldStore
      lost = Dictionary(result.lost.map { ($0.run, "\($0.reason)") }) { $1 }
      foldersWithoutRows = result.foldersWithoutRows
      lostSweeps = result.lostSweeps
    }
  }
}
