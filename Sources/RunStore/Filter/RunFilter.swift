public import ContentDigest
public import ExperimentSchema
import GRDB

/// Which runs are asked for; a criterion that is empty or nil admits all.
public struct RunFilter: Hashable, Sendable {
  /// Names of experiments.
  public var experiments: [String]
  /// Names of corpora.
  public var corpora: [String]
  /// States.
  public var statuses: [RunStatus]
  /// How the id starts.
  public var idPrefix: String?
  /// Digests of configurations.
  public var configurationDigests: [ContentDigest]
  /// What else must hold, such as `-F` of `earshot runs list` states.
  public var condition: RunCondition?
  /// Whether removed runs are asked for, in place of those that are there.
  public var isOfRemoved: Bool

  /// Runs that meet each criterion.
  public init(
    experiments: [String] = [], corpora: [String] = [], statuses: [RunStatus] = [], idPrefix: String? = nil,
    configurationDigests: [ContentDigest] = [], condition: RunCondition? = nil, isOfRemoved: Bool = false
  ) {
    self.experiments = experiments
    self.corpora = corpora
    self.statuses = statuses
    self.idPrefix = idPrefix
    self.configurationDigests = configurationDigests
    self.condition = condition
    self.isOfRemoved = isOfRemoved
  }
}

extension RunFilter {
  /// The filter as SQL that is 1 or 0.
  var sql: SQL {
    var parts = [SQL(sql: isOfRemoved ? "run.removedAt IS NOT NULL" : "run.removedAt IS NULL")]
    func require(_ column: String, in values: [String]) {
      if values.isEmpty { return }
      let marks = values.map { _ in "?" }.joined(separator: ", ")
      parts.append(SQL(sql: "\(column) IN (\(marks))", arguments: StatementArguments(values)))
    }
    require("experiment.name", in: experiments)
    require("corpus.name", in: corpora)
    require("run.status", in: statuses.map(\.rawValue))
    require("experiment.configurationDigest", in: configurationDigests.map(\.hexadecimal))
    if let idPrefix {
      parts.append(SQL(sql: "substr(run.id, 1, length(?)) = ?", arguments: [idPrefix, idPrefix]))
    }
    if let condition { parts.append(condition.sql) }
    return parts.joined(separator: " AND ")
  }
}
