public import Foundation
import JSONText

extension ExperimentDecoder {
  /// Returns the settings of recognition that `file` declares.
  ///
  /// - Throws: ``ExperimentError`` with every problem.
  public static func recognition(at file: URL) throws(ExperimentError) -> RecognitionSettings {
    var inheritance = Inheritance()
    let node = try inheritance.resolve(file)
    var problems = inheritance.problems
    return try recognition(node, problems: &problems)
  }

  /// Returns the settings of recognition that `text` declares; `extends` is not followed.
  ///
  /// - Throws: ``ExperimentError`` as ``recognition(at:)`` does.
  public static func recognition(
    text: String, source: String = "recognition"
  ) throws(ExperimentError) -> RecognitionSettings {
    var problems: [ExperimentError.Problem] = []
    let node = try JSONNode.parsing(Array(text.utf8), source: source, noting: &problems)
    return try recognition(node, problems: &problems)
  }

  private static func recognition(
    _ node: JSONNode, problems: inout [ExperimentError.Problem]
  ) throws(ExperimentError) -> RecognitionSettings {
    let settings = RecognitionForms.settings.read(node, KeyPathText(), &problems)
    if problems.isEmpty { RecognitionChecks(node: node).run(settings, noting: &problems) }
    guard problems.isEmpty else { throw ExperimentError(problems: problems) }
    return settings
  }
}

/// What holds between the settings of recognition.
private struct RecognitionChecks {
  let node: JSONNode

  func run(_ settings: RecognitionSettings, noting problems: inout [ExperimentError.Problem]) {
    let window = settings.window
    if window.hop > window.duration {
      note(
        "window.hop", found: "\(window.hop) s",
        expected: "at most the window's duration, \(window.duration) s",
        remedy: "Between windows nothing would be heard.", &problems)
    }
    if settings.median.isMultiple(of: 2) {
      note(
        "median", found: "\(settings.median)", expected: "an odd number of frames, which has a middle",
        remedy: "Try \(settings.median + 1).", &problems)
    }
    if let bounds = settings.suitability, bounds.suitableProbability > bounds.disturbingProbability {
      note(
        "suitability.suitableProbability", found: "\(bounds.suitableProbability)",
        expected: "at most disturbingProbability, \(bounds.disturbingProbability)",
        remedy: "What disturbs cannot suit.", &problems)
    }
  }

  private func note(
    _ path: String, found: String, expected: String, remedy: String,
    _ problems: inout [ExperimentError.Problem]
  ) {
    problems.append(
      ExperimentError.Problem(
        place: node.place(of: path), keyPath: path, found: found, expected: expected, remedy: remedy))
  }
}

extension RecognitionSettings {
  /// The JSON Schema of settings of recognition.
  public static var jsonSchema: String {
    RecognitionForms.settings.schemaText(title: "Earshot recognition")
  }
}
