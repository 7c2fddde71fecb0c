import GRDB

/// The store's schema, as the steps that lead to it.
///
/// A step that was released is never edited: a later one changes what it left. The databases frozen in
/// `Tests/RunStoreTests/Frozen` keep every released schema, and `RunStoreMigrationTests` opens them.
enum RunStoreMigrator {
  /// Marks a file as a store of this program (`PRAGMA application_id`): "ESHT".
  static let applicationID: Int32 = 0x4553_4854

  /// The steps, oldest first.
  static var migrator: DatabaseMigrator {
    var migrator = DatabaseMigrator()
    for (identifier, sql) in steps {
      migrator.registerMigration(identifier) { try $0.execute(sql: sql) }
    }
    return migrator
  }

  /// The steps' identifiers, oldest first.
  static let identifiers = steps.map(\.identifier)

  private static let steps: [(identifier: String, sql: String)] = [
    (SchemaVersion1.identifier, SchemaVersion1.sql),
    (SchemaVersion2.identifier, SchemaVersion2.sql),
    (SchemaVersion3.identifier, SchemaVersion3.sql),
    (SchemaVersion4.identifier, SchemaVersion4.sql),
  ]
}
