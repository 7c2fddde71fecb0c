import ContentDigest
import Foundation

/// What the clips of a corpus are said to be, checked against the files that are there; no audio is read yet.
struct CorpusListing {
  /// A clip whose file is there.
  struct Clip {
    var id: String
    /// Below the corpus' folder.
    var path: String
    var className: String
    /// Nil where the layout names no folds.
    var fold: Int?
    /// Nil where nothing tells which recording it was cut from.
    var source: String?
    /// What its bytes are to be; nil where nothing tells.
    var digest: ContentDigest?
  }

  /// A clip whose file is not there.
  struct Missing {
    var id: String
    var problem: CorpusError.Problem
  }

  /// How the folder was read.
  let layout: CorpusLayout
  /// The table, or the folder: where problems are.
  let location: URL
  /// The folder that paths of clips begin in.
  let folder: URL
  /// The corpus' name; nil where it follows from folder and classes.
  var name: String?
  /// How folds were dealt, where a manifest says so.
  var dealing: FoldDealing?
  /// The clips whose files are there, in the table's order.
  private(set) var clips: [Clip] = []
  /// The clips whose files are not there.
  private(set) var missing: [Missing] = []
  /// Audio files beside the clips that no table names, as paths, sorted.
  var unnamedFiles: [String] = []
  /// What is wrong with what was listed.
  private(set) var problems: [CorpusError.Problem] = []
  private var placeOfID: [String: String] = [:]

  init(layout: CorpusLayout, location: URL, folder: URL) {
    self.layout = layout
    self.location = location
    self.folder = folder
  }

  /// Adds a clip.
  ///
  /// - Parameters:
  ///   - clip: The clip; its path may still be one that is not allowed.
  ///   - file: Its file as a path below the folder; nil where none is there.
  ///   - line: Where it is told, in a table.
  mutating func add(_ clip: Clip, file: String?, line: Int? = nil, missingRemedy: String) {
    let place = line.map { "line \($0)" } ?? clip.path
    if let earlier = placeOfID.updateValue(place, forKey: clip.id) {
      return report(
        line: line, found: "the clip \(Self.shown(clip.id)) again, after \(earlier)",
        expected: "every clip once",
        remedy: line == nil ? "Rename one of the files." : "Remove one of the rows.")
    }
    guard let file else {
      let problem = CorpusError.Problem(
        line: line, found: "no file \(Self.shown(clip.path))", expected: "every clip that is named",
        remedy: missingRemedy)
      return missing.append(Missing(id: clip.id, problem: problem))
    }
    var clip = clip
    clip.path = file
    clips.append(clip)
  }

  /// Notes something wrong.
  mutating func report(line: Int? = nil, found: String, expected: String, remedy: String) {
    problems.append(CorpusError.Problem(line: line, found: found, expected: expected, remedy: remedy))
  }

  /// Leaves out the clips that cannot be used.
  mutating func keepClips(_ isUsable: (Int) -> Bool) {
    clips = clips.indices.filter(isUsable).map { clips[$0] }
  }

  /// Notes what is wrong with rows of its table.
  mutating func report(_ others: [CorpusError.Problem]) { problems += others }

  /// This listing, once all has been added.
  ///
  /// - Throws: ``CorpusError`` with all problems, or where there is no clip.
  func whole() throws(CorpusError) -> CorpusListing {
    guard problems.isEmpty else {
      // A stable order: problems of one line stay as they were found.
      let order = problems.enumerated().sorted {
        ($0.element.line ?? 0, $0.offset) < ($1.element.line ?? 0, $1.offset)
      }
      throw CorpusError(location: location.path, problems: order.map(\.element))
    }
    guard !clips.isEmpty || !missing.isEmpty else {
      let hasTable = layout != .folders && layout != .manifest
      throw CorpusError(
        file: location,
        CorpusError.Problem(
          line: hasTable ? 1 : nil, found: hasTable ? "a header and no rows" : "no clips",
          expected: hasTable ? "a row for every clip" : "at least one", remedy: "Copy or download it again."))
    }
    return self
  }

  /// Whether `text` is 1 to `limit` bytes without control characters: digests and reports have one line per
  /// clip.
  static func isName(_ text: String, atMost limit: Int = 200) -> Bool {
    1...limit ~= text.utf8.count
      && text.unicodeScalars.allSatisfy { $0.properties.generalCategory != .control }
  }

  /// Whether `text` leads to a file below a folder: no way up, no root, no hidden name.
  static func isPath(_ text: String, atMost limit: Int = 200) -> Bool {
    isName(text, atMost: limit) && !text.contains("\\")
      && text.split(separator: "/", omittingEmptySubsequences: false).allSatisfy {
        !$0.isEmpty && !$0.hasPrefix(".")
      }
  }

  /// `text` as a message may show it.
  static func shown(_ text: String) -> String {
    String(text.prefix(80).map { $0.isNewline || $0.asciiValue.map { $0 < 32 } ?? false ? "?" : $0 })
  }
}
