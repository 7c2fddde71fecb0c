import ExperimentSchema
import RunStore

/// Which runs a page or a program asks for, and in which order.
struct RunQuery: Sendable {
  /// Runs of a page where nothing is said of it.
  static let standardLimit = 50
  /// Runs of a page at most.
  static let greatestLimit = 1_000

  var filter: RunFilter
  var sort: RunSort
  var limit: Int
  var offset: Int

  /// What `query` asks for: `filter`, `experiment`, `corpus`, `status`, `sort`, `limit`, and `page` or
  /// `offset`.
  ///
  /// - Throws: `RunFilterError` for a condition or an order that cannot be read, ``Refusal`` for the rest.
  init(_ query: Query) throws {
    let statuses = try query.all("status").map { text in
      guard let status = RunStatus(rawValue: text) else {
        throw Refusal.query(
          "status", found: text, expected: RunStatus.allCases.map(\.rawValue).joined(separator: ", "),
          remedy: "Leave it out for runs in any state.")
      }
      return status
    }
    filter = RunFilter(
      experiments: query.all("experiment"), corpora: query.all("corpus"), statuses: statuses,
      condition: try query["filter"].map { try RunCondition(parsing: $0) })
    sort = try query["sort"].map { try RunSort(parsing: $0) } ?? .newestFirst
    limit = try query.number("limit", in: 1...Self.greatestLimit, or: Self.standardLimit)
    let page = try query.number("page", in: 1...1_000_000, or: 1)
    offset = try query.number("offset", in: 0...1_000_000_000, or: (page - 1) * limit)
  }
}
