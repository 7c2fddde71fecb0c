/// A line of experiments that belong together, and the claims that span them.
public struct History: Hashable, Sendable {
  /// One line for reports.
  public var title: String
  /// The experiments' names, oldest first.
  public var experiments: [String]
  /// Claims about more than one of them.
  public var claims: [Claim]

  /// A history of these parts.
  public init(title: String, experiments: [String], claims: [Claim]) {
    self.title = title
    self.experiments = experiments
    self.claims = claims
  }
}
