/// What classes of sounds mean: in which scenes they are heard, and whether they suit children.
///
/// A judgement that people make, so a file that people can edit: `Experiments/taxonomy.json`.
public struct Taxonomy: Hashable, Sendable {
  /// The scenes, in the order of reports.
  public var scenes: [Scene]
  /// The classes.
  public var classes: [SoundClass]

  /// A taxonomy of these parts.
  public init(scenes: [Scene], classes: [SoundClass]) { (self.scenes, self.classes) = (scenes, classes) }

  /// A kind of place or situation.
  public struct Scene: Hashable, Sendable {
    public var name: String
    /// What it is, for people.
    public var title: String

    /// A scene of these parts.
    public init(name: String, title: String) { (self.name, self.title) = (name, title) }
  }

  /// A class of sounds.
  public struct SoundClass: Hashable, Sendable {
    /// Its name in ESC-50.
    public var name: String
    /// What other corpora and class lists call it.
    public var aliases: [String]
    /// The scenes it is heard in; at least one.
    public var scenes: [String]
    /// What it means to children.
    public var suitability: Suitability

    /// A class of these parts.
    public init(name: String, aliases: [String] = [], scenes: [String], suitability: Suitability) {
      (self.name, self.aliases) = (name, aliases)
      (self.scenes, self.suitability) = (scenes, suitability)
    }
  }

  /// What hearing a class means to children, apart from how it sounds.
  public enum Suitability: String, CaseIterable, Sendable, Codable {
    case suitable, disturbing
  }

  /// The class called `name`, by its own name or another; nil where there is none.
  public func soundClass(named name: String) -> SoundClass? {
    classes.first { $0.name == name } ?? classes.first { $0.aliases.contains(name) }
  }
}
