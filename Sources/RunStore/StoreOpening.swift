import DurableFiles
import Foundation
import GRDB

#if canImport(Glibc)
  import Glibc
#endif

/// The steps of opening a store's file.
enum StoreOpening {
  /// The settings of every connection.
  static func configuration(readonly: Bool) -> Configuration {
    var configuration = Configuration()
    configuration.readonly = readonly
    configuration.foreignKeysEnabled = true
    configuration.busyMode = .timeout(TimeInterval(RunStoreError.busySeconds))
    if readonly {
      // A file from elsewhere cannot make its views call functions. Where it may be written the schema is
      // ours, and its checks call `json_valid`, which SQLite does not count among the harmless.
      configuration.prepareDatabase { try $0.execute(sql: "PRAGMA trusted_schema = OFF") }
    }
    return configuration
  }

  /// Checks that what has the store's name, if anything has it, is a file: of all else SQLite says that the
  /// disk fails.
  static func requireFile(_ file: URL) throws(RunStoreError) {
    var status = stat()
    guard stat(file.path, &status) == 0 else { return }
    let kind = status.st_mode & S_IFMT
    guard kind == S_IFREG else { throw .notAFile(file: file, isFolder: kind == S_IFDIR) }
  }

  /// Checks that the nearest folder above `file` that exists can be written.
  static func requireCreatable(_ file: URL) throws(RunStoreError) {
    let folder = file.deletingLastPathComponent()
    if let reason = WritableFolder.refusal(of: folder) {
      throw .folderUnusable(folder: folder, reason: reason)
    }
  }

  /// Does `body` while no other process opens a store in the same folder, whose creation is several steps.
  ///
  /// The folder itself is locked, so that no lock file is left.
  static func withLockedFolder<Value>(of file: URL, _ body: () throws -> Value) throws -> Value {
    let folder = file.deletingLastPathComponent()
    func unusable() -> RunStoreError {
      RunStoreError.folderUnusable(folder: folder, reason: String(cString: strerror(errno)))
    }
    do {
      try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    } catch {
      // Foundation's text is long and says less than the system's.
      if mkdir(folder.path, 0o777) != 0 && errno != EEXIST { throw unusable() }
    }
    let descriptor = Glibc.open(folder.path, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
    guard descriptor >= 0 else { throw unusable() }
    defer { close(descriptor) }
    while flock(descriptor, LOCK_EX) != 0 {
      guard errno == EINTR else { break }
    }
    guard access(folder.path, W_OK) == 0 else { throw unusable() }
    return try body()
  }

  /// A connection that only reads `file`.
  ///
  /// In a folder that may not be written SQLite cannot make the files that connections share; where no
  /// writer has left any, the file is whole by itself and is read as one that does not change.
  static func reader(of file: URL) throws -> any DatabaseReader {
    let configuration = configuration(readonly: true)
    do {
      let pool = try DatabasePool(path: file.path, configuration: configuration)
      try pool.read { _ = try Int.fetchOne($0, sql: "SELECT count(*) FROM sqlite_master") }
      return pool
    } catch let error as DatabaseError
      where [.SQLITE_CANTOPEN, .SQLITE_READONLY].contains(error.resultCode)
    {
      let log = FileManager.default.contents(atPath: file.path + "-wal")
      guard access(file.path, R_OK) == 0, log == nil || log?.isEmpty == true else { throw error }
      var characters = CharacterSet.urlPathAllowed
      characters.remove(charactersIn: "?#%")
      guard let path = file.path.addingPercentEncoding(withAllowedCharacters: characters) else { throw error }
      return try DatabaseQueue(path: "file:\(path)?immutable=1", configuration: configuration)
    }
  }

  /// Returns whether `database` is empty.
  ///
  /// - Throws: ``RunStoreError`` where it is another program's or a newer version's.
  static func checkSchema(of database: Database, file: URL) throws -> Bool {
    let tables = try String.fetchAll(
      database,
      sql: "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%' ORDER BY name")
    if tables.isEmpty { return true }
    let applicationID = try Int32.fetchOne(database, sql: "PRAGMA application_id")
    guard tables.contains("grdb_migrations"), applicationID == RunStoreMigrator.applicationID else {
      throw RunStoreError.foreignDatabase(file: file, tables: tables)
    }
    let known = RunStoreMigrator.identifiers
    let unknown = try RunStoreMigrator.migrator.appliedIdentifiers(database).filter { !known.contains($0) }
    if !unknown.isEmpty {
      throw RunStoreError.newerSchema(
        file: file, unknown: unknown.sorted(), newestKnown: known[known.count - 1])
    }
    return false
  }
}
