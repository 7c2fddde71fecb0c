import ExperimentSchema
import Foundation
import Listening
import ListeningTestSupport
import Testing

@Suite("How models hear, as files say")
struct RecognitionCatalogTests {
  /// A folder of declared experiments that holds these files.
  private func withFolder(_ files: [String: String], _ body: (URL) throws -> Void) throws {
    let folder = FileManager.default.temporaryDirectory.appending(
      path: "earshot-catalog-\(UUID().uuidString)")
    try FileManager.default.createDirectory(
      at: folder.appending(path: "recognition"), withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    for (name, text) in files { try Data(text.utf8).write(to: folder.appending(path: name)) }
    try body(folder)
  }

  private func settings(duration: Double) -> String {
    RecognitionSettings(window: .init(duration: duration, hop: duration), thresholds: .same(0.5)).text
  }

  private static let tones = """
    { "scenes": [{ "name": "cellar", "title": "a cellar" }],
      "classes": [
        { "name": "low", "scenes": ["cellar"], "suitability": "suitable" },
        { "name": "high", "scenes": ["cellar"], "suitability": "disturbing" }] }
    """

  @Test func `an experiment's own file comes before the common one, and that before what ships`() throws {
    let files = ["recognition.json": settings(duration: 2), "recognition/tones.json": settings(duration: 1)]
    try withFolder(files) { folder in
      let catalog = try RecognitionCatalog(experiments: folder)
      #expect(try catalog.settings(for: "tones").window.duration == 1)
      #expect(try catalog.settings(for: "others").window.duration == 2)
    }
    try withFolder([:]) { folder in
      let catalog = try RecognitionCatalog(experiments: folder)
      #expect(try catalog.settings(for: "tones") == RecognitionSettings.shipped())
      #expect(try catalog.taxonomy == Taxonomy.shipped())
    }
  }

  @Test func `the detector's own file comes before the common one, be it shipped or there`() throws {
    try withFolder(["recognition.json": settings(duration: 2)]) { folder in
      let catalog = try RecognitionCatalog(experiments: folder)
      #expect(try catalog.shipped(.detector).settings == (try Recognizer.shipped(.detector)).settings)
    }
    try withFolder(["recognition/detector.json": settings(duration: 2)]) { folder in
      let catalog = try RecognitionCatalog(experiments: folder)
      #expect(try catalog.settings(for: "detector").window.duration == 2)
    }
  }

  @Test func `a run's model hears by the file of its experiment, or by what it is given`() throws {
    let listener = try ToneListener()
    let files = ["taxonomy.json": Self.tones, "recognition/tones.json": settings(duration: 1)]
    try withFolder(files) { folder in
      let catalog = try RecognitionCatalog(experiments: folder)
      #expect(try catalog.recognizer(of: listener.run).settings.window.duration == 1)
      let given = RecognitionSettings(window: .init(duration: 4, hop: 2), thresholds: .same(0.5))
      #expect(try catalog.recognizer(of: listener.run, settings: given).settings.window.duration == 4)
      #expect(catalog.taxonomy.soundClass(named: "high")?.suitability == .disturbing)
    }
  }

  @Test func `what ships hears where there is no file at all`() throws {
    try withFolder([:]) { folder in
      let recognizer = try RecognitionCatalog(experiments: folder).shipped()
      #expect(recognizer.card == (try Recognizer.shipped()).card)
      #expect(recognizer.settings == (try Recognizer.shipped()).settings)
    }
  }

  @Test func `a file that is wrong is told`() throws {
    try withFolder(["recognition/tones.json": "{}"]) { folder in
      let catalog = try RecognitionCatalog(experiments: folder)
      #expect(throws: ExperimentError.self) { try catalog.settings(for: "tones") }
    }
  }
}
