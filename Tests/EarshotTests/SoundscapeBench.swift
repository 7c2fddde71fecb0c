import Foundation
import Testing

/// A bench with experiments that are shipped, generation 7 and those for soundscapes, and with soundscapes of its own
/// corpus.
final class SoundscapeBench {
  private static let shipped = URL(filePath: #filePath).appending(path: "../../../Experiments")
    .standardizedFileURL
  private static let taxonomy = """
    { "scenes": [{ "name": "indoors", "title": "a room" }, { "name": "outdoors", "title": "a street" }],
      "classes": [
        { "name": "hiss", "scenes": ["indoors"], "suitability": "suitable" },
        { "name": "hum", "scenes": ["indoors", "outdoors"], "suitability": "suitable" },
        { "name": "whistle", "scenes": ["outdoors"], "suitability": "disturbing" }] }
    """
  private static let profile = """
    { "name": "small", "title": "Short ones", "duration": 2, "sampleRate": 22050, "eventCount": [1, 4],
      "eventDuration": [0.15, 0.25], "signalToNoise": [10, 30], "background": { "level": -50, "color": [0, 2] },
      "soundscapesPerFold": 8 }
    """

  /// What lets the shipped detector hear events that are so short, and learn from so few.
  static let detectorSettings = [
    "-S", "corpus.windows.minimumOverlap=0.1", "-S", "training.batchSize=8", "-S", "training.epochs=12",
  ]

  let bench: Workbench

  /// Composes `soundscapes`.
  init() throws {
    bench = try Workbench()
    for name in ["detector.json", "scene.json", "gen7.json"] {
      try FileManager.default.copyItem(
        at: Self.shipped.appending(path: name), to: bench.experiments.appending(path: name))
    }
    try bench.write(Self.taxonomy, to: "Experiments/taxonomy.json")
    try bench.write(Self.profile, to: "small.json")
    try compose("soundscapes")
  }

  /// Composes soundscapes into `folder`.
  func compose(_ folder: String, _ arguments: String...) throws {
    let ending = try bench.start(
      ["corpus", "compose", "tones", "-o", folder, "--profile", "small.json"] + arguments
    ).wait()
    try #require(ending.status == 0, "\(ending.messages)")
  }

  /// What a command that must end well tells of runs.
  func runs(_ arguments: String...) throws -> [RunEntry] { try runs(arguments) }

  /// What a command of these arguments tells of runs.
  func runs(_ arguments: [String]) throws -> [RunEntry] {
    let ending = try bench.start(arguments + ["--json"]).wait()
    try #require(ending.status == 0, "\(ending.messages)")
    return try JSONDecoder().decode([RunEntry].self, from: Data(ending.output.utf8))
  }
}
