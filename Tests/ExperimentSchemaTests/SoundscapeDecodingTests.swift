import ExperimentSchema
import Foundation
import Testing

@Suite("Soundscape profiles and taxonomies")
struct SoundscapeDecodingTests {
  private let folder = FileManager.default.temporaryDirectory.appending(
    path: "earshot-soundscapes-\(UUID().uuidString)")
  private static let shipped = URL(filePath: #filePath).deletingLastPathComponent()
    .deletingLastPathComponent().deletingLastPathComponent().appending(path: "Experiments")

  private func file(_ text: String) throws -> URL {
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    let file = folder.appending(path: "file.json")
    try Data(text.utf8).write(to: file)
    return file
  }

  @Test func `the shipped profile is the one that scores are for`() throws {
    let profile = try ExperimentDecoder.soundscapeProfile(
      at: Self.shipped.appending(path: "soundscapes/standard.json"))
    #expect(profile.duration == 10 && profile.eventCount == 1...4 && profile.eventDuration == 0.5...4)
    #expect(profile.maximumOverlap == 2 && profile.signalToNoise == 0...20)
    #expect(profile.soundscapesPerFold == 40)
  }

  @Test func `the profile that is trained on is another draw of the one that scores are for`() throws {
    let standard = try ExperimentDecoder.soundscapeProfile(
      at: Self.shipped.appending(path: "soundscapes/standard.json"))
    var training = try ExperimentDecoder.soundscapeProfile(
      at: Self.shipped.appending(path: "soundscapes/training.json"))
    #expect(training.name == "training" && training.seed != standard.seed)
    #expect(training.soundscapesPerFold > standard.soundscapesPerFold)
    (training.name, training.title, training.seed) = (standard.name, standard.title, standard.seed)
    training.soundscapesPerFold = standard.soundscapesPerFold
    #expect(training == standard)
  }

  @Test func `the shipped taxonomy has the fifty classes of ESC-50 and the names of the original's`() throws {
    let taxonomy = try ExperimentDecoder.taxonomy(at: Self.shipped.appending(path: "taxonomy.json"))
    #expect(taxonomy.classes.count == 50)
    let list = try JSONSerialization.jsonObject(
      with: Data(contentsOf: Self.shipped.appending(path: "classes/original32.json")))
    let classes = try #require((list as? [String: Any])?["classes"] as? [[String: Any]])
    #expect(classes.count == 32)
    for entry in classes {
      let name = try #require(entry["name"] as? String)
      let label = try #require((entry["labels"] as? [String])?.first)
      #expect(taxonomy.soundClass(named: name)?.name == label, "\(name)")
    }
  }

  @Test func `all that is wrong with a profile is told at once`() throws {
    let file = try file(
      """
      { "name": "x", "title": "t", "duration": 10, "sampleRate": 44100, "eventCount": [4, 1],
        "eventDuration": [0.5], "signalToNoise": [0, "loud"], "background": { "level": 3, "colour": [0, 2] },
        "soundscapesPerFold": 0 }
      """)
    defer { try? FileManager.default.removeItem(at: folder) }
    do {
      _ = try ExperimentDecoder.soundscapeProfile(at: file)
      Issue.record("it was accepted")
    } catch {
      #expect(
        Set(error.problems.map(\.keyPath)) == [
          "eventCount", "eventDuration", "signalToNoise[1]", "background.level", "background.color",
          "background.colour", "soundscapesPerFold",
        ])
    }
  }

  @Test func `events longer than the soundscape are refused`() throws {
    let text = try String(
      contentsOf: Self.shipped.appending(path: "soundscapes/standard.json"), encoding: .utf8)
    let file = try file(text.replacingOccurrences(of: "\"duration\": 10,", with: "\"duration\": 3,"))
    defer { try? FileManager.default.removeItem(at: folder) }
    #expect(throws: ExperimentError.self) { try ExperimentDecoder.soundscapeProfile(at: file) }
  }

  @Test func `scenes that are not declared and names used twice are told`() throws {
    let file = try file(
      """
      { "scenes": [ { "name": "home", "title": "a" }, { "name": "farm", "title": "b" }, { "name": "farm", "title": "c" } ],
        "classes": [
          { "name": "cat", "scenes": ["hme"], "suitability": "suitable" },
          { "name": "dog", "aliases": ["cat"], "scenes": ["home"], "suitability": "bad" } ] }
      """)
    defer { try? FileManager.default.removeItem(at: folder) }
    do {
      _ = try ExperimentDecoder.taxonomy(at: file)
      Issue.record("it was accepted")
    } catch {
      let told = error.problems.map { "\($0.keyPath): \($0.found) \($0.remedy)" }.joined(separator: "\n")
      #expect(error.problems.count == 4, "\(told)")
      #expect(told.contains("Did you mean \"home\"?") && told.contains("\"cat\" a second time"))
    }
  }
}
