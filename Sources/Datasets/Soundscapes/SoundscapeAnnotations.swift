import Foundation
import JSONText

/// What is heard in the recordings of a folder of soundscapes, and when: what its `soundscapes.json` says of them, as
/// ``SoundscapeFolder`` writes it.
///
/// Checked in `SoundscapeWindowsTests`.
public struct SoundscapeAnnotations: Sendable, Hashable {
  /// The annotations of one recording.
  public struct Recording: Sendable, Hashable {
    /// Its name: of `audio/fold1-0001.flac`, `fold1-0001`.
    public var id: String
    /// The fold that all of its clips are from.
    public var fold: Int
    /// Its length, in seconds.
    public var duration: Double
    /// The scene it was composed for; nil where that is not said.
    public var scene: String?
    /// What is heard, by onset.
    public var events: [Event]
  }

  /// A sound of a class in a recording.
  public struct Event: Sendable, Hashable {
    /// Index into ``SoundscapeAnnotations/classNames``.
    public var label: Int
    /// When it begins, in seconds from the recording's start.
    public var onset: Double
    /// When it ends, in seconds; not before the onset.
    public var offset: Double
  }

  /// The file beside the recordings that holds the annotations.
  static let fileName = "soundscapes.json"
  /// The classes of events, in the order of the corpus that they were composed of.
  public let classNames: [String]
  /// The recordings, in the order of the file.
  public let recordings: [Recording]

  /// The annotations of the corpus at `path`, a folder that `earshot corpus compose` has made.
  ///
  /// - Throws: ``CorpusError`` where the folder or its annotations are not there, saying how they are made, or with all
  ///   that is wrong with them.
  public init(ofCorpusAt path: String) throws(CorpusError) {
    let file = URL(fileURLWithPath: path.isEmpty ? "." : path).appending(path: Self.fileName)
    guard FileManager.default.fileExists(atPath: file.path) else {
      throw CorpusError(
        location: path,
        problems: [
          CorpusError.Problem(
            found: "no \(Self.fileName)",
            expected: "a folder of soundscapes, of which it is known what is heard in each window",
            remedy:
              "Compose some, by earshot corpus compose CORPUS -o FOLDER, and name them by --corpus FOLDER.")
        ])
    }
    try self.init(contentsOf: file)
  }

  /// Reads the annotations in `file`.
  ///
  /// - Throws: ``CorpusError`` with every problem and its line.
  init(contentsOf file: URL) throws(CorpusError) {
    let data = try DeclaredFile.contents(of: file, expected: "annotations of soundscapes", atMost: 256)
    let (node, problems) = try DeclaredFile.parse(
      data, location: file.path, bounds: JSONParser.Bounds(size: 256 << 20, depth: 8))
    var decoding = AnnotationDecoding(problems: problems)
    (classNames, recordings) = decoding.annotations(from: node)
    guard decoding.problems.isEmpty else {
      throw CorpusError(location: file.path, problems: decoding.problems)
    }
  }
}

/// Reads the values of annotations and gathers what is wrong with them. What a newer file tells besides is passed over.
private struct AnnotationDecoding {
  private(set) var problems: [CorpusError.Problem]

  init(problems: [CorpusError.Problem]) { self.problems = problems }

  mutating func annotations(
    from node: JSONNode
  ) -> (classNames: [String], recordings: [SoundscapeAnnotations.Recording]) {
    let classNames = (node["classes"]?.elements ?? []).compactMap(\.string)
    if classNames.isEmpty || Set(classNames).count < (node["classes"]?.elements?.count ?? 0) {
      report(node["classes"] ?? node, "classes", expected: "a list of names, none twice")
    }
    let labels = Dictionary(zip(classNames, classNames.indices), uniquingKeysWith: { first, _ in first })
    var recordings: [SoundscapeAnnotations.Recording] = []
    if node["soundscapes"]?.elements == nil {
      report(node["soundscapes"] ?? node, "soundscapes", expected: "a list of recordings")
    }
    for (index, element) in (node["soundscapes"]?.elements ?? []).enumerated() {
      let path = "soundscapes[\(index)]"
      guard let id = element["id"]?.string, !id.isEmpty else {
        report(element["id"] ?? element, path + ".id", expected: "the recording's name")
        continue
      }
      let duration = number("duration", of: element, in: 0...86_400, at: path)
      let fold = number("fold", of: element, in: 1...1_000, at: path)
      if element["events"]?.elements == nil {
        report(element["events"] ?? element, path + ".events", expected: "a list of events")
      }
      let events = (element["events"]?.elements ?? []).enumerated().compactMap { place, event in
        self.event(event, at: "\(path).events[\(place)]", labels: labels, until: duration)
      }
      guard let duration, let fold else { continue }
      recordings.append(
        SoundscapeAnnotations.Recording(
          id: id, fold: Int(fold), duration: duration, scene: element["scene"]?.string,
          events: events))
    }
    return (classNames, recordings)
  }

  private mutating func event(
    _ node: JSONNode, at path: String, labels: [String: Int], until end: Double?
  ) -> SoundscapeAnnotations.Event? {
    let label = node["class"]?.string.flatMap { labels[$0] }
    if label == nil { report(node["class"] ?? node, path + ".class", expected: "one of the classes") }
    guard let onset = number("onset", of: node, in: 0...86_400, at: path),
      let offset = number("offset", of: node, in: onset...max(onset, end ?? 86_400) + 1e-6, at: path),
      let label
    else { return nil }
    return SoundscapeAnnotations.Event(label: label, onset: onset, offset: offset)
  }

  private mutating func number(
    _ key: String, of object: JSONNode, in range: ClosedRange<Double>, at path: String
  ) -> Double? {
    if case .number(let number, _)? = object[key]?.value, range ~= number { return number }
    report(
      object[key] ?? object, "\(path).\(key)",
      expected: "a number in \(range.lowerBound)...\(range.upperBound)")
    return nil
  }

  private mutating func report(_ node: JSONNode, _ path: String, expected: String) {
    problems.append(
      CorpusError.Problem(
        line: node.place.line, found: "\(node.found) at \(path)", expected: expected,
        remedy: "Compose the soundscapes again."))
  }
}
