import AudioFrontEnd
import Datasets
import Foundation
import Testing

/// A folder of short clips and texts in any layout, written for one test.
final class SoundFolder {
  private let folder: TemporaryFolder
  var url: URL { folder.url.appending(path: "sounds") }
  var path: String { url.path }

  /// Writes a clip for every path of `clips`, each another tone, and `texts` by path.
  init(clips: [String] = [], texts: [String: String] = [:]) throws {
    folder = try TemporaryFolder()
    try FileManager.default.createDirectory(at: url, withIntermediateDirectories: true)
    for (index, path) in clips.enumerated() { try add(clip: path, frequency: 200 + 50 * Double(index)) }
    for (path, text) in texts { try add(text: text, to: path) }
  }

  func add(clip path: String, frequency: Double, sampleRate: Int = 8_000, gain: Double = 0.4) throws {
    let samples = (0..<800).map { index in
      Float(gain * sin(2 * Double.pi * frequency * Double(index) / Double(sampleRate)))
    }
    try AudioFile.write(
      Waveform(samples: samples, sampleRate: sampleRate), to: place(of: path),
      format: AudioFormat.allCases.first { path.hasSuffix("." + $0.rawValue) } ?? .wav)
  }

  func add(text: String, to path: String) throws { try add(bytes: Array(text.utf8), to: path) }

  func add(bytes: [UInt8], to path: String) throws { try Data(bytes).write(to: place(of: path)) }

  func open(_ choice: LayoutChoice = .recognized) throws(CorpusError) -> Corpus {
    try CorpusLocation.open(path, choice: choice)
  }

  /// What is told of this folder; empty where it can be read.
  func complaint(_ choice: LayoutChoice = .recognized) -> String {
    do throws(CorpusError) {
      _ = try open(choice)
      return ""
    } catch {
      return "\(error)"
    }
  }

  private func place(of path: String) throws -> URL {
    let file = url.appending(path: path)
    try FileManager.default.createDirectory(
      at: file.deletingLastPathComponent(), withIntermediateDirectories: true)
    return file
  }
}

/// Clips as tests name them: `id class fold source`.
func lines(of corpus: Corpus) -> [String] {
  corpus.examples.map { "\($0.id) \(corpus.classNames[$0.label]) \($0.fold) \($0.source)" }
}

extension SoundFolder {
  /// Two recordings of Freesound, cut into slices.
  static func urbanSound8K(header: String = urbanHeader, rows: String = urbanRows) throws -> SoundFolder {
    try SoundFolder(
      clips: ["audio/fold1/7061-6-0-0.wav", "audio/fold1/7061-6-0-1.wav", "audio/fold10/9031-3-1-0.wav"],
      texts: ["metadata/UrbanSound8K.csv": header + rows])
  }

  static let urbanHeader = "slice_file_name,fsID,start,end,salience,fold,classID,class\n"
  static let urbanRows = """
    7061-6-0-0.wav,7061,0.0,4.0,1,1,6,gun_shot
    7061-6-0-1.wav,7061,0.5,4.5,1,1,6,gun_shot
    9031-3-1-0.wav,9031,1.0,5.0,2,10,3,dog_bark

    """

  /// Four clips in two folds, as the scenes of 2017 are listed.
  static func scenes() throws -> SoundFolder {
    try SoundFolder(
      clips: ["audio/b1_0.wav", "audio/b1_10.wav", "audio/p2_0.wav", "audio/p3_0.wav"],
      texts: [
        "meta.txt":
          "audio/b1_0.wav\tbus\tb1\naudio/b1_10.wav\tbus\tb1\naudio/p2_0.wav\tpark\tp2\naudio/p3_0.wav\tpark\tp3\n",
        "evaluation_setup/fold1_train.txt": "audio/p3_0.wav\tpark\n",
        "evaluation_setup/fold1_evaluate.txt":
          "audio/b1_0.wav\tbus\naudio/b1_10.wav\tbus\naudio/p2_0.wav\tpark\n",
        "evaluation_setup/fold1_test.txt": "audio/b1_0.wav\naudio/b1_10.wav\naudio/p2_0.wav\n",
        "evaluation_setup/fold2_evaluate.txt": "audio/p3_0.wav\tpark\n",
      ])
  }

  /// A table with columns of its own, and clips in folders of their own.
  static func table() throws -> SoundFolder {
    try SoundFolder(
      clips: ["a/1.wav", "a/2.wav", "b/1.flac", "b/2.wav"],
      texts: [
        "list.csv":
          "file,kind,part,tape\na/1.wav,dog,1,t1\na/2.wav,cat,1,t2\nb/1.wav,dog,2,t3\nb/2.wav,cat,2,\n"
      ])
  }

  static let columns = TableColumns(clip: "file", label: "kind", fold: "part", source: "tape")
}
