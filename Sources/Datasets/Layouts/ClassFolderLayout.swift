import Foundation

/// A folder of clips for each class, in folders of folds, `s01/Dog/x.wav`, or without, `Dog/x.wav`.
///
/// A fold's number is what its folder's name ends in. Recordings are told only by names that are ESC-50's,
/// `fold-source-take-target` with a letter for the take. A clip is called by its path without extension.
///
/// Checked in `LayoutTests`.
enum ClassFolderLayout {
  /// What the folders of a corpus are.
  private enum Reading {
    case classes([String])
    case folds([(name: String, number: Int)])
  }

  static func recognizes(_ place: CorpusPlace) -> Bool {
    let folders = place.folders()
    let classes = folders.filter { !place.audioFiles(at: $0).isEmpty }
    if classes.count >= 2 { return true }
    let folds = folders.filter { foldNumber(of: $0) != nil }
    return Set(folds.flatMap { Self.classes(in: $0, of: place) }).count >= 2
  }

  /// What the folders of `place` hold.
  ///
  /// - Throws: ``CorpusError`` where some of them are classes and others folds, two have one number, or clips
  ///   have names that cannot be used.
  static func listing(of place: CorpusPlace) throws(CorpusError) -> CorpusListing {
    var listing = CorpusListing(layout: .folders, location: place.folder, folder: place.folder)
    switch try reading(of: place) {
    case .classes(let names):
      for name in names { add(className: name, at: name, fold: nil, to: &listing, in: place) }
    case .folds(let folds):
      for fold in folds {
        for name in classes(in: fold.name, of: place) {
          add(className: name, at: "\(fold.name)/\(name)", fold: fold.number, to: &listing, in: place)
        }
      }
    }
    return try listing.whole()
  }

  private static func add(
    className: String, at path: String, fold: Int?, to listing: inout CorpusListing, in place: CorpusPlace
  ) {
    guard CorpusListing.isName(className) else {
      return listing.report(
        found: "the folder \"\(CorpusListing.shown(className))\"", expected: "a class name",
        remedy: "Rename it.")
    }
    for file in place.audioFiles(at: path) {
      let path = "\(path)/\(file)"
      guard CorpusListing.isPath(path) else {
        listing.report(
          found: "the file \"\(CorpusListing.shown(path))\"",
          expected: "a path of 1...200 bytes without control characters", remedy: "Rename it.")
        continue
      }
      listing.add(
        CorpusListing.Clip(
          id: CorpusPlace.stem(of: path), path: path, className: className, fold: fold,
          source: source(ofFile: CorpusPlace.stem(of: file))),
        file: path, missingRemedy: "")
    }
  }

  private static func reading(of place: CorpusPlace) throws(CorpusError) -> Reading {
    let folders = place.folders()
    let classes = folders.filter { !place.audioFiles(at: $0).isEmpty }
    let folds = folders.filter { !classes.contains($0) && !Self.classes(in: $0, of: place).isEmpty }
    if folds.isEmpty { return .classes(classes) }
    var problems: [CorpusError.Problem] = []
    if let name = classes.first {
      problems.append(
        CorpusError.Problem(
          found: "clips in \(name)/ and folders of clips in \(folds[0])/",
          expected: "classes only, or folds that hold classes", remedy: "Move one of them elsewhere."))
    }
    var numbers: [Int: String] = [:]
    for name in folds {
      guard let number = foldNumber(of: name) else {
        problems.append(
          CorpusError.Problem(
            found: "the folder \(name)/ of classes",
            expected: "a fold, its number at the name's end: s01, fold1",
            remedy: "Rename it, or move it elsewhere."))
        continue
      }
      if let other = numbers.updateValue(name, forKey: number) {
        problems.append(
          CorpusError.Problem(
            found: "\(other)/ and \(name)/, both of the number \(number)", expected: "every fold once",
            remedy: "Rename one of them."))
      }
    }
    guard problems.isEmpty else { throw CorpusError(location: place.folder.path, problems: problems) }
    return .folds(numbers.sorted { $0.key < $1.key }.map { ($0.value, $0.key) })
  }

  /// The folders in `folder` that hold clips.
  private static func classes(in folder: String, of place: CorpusPlace) -> [String] {
    place.folders(at: folder).filter { !place.audioFiles(at: "\(folder)/\($0)").isEmpty }
  }

  /// The number at the end of a name, in 1...1000.
  private static func foldNumber(of name: String) -> Int? {
    let digits = name.reversed().prefix { $0.isASCII && $0.isNumber }.reversed()
    return Int(String(digits)).flatMap { 1...1_000 ~= $0 ? $0 : nil }
  }

  private static func source(ofFile stem: String) -> String? {
    let parts = stem.split(separator: "-", omittingEmptySubsequences: false)
    guard parts.count == 4, parts[2].count == 1, parts[2].allSatisfy({ $0.isASCII && $0.isLetter }),
      [parts[0], parts[1], parts[3]].allSatisfy({ !$0.isEmpty && $0.allSatisfy { $0.isASCII && $0.isNumber } }
      )
    else { return nil }
    return String(parts[1])
  }
}
