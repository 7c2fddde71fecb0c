import ContentDigest
import Datasets
import Foundation
import Synchronization
import Testing
import WebApp

@Suite("Where the recordings of runs are")
struct ClipLibraryTests {
  /// What the library has said.
  private final class Messages: Sendable {
    let texts = Mutex<[String]>([])
  }

  private let folder: TemporaryFolder
  private let messages = Messages()
  private let digest: ContentDigest

  /// A run, `run`, on a corpus of two classes in the folder `tones`.
  init() throws {
    folder = try TemporaryFolder()
    for (name, frequency) in [("low/a", 100.0), ("low/b", 120), ("high/c", 1_000), ("high/d", 1_100)] {
      try folder.writeTone(frequency, to: "tones/\(name).wav")
    }
    let corpus = folder.url.appending(path: "tones").path
    try folder.write(ClipFixture.experiment(corpus: corpus), to: "Runs/run/experiment.json")
    digest = try CorpusLocation.open(corpus).digest
  }

  private func library(_ corpora: [String] = []) -> ClipLibrary {
    var settings = WebSettings(
      runsFolder: folder.url.appending(path: "Runs"),
      storeFile: folder.url.appending(path: "Runs/earshot.sqlite"),
      experimentsFolder: folder.url.appending(path: "Experiments"))
    settings.corpora = corpora
    let messages = messages
    return ClipLibrary(settings: settings) { text in messages.texts.withLock { $0.append(text) } }
  }

  private func absence(_ library: ClipLibrary, run: String = "run") -> ClipLibrary.Absence? {
    do throws(ClipLibrary.Absence) {
      _ = try library.corpus(ofRun: run, digest: digest)
      return nil
    } catch {
      return error
    }
  }

  @Test("They are found where the run says, with the clips that it was stored with")
  func found() throws {
    let corpus = try library().corpus(ofRun: "run", digest: digest)
    #expect(corpus.digest == digest && corpus.examples.count == 4)
    #expect(messages.texts.withLock { $0 } == [])
  }

  @Test("Where they moved the server may be told, in any number of folders")
  func moved() throws {
    let (old, new) = (folder.url.appending(path: "tones"), folder.url.appending(path: "moved"))
    try FileManager.default.moveItem(at: old, to: new)
    #expect(absence(library()) == .gone)
    #expect(absence(library([folder.url.path + "/absent", "synthetic"])) == .gone)
    #expect(absence(library([folder.url.path + "/absent", "synthetic", new.path])) == nil)
    // Neither are they without the run's folder: what it was trained on is known by its digest.
    try FileManager.default.removeItem(at: folder.url.appending(path: "Runs/run"))
    #expect(absence(library([new.path])) == nil)
  }

  @Test("Others in their place are none of the run's")
  func changed() throws {
    try folder.writeTone(2_000, to: "tones/high/d.wav")
    #expect(absence(library()) == .changed)
    #expect(absence(library(), run: "absent") == .gone)
  }

  @Test("What is taken away and brought back is noticed, and told in words once")
  func noticed() throws {
    let (old, new) = (folder.url.appending(path: "tones"), folder.url.appending(path: "moved"))
    let library = library()
    #expect(library.mark == "")
    #expect(absence(library) == nil)
    let mark = library.mark
    #expect(absence(library) == nil && library.mark == mark)
    try FileManager.default.moveItem(at: old, to: new)
    #expect(library.mark != mark)
    for _ in 0..<3 { #expect(absence(library) == .gone) }
    let (absent, texts) = (library.mark, messages.texts.withLock { $0 })
    #expect(texts.count == 1 && texts[0].hasPrefix("earshot: clips of \(old.path)"), "\(texts)")
    try FileManager.default.moveItem(at: new, to: old)
    #expect(library.mark != absent)
    #expect(absence(library) == nil)
  }
}
