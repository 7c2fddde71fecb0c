import AudioFrontEnd
import Foundation
import NearNames

/// What a table in ESC-50's layout lists, checked against the files that are there.
struct ESC50Listing {
  /// A clip of the table whose file is there.
  struct Clip {
    var id: String
    var file: URL
    var fold: Int
    var category: String
    var source: String
  }

  /// A clip of the table whose file is not there.
  struct Missing {
    var id: String
    var problem: CorpusError.Problem
  }

  /// The table.
  let table: URL
  /// The clips whose files are there, in the table's order.
  private(set) var clips: [Clip] = []
  /// The clips whose files are not there.
  private(set) var missing: [Missing] = []
  /// Files in `audio` that the table does not name, sorted.
  private(set) var unnamedFiles: [String] = []

  private let audioFolder: URL
  private let files: Set<String>

  /// Reads the table of `folder`.
  ///
  /// - Throws: ``CorpusError`` with all rows that cannot be used; missing files are no error here.
  init(of folder: URL) throws(CorpusError) {
    let tables = ESC50Layout.tables(in: folder)
    guard tables.count == 1, let table = tables.first else {
      let found = tables.isEmpty ? "no table" : tables.map(\.lastPathComponent).joined(separator: ", ")
      throw CorpusError(
        file: folder.appending(path: "meta"),
        CorpusError.Problem(
          found: found, expected: "one CSV table of clips",
          remedy: tables.isEmpty ? "Copy the corpus again." : "Move the others elsewhere."))
    }
    self.table = table
    audioFolder = folder.appending(path: "audio")
    do {
      files = Set(try FileManager.default.contentsOfDirectory(atPath: audioFolder.path))
    } catch {
      throw CorpusError(
        file: audioFolder,
        CorpusError.Problem(
          found: "no readable folder", expected: "a folder of clips", remedy: "Copy the corpus again."))
    }
    let metadata = try MetadataTable(contentsOf: table, required: ["filename", "fold", "category"])
    var problems = metadata.problems
    var lineOfID: [String: Int] = [:]
    for row in metadata.rows {
      let rowProblems = add(row, lineOfID: &lineOfID)
      problems += rowProblems
    }
    problems.sort { ($0.line ?? 0) < ($1.line ?? 0) }
    if problems.isEmpty, clips.isEmpty, missing.isEmpty {
      problems.append(
        CorpusError.Problem(
          line: 1, found: "a header and no rows", expected: "a row for every clip",
          remedy: "Copy or download the file again."))
    }
    guard problems.isEmpty else { throw CorpusError(location: table.path, problems: problems) }
    let named = Set(clips.map(\.file.lastPathComponent))
    unnamedFiles = files.filter { !$0.hasPrefix(".") && !named.contains($0) }.sorted()
  }

  /// Adds the clip of `row`, or returns what is wrong with it.
  private mutating func add(_ row: MetadataTable.Row, lineOfID: inout [String: Int]) -> [CorpusError.Problem]
  {
    let name = row["filename"] ?? ""
    let category = row["category"] ?? ""
    var problems: [CorpusError.Problem] = []
    let report = { (found: String, expected: String, remedy: String) in
      problems.append(
        CorpusError.Problem(line: row.line, found: found, expected: expected, remedy: remedy))
    }
    let isSafeName = Self.isName(name) && !name.hasPrefix(".") && !name.contains("/") && !name.contains("\\")
    if !isSafeName {
      report(
        "the filename \"\(Self.shown(name))\"", "the plain name of a file in audio/",
        "Remove folders and control characters from it.")
    }
    if !Self.isName(category) {
      report("the category \"\(Self.shown(category))\"", "a class name", "Fill it in.")
    }
    let foldText = row["fold"] ?? ""
    let fold = Int(foldText).flatMap { 1...1_000 ~= $0 ? $0 : nil }
    if fold == nil {
      report("the fold \"\(Self.shown(foldText))\"", "an integer in 1...1000", "Correct it.")
    }
    let id = Self.stem(of: name)
    if isSafeName, let earlier = lineOfID.updateValue(row.line, forKey: id) {
      report(
        "the clip \(Self.shown(id)) again, after line \(earlier)", "every clip once",
        "Remove one of the rows.")
    }
    guard problems.isEmpty, let fold else { return problems }

    guard let fileName = fileName(for: name) else {
      missing.append(Missing(id: id, problem: missingProblem(name, line: row.line)))
      return []
    }
    clips.append(
      Clip(
        id: id, file: audioFolder.appending(path: fileName), fold: fold, category: category,
        source: source(of: row, id: id)))
    return []
  }

  /// The file of the clip that the table calls `name`, be it under another audio extension.
  private func fileName(for name: String) -> String? {
    if files.contains(name) { return name }
    return AudioFormat.allCases.flatMap(\.fileExtensions).map { "\(Self.stem(of: name)).\($0)" }
      .first(where: files.contains)
  }

  private func source(of row: MetadataTable.Row, id: String) -> String {
    if let source = row["src_file"], Self.isName(source) { return source }
    let parts = id.split(separator: "-", omittingEmptySubsequences: false)
    return parts.count == 4 && !parts[1].isEmpty ? String(parts[1]) : id
  }

  private func missingProblem(_ name: String, line: Int) -> CorpusError.Problem {
    // Nobody reads near names beyond those that are told, and finding them takes time.
    let alike =
      missing.count < CorpusError.toldAtMost
      ? files.sorted().filter { $0.prefix(3) == name.prefix(3) } : []
    return CorpusError.Problem(
      line: line, found: "no file audio/\(Self.shown(name))", expected: "every clip that the table names",
      remedy: NearNames.question(for: name, among: alike) ?? "Copy the corpus again, or remove the row.")
  }

  private static func stem(of name: String) -> String {
    guard let dot = name.lastIndex(of: "."), dot > name.startIndex else { return name }
    return String(name[..<dot])
  }

  /// Whether `text` is 1...200 characters without control characters: digests and reports have one line
  /// per clip.
  private static func isName(_ text: String) -> Bool {
    1...200 ~= text.utf8.count && text.unicodeScalars.allSatisfy { $0.properties.generalCategory != .control }
  }

  private static func shown(_ text: String) -> String {
    String(text.prefix(80).map { $0.isNewline || $0.asciiValue.map { $0 < 32 } ?? false ? "?" : $0 })
  }
}
