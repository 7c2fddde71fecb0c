import ContentDigest
public import Foundation
import GRDB

/// What is wrong with a store and the folders of its runs, found by reading all of it.
public struct StoreVerification: Hashable, Sendable {
  /// Something that is not as it was stored.
  public struct Finding: Hashable, Sendable {
    /// The run it belongs to; nil where it is of no run.
    public var run: String?
    /// What is wrong.
    public var problem: String
    /// Whether only the rows that a run's folder keeps are wrong: ``RunStore/export(run:to:)`` writes them again.
    public var isOfCopy = false
  }

  /// What is wrong, runs in the order of declaration.
  public var findings: [Finding] = []
  /// Runs that were read, removed ones too.
  public var runCount = 0
  /// Epochs that were held against their digests.
  public var digestedEpochCount = 0
  /// Epochs without a digest: those that the first release stored.
  public var undigestedEpochCount = 0
  /// Files of runs that were held against their digests.
  public var fileCount = 0
  /// Runs whose folders hold no rows of theirs, or damaged or older ones: the store could not be made anew from them.
  public var runsWithoutRows: [String] = []

  /// Whether nothing is wrong.
  public var isSound: Bool { findings.isEmpty }
}

extension RunStore {
  /// The file in a run's folder that holds its rows, as ``export(run:to:)`` writes it.
  public static let rowsFileName = "run.sqlite"

  /// Reads the whole store and the files of its runs, and says what is not as it was stored.
  ///
  /// SQLite checks its pages, indices and references; digests find what changed where SQLite has nothing to object to;
  /// columns that repeat what metrics say are compared with them; the files in runs' folders are held against the
  /// digests that the store has of them.
  ///
  /// - Parameter runs: The folder that holds a folder for each run.
  /// - Throws: ``RunStoreError`` where the store cannot be read at all.
  /// - Complexity: O(all rows and bytes).
  ///
  /// Checked in `StoreVerificationTests`.
  public func verify(foldersIn runs: URL) throws(RunStoreError) -> StoreVerification {
    try read { database in
      var verification = StoreVerification()
      verification.addPageProblems(of: database)
      let rows = try Row.fetchAll(database, sql: "SELECT sequence, id, status FROM run ORDER BY sequence")
      for row in rows {
        guard let sequence = Int64.fromDatabaseValue(row[0]), let id = String.fromDatabaseValue(row[1]) else {
          verification.findings.append(.init(run: nil, problem: "the row of a run has no id"))
          continue
        }
        verification.runCount += 1
        verification.check(RunRows(database: database, sequence: sequence, run: id))
        verification.checkFolder(
          runs.appending(path: id), of: id, sequence: sequence, in: database,
          hasEnded: !["queued", "running"].contains(String.fromDatabaseValue(row[2]) ?? ""))
      }
      return verification
    }
  }
}

extension StoreVerification {
  /// Page problems that are listed, at most.
  private static let greatestPageProblemCount = 20

  fileprivate mutating func addPageProblems(of database: Database) {
    func add(_ problems: [String]) { findings += problems.map { Finding(run: nil, problem: $0) } }
    do {
      let pages = try String.fetchAll(
        database, sql: "PRAGMA integrity_check(\(Self.greatestPageProblemCount))")
      add(pages.filter { $0 != "ok" }.map { "the database: \($0)" })
      let references = try Row.fetchAll(database, sql: "PRAGMA foreign_key_check")
      add(
        references.prefix(Self.greatestPageProblemCount).map { row in
          "the database: a row of \(Self.text(row[0])) refers to a row of \(Self.text(row[2])) that is not there"
        })
      let corpora = try String.fetchAll(
        database,
        sql: """
          SELECT name FROM corpus
          WHERE clipCount <> (SELECT count(*) FROM example WHERE example.corpusID = corpus.corpusID) ORDER BY name
          """)
      add(corpora.map { "the database: corpus \($0) has not as many clips as it should" })
    } catch {
      add(["the database: \(Self.reason(error))"])
    }
  }

  private static func text(_ value: DatabaseValue) -> String { String.fromDatabaseValue(value) ?? "?" }

  private static func reason(_ error: any Error) -> String {
    (error as? DatabaseError)?.message ?? "\(error)"
  }

