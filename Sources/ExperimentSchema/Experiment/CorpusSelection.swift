/// Which recordings an experiment uses, and which of their classes.
public struct CorpusSelection: Hashable, Sendable {
  /// `synthetic`, the name of a known corpus, or the path of a folder.
  public var name: String
  /// `all`, or the name of a class list, `Experiments/classes/<name>.json`.
  public var classes: String
  /// How recordings are cut into windows, each with all the classes heard in it; nil takes recordings whole, each with
  /// its one class.
  public var windows: SoundWindows?

  /// The classes called `classes` of the corpus called `name`.
  public init(name: String, classes: String = CorpusSelection.allClasses, windows: SoundWindows? = nil) {
    self.name = name
    self.classes = classes
    self.windows = windows
  }

  /// The value of ``classes`` that takes each class of the corpus under its own name.
  public static let allClasses = "all"
}
