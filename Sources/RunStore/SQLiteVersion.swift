import GRDB

extension RunStore {
  /// The version of the SQLite library that this process has loaded, such as `3.40.1`.
  package static let sqliteVersion: String = {
    let version = try? DatabaseQueue().read { try String.fetchOne($0, sql: "SELECT sqlite_version()") }
    return version ?? "unknown"
  }()
}