  fileprivate mutating func check(_ rows: RunRows) {
    do {
      findings += try rows.problems().map { Finding(run: rows.run, problem: $0) }
      let counts = try Row.fetchOne(
        rows.database,
        sql: """
          SELECT epochs, (SELECT count(*) FROM epochDigest WHERE run = sequence) FROM run WHERE sequence = ?
          """, arguments: [rows.sequence])
      let epochs = try counts?.decode(Int.self, atIndex: 0) ?? 0
      let digests = try counts?.decode(Int.self, atIndex: 1) ?? 0
      digestedEpochCount += digests
      undigestedEpochCount += max(0, epochs - digests)
      if digests > 0 && digests < epochs {
        findings.append(
          Finding(run: rows.run, problem: "\(epochs - digests) of \(epochs) epochs have no digest"))
      }
    } catch {
      findings.append(Finding(run: rows.run, problem: "its rows cannot be read: \(Self.reason(error))"))
    }
  }

  fileprivate mutating func checkFolder(
    _ folder: URL, of run: String, sequence: Int64, in database: Database, hasEnded: Bool
  ) {
    do {
      let artifacts = try RunDetail.artifacts(database, of: sequence)
      let isThere = FileManager.default.fileExists(atPath: folder.path)
      if !isThere && !artifacts.isEmpty {
        findings.append(Finding(run: run, problem: "its folder is not there"))
      }
      guard isThere else { return }
      for artifact in artifacts {
        fileCount += 1
        if let problem = Self.problem(of: artifact, in: folder) {
          findings.append(Finding(run: run, problem: "\(artifact.path) \(problem)"))
        }
      }
      let epochs = try Int.fetchOne(
        database, sql: "SELECT epochs FROM run WHERE sequence = ?", arguments: [sequence])
      if hasEnded { checkRows(in: folder, of: run, epochs: epochs ?? 0) }
    } catch {
      findings.append(Finding(run: run, problem: "its files cannot be read: \(Self.reason(error))"))
    }
  }

  private static func problem(of artifact: Artifact, in folder: URL) -> String? {
    let file = folder.appending(path: artifact.path)
    guard FileManager.default.fileExists(atPath: file.path) else { return "is not there" }
    guard let content = try? Data(contentsOf: file, options: .mappedIfSafe) else { return "cannot be read" }
    if content.count != artifact.byteCount {
      return "has \(content.count) bytes, and was stored with \(artifact.byteCount)"
    }
    return ContentDigest(of: content) == artifact.digest ? nil : "is not what was stored: its digest differs"
  }

  /// Reads the rows that the folder keeps of its run, of which the store has `epochs` epochs.
  private mutating func checkRows(in folder: URL, of run: String, epochs: Int) {
    let file = folder.appending(path: RunStore.rowsFileName)
    guard FileManager.default.fileExists(atPath: file.path) else {
      runsWithoutRows.append(run)
      return
    }
    do throws(RunStoreError) {
      let copy = try RunStore.open(file, access: .readOnly)
      let (problems, isBehind) = try copy.read { database in
        let row = try Row.fetchOne(
          database, sql: "SELECT sequence, epochs, status FROM run WHERE id = ?", arguments: [run])
        guard let row else { return (["does not hold it"], true) }
        let rows = RunRows(database: database, sequence: try row.decode(atIndex: 0), run: run)
        let isBehind = try row.decode(Int.self, atIndex: 1) < epochs || row.decode(atIndex: 2) == "running"
        return (try rows.problems(), isBehind)
      }
      addProblemsOfCopy(problems, of: run)
      if isBehind && problems.isEmpty { runsWithoutRows.append(run) }
    } catch {
      // An older earshot's rows are brought up to date when they are needed.
      if case .olderSchema = error { return }
      addProblemsOfCopy(["\(error)"], of: run)
    }
  }

  private mutating func addProblemsOfCopy(_ problems: [String], of run: String) {
    findings += problems.map {
      Finding(run: run, problem: "\(RunStore.rowsFileName) in its folder: \($0)", isOfCopy: true)
    }
    if !problems.isEmpty { runsWithoutRows.append(run) }
  }
}
