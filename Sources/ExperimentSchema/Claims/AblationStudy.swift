/// What changes when one thing about an experiment is changed: pairs of experiments, or of ways to read one.
public struct AblationStudy: Hashable, Sendable {
  /// One line for reports.
  public var title: String
  /// The pairs, in the order of the report.
  public var ablations: [Ablation]

  /// A study of these parts.
  public init(title: String, ablations: [Ablation]) {
    self.title = title
    self.ablations = ablations
  }
}

/// A study with the experiments that it is about.
public struct DeclaredStudy: Sendable {
  /// The questions.
  public var study: AblationStudy
  /// The experiments by the names that the study gives their files.
  public var experiments: [String: Experiment]
  /// The folder that the files' names start from, as commands name it.
  public var folder: String

  /// A study of these parts.
  public init(study: AblationStudy, experiments: [String: Experiment], folder: String) {
    self.study = study
    self.experiments = experiments
    self.folder = folder
  }

  /// The experiments' files as commands name them, each once, in the order of the study.
  public var files: [String] {
    var known: Set<String> = []
    return study.ablations.flatMap { [path(of: $0.baseline.file), path(of: $0.variant.file)] }
      .filter { known.insert($0).inserted }
  }

  /// `file`, which the study names, as commands name it: `ablations/../gen6.json` is `gen6.json`.
  public func path(of file: String) -> String {
    var parts: [Substring] = []
    for part in "\(folder)/\(file)".split(separator: "/", omittingEmptySubsequences: false) {
      if part == "..", let last = parts.last, !["", ".", ".."].contains(last) {
        parts.removeLast()
      } else {
        parts.append(part)
      }
    }
    return parts.joined(separator: "/")
  }
}

/// One question, and the pair that answers it.
public struct Ablation: Hashable, Sendable {
  /// Unique in its study.
  public var id: String
  /// What is asked.
  public var question: String
  /// What is started from.
  public var baseline: Side
  /// What it is changed to.
  public var variant: Side
  /// A difference this small is none worth the name; in the metric's unit.
  public var tolerance: Double

  /// An experiment, read by a metric.
  public struct Side: Hashable, Sendable {
    /// The experiment's file, relative to the study's.
    public var file: String
    /// The metric: `validation.accuracy` is the final epoch's, `best(validation.accuracy)` the best one's,
    /// `selected(test.accuracy)` that of the epoch which is best on the validation clips.
    public var metric: String

    /// The experiment in `file`, read by `metric`.
    public init(file: String, metric: String) {
      self.file = file
      self.metric = metric
    }
  }

  /// A question of these parts.
  public init(id: String, question: String, baseline: Side, variant: Side, tolerance: Double) {
    self.id = id
    self.question = question
    self.baseline = baseline
    self.variant = variant
    self.tolerance = tolerance
  }
}
