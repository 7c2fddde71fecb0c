import DurableFiles
public import Foundation
import GRDB

#if canImport(Glibc)
  import Glibc
#endif

/// The store of everything that was run: one SQLite file, `Runs/earshot.sqlite`.
///
/// Every operation keeps the store's invariants, is one transaction, and survives a power cut once it has
/// returned. Readers never block a writer; writers of all processes take turns, each waiting up to 60 s.
/// The schema is what `RunStoreMigrator` leads to, described in `docs/store.md`.
///
/// Checked in `RunStoreContractTests`, in memory and on disk.
public struct RunStore: Sendable {
  /// What a store is opened for.
  public enum Access: Sendable {
    /// Recording; creates the store, and its folder, where there is none.
    case readWrite
    /// Looking; the store must exist, and its folder may be read-only.
    case readOnly
  }

  /// The store's file; nil for a store in memory.
  public let file: URL?

  private let reader: any DatabaseReader
  private let writer: (any DatabaseWriter)?

  private init(file: URL?, reader: any DatabaseReader, writer: (any DatabaseWriter)?) {
    self.file = file
    self.reader = reader
    self.writer = writer
  }

  /// Opens the store in `file`, and brings its schema up to date where it may be written.
  ///
  /// - Throws: ``RunStoreError`` where there is no store to read, the folder cannot be written, the file is on another
  ///   machine's disk, or it is no store, a newer program's store, damaged or held by another process.
  public static func open(_ file: URL, access: Access) throws(RunStoreError) -> RunStore {
    let file = file.absoluteURL.standardizedFileURL
    try requireLocal(file)
    do {
      try StoreOpening.requireFile(file)
      switch access {
      case .readWrite: return try StoreOpening.withLockedFolder(of: file) { try openForWriting(file) }
      case .readOnly: return try openForReading(file)
      }
    } catch {
      throw RunStoreError(error, file: file)
    }
  }

  /// Checks, without making anything, that a store could be made in `file`: before long work whose results it
  /// is to hold.
  ///
  /// - Throws: ``RunStoreError/onNetwork(file:type:)``, ``RunStoreError/folderUnusable(folder:reason:)`` where the nearest folder there is cannot be
  ///   written, ``RunStoreError/notAFile(file:isFolder:)`` where something else has the file's name.
  public static func requireCreatable(_ file: URL) throws(RunStoreError) {
    let file = file.absoluteURL.standardizedFileURL
    try requireLocal(file)
    try StoreOpening.requireFile(file)
    try StoreOpening.requireCreatable(file)
  }

  /// Makes an empty store that lives as long as the value: for tests and dry runs.
  public static func inMemory() throws(RunStoreError) -> RunStore {
    try inMemory(pageSize: nil)
  }

  /// Makes an empty store in memory whose pages, where it is written to a file, are of `pageSize` bytes.
  static func inMemory(pageSize: Int?) throws(RunStoreError) -> RunStore {
    do {
      let queue = try DatabaseQueue(configuration: StoreOpening.configuration(readonly: false))
      try queue.writeWithoutTransaction { database in
        if let pageSize { try database.execute(sql: "PRAGMA page_size = \(pageSize)") }
        try database.execute(sql: "PRAGMA application_id = \(RunStoreMigrator.applicationID)")
      }
      try RunStoreMigrator.migrator.migrate(queue)
      return RunStore(file: nil, reader: queue, writer: queue)
    } catch {
      throw RunStoreError(error, file: nil)
    }
  }

  private static func openForWriting(_ file: URL) throws -> RunStore {
    let pool = try DatabasePool(
      path: file.path, configuration: StoreOpening.configuration(readonly: false))
    try pool.write { database in
      let isNew = try StoreOpening.checkSchema(of: database, file: file)
      if isNew { try database.execute(sql: "PRAGMA application_id = \(RunStoreMigrator.applicationID)") }
    }
    try RunStoreMigrator.migrator.migrate(pool)
    // The pool has set NORMAL, with which a power cut may take the last commits.
    try pool.writeWithoutTransaction { try $0.execute(sql: "PRAGMA synchronous = FULL") }
    return RunStore(file: file, reader: pool, writer: pool)
  }

  private static func openForReading(_ file: URL) throws -> RunStore {
    guard FileManager.default.fileExists(atPath: file.path) else {
      throw RunStoreError.missing(file: file)
    }
    let reader = try StoreOpening.reader(of: file)
    try reader.read { database in
      let isEmpty = try StoreOpening.checkSchema(of: database, file: file)
      if isEmpty { throw RunStoreError.missing(file: file) }
      let applied = try RunStoreMigrator.migrator.appliedIdentifiers(database)
      let missing = RunStoreMigrator.identifiers.filter { !applied.contains($0) }
      if !missing.isEmpty { throw RunStoreError.olderSchema(file: file, missing: missing) }
    }
    return RunStore(file: file, reader: reader, writer: nil)
  }

  /// Replaces `file` by a copy of the store; a crash leaves the old one or the new.
  ///
  /// - Throws: ``RunStoreError`` where the folder cannot be written.
  package func copy(to file: URL) throws(RunStoreError) {
    let temporary = file.deletingLastPathComponent().appending(
      path: ".\(file.lastPathComponent).\(getpid()).\(UInt32.random(in: .min ... .max)).tmp")
    defer { unlink(temporary.path) }
    do {
      try reader.unsafeRead { try $0.execute(sql: "VACUUM INTO ?", arguments: [temporary.path]) }
      try DurableFile.write(Data(contentsOf: temporary), to: file)
    } catch let error as DurableFileError {
      throw .copyUnwritable(description: "\(error)")
    } catch {
      throw RunStoreError(error, file: file)
    }
  }

  /// Whether a commit returns only once it is on the disk: the connection's `PRAGMA synchronous` is FULL or above.
  package func isFullySynchronized() throws(RunStoreError) -> Bool {
    guard let writer else { return false }
    do {
      return try writer.writeWithoutTransaction { try Int.fetchOne($0, sql: "PRAGMA synchronous") ?? 0 } >= 2
    } catch { throw RunStoreError(error, file: file) }
  }

  /// Moves what is in the log into the store's file, so that a copy of the file alone holds all that was committed.
  ///
  /// Waits for nobody: what another process still reads stays in the log, where it is as safe.
  public func settle() {
    guard let pool = writer as? DatabasePool else { return }
    _ = try? pool.writeWithoutTransaction { try $0.checkpoint(.passive) }
  }

  /// Ends all use of the store's file; what is in its log is then in the file itself.
  func close() throws(RunStoreError) {
    do { try reader.close() } catch { throw RunStoreError(error, file: file) }
  }

  /// Ends what is being read, which then throws: for a query that takes too long.
  func interruptReading() { reader.interrupt() }

  /// Reads one consistent state of the store.
  func read<Value>(_ body: (Database) throws -> Value) throws(RunStoreError) -> Value {
    do { return try reader.read(body) } catch { throw RunStoreError(error, file: file) }
  }

  /// Does `body` in one transaction: all of it is stored or, where it throws, nothing.
  func write<Value>(_ body: (Database) throws -> Value) throws(RunStoreError) -> Value {
    guard let writer else { throw .readOnly(file: file) }
    do {
      let value = try writer.write { database in
        let value = try body(database)
        if let code = FailurePoint.commit.pass(file?.path ?? "") { throw DatabaseError(systemError: code) }
        return value
      }
      // Done is done: only the process can still be killed here.
      _ = FailurePoint.committed.pass(file?.path ?? "")
      return value
    } catch { throw RunStoreError(error, file: file) }
  }
}
