/// A line of experiments that belong together, and the claims that span them.
public struct History: Hashable, Sendable {
  /// One line for reports.
  public var title: String
  /// The experiments' names, oldest first.
  public var experiments: [String]
  /// Claims about more than one of them.
  public var claims: [Claim]
  /// The files of the studies that tell why it came out so, relative to the history's; the first is of the experiments
  /// themselves.
  public var studies: [String]

  /// A history of these parts.
  public init(title: String, experiments: [String], claims: [Claim], studies: [String] = []) {
    self.title = title
    self.experiments = experiments
    self.claims = claims
    self.studies = studies
  }
}
