import JSONText

/// What must be known of trained weights to use them: layers, front end, classes. Written as `model.json`
/// beside `model.safetensors`.
public struct ModelDocument: Hashable, Sendable {
  /// The experiment that trained it.
  public var experiment: String
  /// The corpus it was trained on.
  public var corpus: String
  /// Whether the sounds of that corpus are synthesized, so that ``validationAccuracy`` says nothing of real ones.
  public var isSynthetic: Bool
  /// The class of each output, in order.
  public var classNames: [String]
  /// The windows it was trained on, each with all the classes heard in it; nil where it was trained on whole clips, each
  /// of one class.
  public var windows: SoundWindows?
  /// From a recording to features.
  public var frontEnd: FrontEndSpecification
  /// The layers.
  public var model: ModelSpecification
  /// The folds it was not trained on.
  public var validationFolds: [Int]
  /// Its accuracy on them after the final epoch, in 0...1.
  public var validationAccuracy: Double
  /// How many clips that accuracy is of; nil in files that were written before they said so.
  public var validationClips: Int?
  /// SHA-256 of the weights: their names, shapes and bits.
  public var weightsDigest: String

  /// A document of these parts.
  public init(
    experiment: String, corpus: String, isSynthetic: Bool = false, classNames: [String],
    windows: SoundWindows? = nil, frontEnd: FrontEndSpecification, model: ModelSpecification,
    validationFolds: [Int], validationAccuracy: Double, validationClips: Int? = nil, weightsDigest: String
  ) {
    self.experiment = experiment
    self.corpus = corpus
    self.isSynthetic = isSynthetic
    self.classNames = classNames
    self.windows = windows
    self.frontEnd = frontEnd
    self.model = model
    self.validationFolds = validationFolds
    self.validationAccuracy = validationAccuracy
    self.validationClips = validationClips
    self.weightsDigest = weightsDigest
  }

  /// Whether several classes may be heard at once: each output is then a probability by itself.
  public var isMultiLabel: Bool { windows != nil }

  /// The document as JSON; ``init(text:source:)`` reads it back.
  public var text: String {
    var members: [(String, JSONNode)] = [
      ("experiment", .string(experiment)), ("corpus", .string(corpus)),
    ]
    // Left out where it says nothing, so that documents are what they were.
    if isSynthetic { members.append(("isSynthetic", .boolean(true))) }
    members.append(("classes", .array(classNames.map { .string($0) })))
    if let windows { members.append(("windows", windows.json)) }
    members += [
      ("frontEnd", frontEnd.json), ("model", model.json),
      ("validationFolds", .array(validationFolds.map { .integer($0) })),
      ("validationAccuracy", .number(validationAccuracy)),
    ]
    if let validationClips { members.append(("validationClips", .integer(validationClips))) }
    members.append(("weightsDigest", .string(weightsDigest)))
    return JSONNode.object(members).text()
  }

  /// The document that `text` holds.
  ///
  /// - Throws: ``ExperimentError`` with every problem.
  public init(text: String, source: String) throws(ExperimentError) {
    var problems: [ExperimentError.Problem] = []
    let node = try JSONNode.parsing(Array(text.utf8), source: source, noting: &problems)
    self = Self.form.read(node, KeyPathText(), &problems)
    guard problems.isEmpty else { throw ExperimentError(problems: problems) }
  }

  private static var form: Form<ModelDocument> {
    .object { file in
      ModelDocument(
        experiment: file.required("experiment", .name(), "the experiment that trained it"),
        corpus: file.required("corpus", .name(), "the corpus it was trained on"),
        isSynthetic: file.optional(
          "isSynthetic", .boolean, default: false, "whether that corpus' sounds are synthesized"),
        classNames: file.required(
          "classes", Form<String>.text(atMost: 64).distinctList(atLeast: 2, atMost: 10_000),
          "the class of each output, in order"),
        windows: file.optional(
          "windows", ExperimentForms.windows.orNull(), default: nil,
          "the windows it was trained on, each with all the classes heard in it"),
        frontEnd: file.required("frontEnd", FrontEndForms.frontEnd, "from a recording to features"),
        model: file.required("model", ModelForms.model, "the layers"),
        validationFolds: file.required(
          "validationFolds", Form<Int>.integer(in: 0...1000).list(atLeast: 1, atMost: 100),
          "the folds it was not trained on"),
        validationAccuracy: file.required(
          "validationAccuracy", .number(in: 0...1), "its accuracy on them"),
        validationClips: file.optional(
          "validationClips", Form<Int>.integer(in: 0...1_000_000_000).orNull(), default: nil,
          "how many clips that accuracy is of"),
        weightsDigest: file.required("weightsDigest", .text(atMost: 64), "the digest of the weights"))
    }
  }
}
