import AudioFrontEnd
import Foundation

/// A corpus' folder; what is in it is looked up once.
final class CorpusPlace {
  let folder: URL
  private var entries: [String: Set<String>] = [:]

  init(_ folder: URL) {
    self.folder = folder
  }

  /// What is in the folder at `path` below this one, hidden files left out; empty where it cannot be read.
  func entries(at path: String = "") -> Set<String> {
    if let known = entries[path] { return known }
    let names = (try? FileManager.default.contentsOfDirectory(atPath: url(path).path)) ?? []
    let visible = Set(names.filter { !$0.hasPrefix(".") })
    entries[path] = visible
    return visible
  }

  /// Where `path` below this folder is; the folder itself where it is empty.
  func url(_ path: String) -> URL { path.isEmpty ? folder : folder.appending(path: path) }

  /// The names of the folders at `path`, sorted.
  func folders(at path: String = "") -> [String] {
    entries(at: path).filter { hasFolder(Self.joined(path, $0)) }.sorted()
  }

  /// The names of the files at `path` that end as audio files do, sorted.
  func audioFiles(at path: String = "") -> [String] {
    entries(at: path).filter { Self.isAudio($0) && !hasFolder(Self.joined(path, $0)) }.sorted()
  }

  /// Whether a folder is there.
  func hasFolder(_ path: String) -> Bool {
    var isDirectory: ObjCBool = false
    return FileManager.default.fileExists(atPath: url(path).path, isDirectory: &isDirectory)
      && isDirectory.boolValue
  }

  /// Whether something that is no folder is there.
  func hasFile(_ path: String) -> Bool {
    var isDirectory: ObjCBool = false
    return FileManager.default.fileExists(atPath: url(path).path, isDirectory: &isDirectory)
      && !isDirectory.boolValue
  }

  /// The file that a table calls `path`, be it under another audio extension.
  func clip(_ path: String) -> String? {
    let (folder, name) = Self.parted(path)
    let there = entries(at: folder)
    if there.contains(name) { return path }
    return AudioFormat.allCases.flatMap(\.fileExtensions).map { "\(Self.stem(of: name)).\($0)" }
      .first(where: there.contains).map { Self.joined(folder, $0) }
  }

  static func joined(_ folder: String, _ name: String) -> String {
    folder.isEmpty ? name : folder + "/" + name
  }

  /// The folder of `path`, and the name in it.
  static func parted(_ path: String) -> (folder: String, name: String) {
    guard let slash = path.lastIndex(of: "/") else { return ("", path) }
    return (String(path[..<slash]), String(path[path.index(after: slash)...]))
  }

  /// A name or path without its extension.
  static func stem(of name: String) -> String {
    guard let dot = name.lastIndex(of: "."), dot > name.startIndex, !name[dot...].contains("/") else {
      return name
    }
    return String(name[..<dot])
  }

  static func isAudio(_ name: String) -> Bool {
    guard let dot = name.lastIndex(of: ".") else { return false }
    let ending = name[name.index(after: dot)...].lowercased()
    return AudioFormat.allCases.contains { $0.fileExtensions.contains(ending) }
  }
}
