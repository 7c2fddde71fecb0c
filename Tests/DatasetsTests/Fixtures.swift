import AudioFrontEnd
import Datasets
import Foundation
import Testing

/// A folder for one test; removed with it.
final class TemporaryFolder {
  let url = FileManager.default.temporaryDirectory.appending(path: "earshot-\(UUID().uuidString)")

  init() throws { try FileManager.default.createDirectory(at: url, withIntermediateDirectories: true) }

  deinit { try? FileManager.default.removeItem(at: url) }
}

/// A small corpus in ESC-50's layout, written for one test.
final class CorpusFolder {
  static let header = "filename,fold,target,category,esc10,src_file,take\n"
  let folder: TemporaryFolder
  var url: URL { folder.url.appending(path: "Small Corpus") }
  var table: URL { url.appending(path: "meta/small.csv") }

  /// Writes a clip for every name and the table as given.
  init(clips: [String] = [], table: String) throws {
    folder = try TemporaryFolder()
    for name in ["audio", "meta"] {
      try FileManager.default.createDirectory(
        at: url.appending(path: name), withIntermediateDirectories: true)
    }
    for (index, name) in clips.enumerated() { try addClip(name, frequency: Double(200 + 50 * index)) }
    try Data(table.utf8).write(to: self.table)
  }

  func addClip(_ name: String, frequency: Double, duration: Double = 0.2) throws {
    let samples = (0..<Int(22_050 * duration)).map { index in
      Float(0.4 * sin(2 * Double.pi * frequency * Double(index) / 22_050))
    }
    let format = AudioFormat.allCases.first { name.hasSuffix("." + $0.rawValue) } ?? .wav
    try AudioFile.write(
      Waveform(samples: samples, sampleRate: 22_050), to: url.appending(path: "audio/" + name),
      format: format)
  }

  /// Two classes, two folds, four sources.
  static func standard() throws -> CorpusFolder {
    try CorpusFolder(
      clips: ["1-10-A-0.wav", "1-11-A-1.wav", "2-12-A-0.wav", "2-13-A-1.wav"],
      table: header + """
        1-10-A-0.wav,1,0,dog,True,10,A
        1-11-A-1.wav,1,1,rain,True,11,A
        2-12-A-0.wav,2,0,dog,True,12,A
        2-13-A-1.wav,2,1,rain,True,13,A

        """)
  }
}

/// The problems of reading `folder`, empty where there are none.
func problems(of folder: CorpusFolder) -> [CorpusError.Problem] {
  do throws(CorpusError) {
    _ = try CorpusLocation.open(folder.url.path)
    return []
  } catch {
    return error.problems
  }
}

/// The package's folder.
let packageFolder = URL(fileURLWithPath: #filePath).appending(path: "../../..").standardizedFileURL

/// Real recordings beside the package; tests that need them are left out where they are not there.
enum Recordings {
  static let folder = packageFolder.appending(path: "../shared/data/esc10").standardizedFileURL
  static var areThere: Bool { FileManager.default.fileExists(atPath: folder.path) }
}

/// Features that take little time.
let smallFrontEnd = FrontEnd.Settings(
  sampleRate: 22_050, features: .meanMagnitudeSpectrum(fftLength: 64, hopLength: 32))
