import ExperimentSchema
import Foundation
import Testing

@Suite("Settings of recognition")
struct RecognitionDecodingTests {
  private func settings(_ members: String) throws(ExperimentError) -> RecognitionSettings {
    try ExperimentDecoder.recognition(text: "{ \(members) }")
  }

  private func problems(_ members: String) -> [String] {
    do {
      _ = try settings(members)
      return []
    } catch {
      return error.problems.map { "\($0.keyPath): \($0.found)" }
    }
  }

  @Test func `the shipped settings are read`() throws {
    let shipped = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
      .deletingLastPathComponent().appending(path: "Experiments")
    let catalog = ExperimentCatalog(folder: shipped)
    let settings = try ExperimentDecoder.recognition(at: catalog.recognitionFile)
    #expect(settings.window.hop > 0)
    #expect(!catalog.names.contains("recognition") && !catalog.names.contains("taxonomy"))
  }

  @Test func `what is left out has a meaning`() throws {
    let settings = try settings(#""window": { "duration": 2, "hop": 0.5 }, "thresholds": 0.4"#)
    #expect(
      settings
        == RecognitionSettings(window: .init(duration: 2, hop: 0.5), thresholds: .same(0.4), lowerShare: 0.5))
    #expect(settings.temperature == 1 && settings.median == 1 && settings.suitability == nil)
    #expect(settings.reject == nil && settings.floor == nil && settings.fittedTo == nil)
  }

  @Test func `thresholds by class have one for all others`() throws {
    let thresholds = try settings(
      #""window": { "duration": 2, "hop": 0.5 }, "thresholds": { "dog": 0.4, "default": 0.6 }"#
    ).thresholds
    #expect(thresholds.threshold(of: "dog") == 0.4 && thresholds.threshold(of: "rain") == 0.6)
    #expect(
      problems(#""window": { "duration": 2, "hop": 0.5 }, "thresholds": { "dog": 0.4 }"#)
        == ["thresholds.default: nothing"])
  }

  @Test func `what is written is read back`() throws {
    let settings = RecognitionSettings(
      window: .init(duration: 1, hop: 0.2), fittedTo: "0a", temperature: 1.7,
      reject: .init(leastProbability: 0.25, greatestDistance: 1.5, margin: 6),
      floor: .init(quietShare: 0.1, greatestLevel: -45, margin: 1.5), median: 5,
      thresholds: .byClass(["dog": 0.35, "rain": 0.05], otherwise: 0.6), lowerShare: 0.8,
      minimumDuration: 0.4,
      minimumPause: 0.3,
      suitability: .init(
        disturbingProbability: 0.6, suitableProbability: 0.1, abruptRise: 30, greatestLoudness: -12))
    #expect(try ExperimentDecoder.recognition(text: settings.text) == settings)
    let plain = RecognitionSettings(window: .init(duration: 2, hop: 2), thresholds: .same(0.5))
    #expect(try ExperimentDecoder.recognition(text: plain.text) == plain)
  }

  @Test func `all that is wrong is told at once`() {
    let found = problems(
      #"""
      "window": { "duration": 0, "hop": "x" }, "temperature": 0, "medain": 3, "fittedTo": "", "reject": { "margin": -1 },
      "floor": { "quietShare": 2, "greatestLevel": 1, "margin": 0, "contrast": 0 }, "thresholds": { "default": 0 },
      "lowerShare": 2, "minimumDuration": -1, "suitability": { "abruptRise": 3 }
      """#)
    #expect(
      Set(found.map { String($0.prefix { $0 != ":" }) }) == [
        "window.duration", "window.hop", "temperature", "medain", "fittedTo",
        "reject.leastProbability", "reject.greatestDistance", "reject.margin", "floor.quietShare",
        "floor.greatestLevel", "floor.contrast", "thresholds.default", "lowerShare",
        "minimumDuration", "suitability.disturbingProbability", "suitability.suitableProbability",
        "suitability.greatestLoudness",
      ])
  }

  @Test func `what does not go together is told`() {
    let found = problems(
      #"""
      "window": { "duration": 1, "hop": 2 }, "thresholds": 0.5, "median": 4,
      "suitability": { "disturbingProbability": 0.2, "suitableProbability": 0.3, "abruptRise": 40, "greatestLoudness": -10 }
      """#)
    #expect(
      found == ["window.hop: 2.0 s", "median: 4", "suitability.suitableProbability: 0.3"])
  }
}
