import AudioFrontEnd
import ContentDigest
import Datasets
import ExperimentSchema
import Foundation
import Testing

@Suite("Soundscapes")
struct SoundscapeTests {
  static let profile = SoundscapeProfile(
    name: "test", title: "test", duration: 10, sampleRate: 22_050, eventCount: 1...4,
    eventDuration: 0.5...4, maximumOverlap: 2, signalToNoise: 0...20,
    background: .init(level: -50, color: 0...2), strangerShare: 0.15, silenceDecibels: 30,
    soundscapesPerFold: 40, seed: 1)
  /// Three classes in two scenes, two sources in each of five folds.
  static let corpus: Corpus = {
    let whole = SyntheticCorpus.corpus(seed: 1, sourcesPerClass: 10, takesPerSource: 1)
    let names = ["Dog", "Rain", "Siren"]
    let labels = names.map { whole.classNames.firstIndex(of: $0)! }
    return Corpus(
      name: "three", classNames: names,
      examples: whole.examples.compactMap { example in
        guard let label = labels.firstIndex(of: example.label) else { return nil }
        var example = example
        example.label = label
        return example
      })
  }()
  static let taxonomy = Taxonomy(
    scenes: [.init(name: "street", title: "a street"), .init(name: "nature", title: "outdoors")],
    classes: [
      .init(name: "dog", aliases: ["Dog"], scenes: ["street"], suitability: .suitable),
      .init(name: "rain", aliases: ["Rain"], scenes: ["nature"], suitability: .suitable),
      .init(name: "siren", aliases: ["Siren"], scenes: ["street"], suitability: .disturbing),
    ])

  private let composer: SoundscapeComposer

  init() throws {
    composer = try SoundscapeComposer(of: Self.corpus, profile: Self.profile, taxonomy: Self.taxonomy)
  }

  private func clip(_ event: Soundscape.Event) throws -> Example {
    try #require(Self.corpus.examples.first { $0.id == event.clip })
  }

  @Test func `every soundscape keeps to the profile and to its fold`() throws {
    var counts: Set<Int> = []
    for fold in 1...5 {
      let soundscapes = try composer.soundscapes(ofFold: fold)
      #expect(soundscapes.count == 40)
      for soundscape in soundscapes {
        counts.insert(soundscape.events.count)
        #expect((1...4).contains(soundscape.events.count))
        #expect(["street", "nature"].contains(soundscape.scene))
        #expect((0...2).contains(soundscape.background.color))
        #expect(soundscape.events == soundscape.events.sorted { $0.onset < $1.onset })
        for event in soundscape.events {
          let example = try clip(event)
          #expect(example.fold == fold && example.label == event.label)
          #expect(event.onset >= 0 && event.offset <= 10 && event.offset - event.onset <= 4)
          #expect((0...20).contains(event.signalToNoise))
          #expect(event.clipOnset >= 0 && event.clipOnset + event.offset - event.onset <= 5.0001)
        }
        // At no time are more than two heard, nor two of one class.
        for time in stride(from: 0, to: 10, by: 0.01) {
          let heard = soundscape.events.filter { $0.onset <= time && time < $0.offset }
          #expect(heard.count <= 2 && Set(heard.map(\.label)).count == heard.count)
        }
      }
    }
    #expect(counts == [1, 2, 3, 4])
  }

  @Test func `most events belong to the scene, some do not`() throws {
    let soundscapes = try (1...5).flatMap { try composer.soundscapes(ofFold: $0) }
    let events = soundscapes.flatMap { soundscape in soundscape.events.map { (soundscape.scene, $0.label) } }
    let strangers = events.count { scene, label in (scene == "nature") != (label == 1) }
    let share = Double(strangers) / Double(events.count)
    // A stranger is of any class, so a half of 15 % or so: within five standard deviations.
    #expect(share > 0.02 && share < 0.16, "\(share)")
  }

  @Test func `the sound is where the truth says, as loud as it says`() throws {
    for soundscape in try composer.soundscapes(ofFold: 2).prefix(12) {
      let waveform = try composer.waveform(of: soundscape)
      #expect(waveform.samples.count == 220_500 && waveform.sampleRate == 22_050)
      var silent = soundscape
      silent.events = []
      let silence = try composer.waveform(of: silent)
      #expect(abs(level(of: silence.samples[...]) - -50) < 0.01)
      let events = zip(waveform.samples, silence.samples).map { $0 - $1 }
      for (index, event) in soundscape.events.enumerated() {
        let others = soundscape.events.indices.filter { $0 != index }.map { soundscape.events[$0] }
        guard !others.contains(where: { $0.onset < event.offset && event.onset < $0.offset }) else {
          continue
        }
        let range = Int((event.onset * 22_050).rounded())..<Int((event.offset * 22_050).rounded())
        // The edges fade over 10 ms each, which a short event feels.
        #expect(
          abs(level(of: events[range]) - (event.signalToNoise - 50)) < 0.6, "\(soundscape.id) \(event)")
      }
      let heard = soundscape.events.map { Int($0.onset * 22_050) - 1..<Int($0.offset * 22_050) + 2 }
      let outside = events.indices.filter { index in !heard.contains { $0.contains(index) } }
      #expect(outside.allSatisfy { abs(events[$0]) < 1e-6 })
    }
  }

  private func level(of samples: ArraySlice<Float>) -> Double {
    10 * log10(samples.reduce(0) { $0 + Double($1) * Double($1) } / Double(samples.count))
  }

  @Test func `a seed gives the same soundscapes, another one others`() throws {
    let again = try SoundscapeComposer(
      of: Self.corpus, profile: Self.profile, taxonomy: Self.taxonomy, jobs: 1)
    let soundscapes = try composer.soundscapes(ofFold: 3)
    #expect(try again.soundscapes(ofFold: 3) == soundscapes)
    #expect(try again.waveform(of: soundscapes[7]) == composer.waveform(of: soundscapes[7]))
    var profile = Self.profile
    profile.seed = 2
    let other = try SoundscapeComposer(of: Self.corpus, profile: profile, taxonomy: Self.taxonomy)
    #expect(try other.soundscapes(ofFold: 3) != soundscapes)
    #expect(try composer.soundscapes(ofFold: 4).map(\.events) != soundscapes.map(\.events))
  }

  @Test func `what cannot be composed is said`() throws {
    var taxonomy = Self.taxonomy
    taxonomy.classes.removeLast()
    #expect(throws: SoundscapeError.unknownClasses(["Siren"])) {
      try SoundscapeComposer(of: Self.corpus, profile: Self.profile, taxonomy: taxonomy)
    }
    #expect(throws: SoundscapeError.noClips(fold: 9, classes: ["Dog", "Rain", "Siren"])) {
      try composer.soundscapes(ofFold: 9)
    }
  }

  @Test func `the folder is a corpus of scenes, with the truth as DCASE has it`() throws {
    let folder = FileManager.default.temporaryDirectory.appending(path: "earshot-\(UUID().uuidString)")
    defer { try? FileManager.default.removeItem(at: folder) }
    var profile = Self.profile
    profile.soundscapesPerFold = 3
    profile.duration = 2
    profile.eventDuration = 0.5...1
    let small = try SoundscapeComposer(of: Self.corpus, profile: profile, taxonomy: Self.taxonomy)
    let written = try SoundscapeFolder.write(small, folds: [1, 2, 4], to: folder, jobs: 2)
    #expect(written.count == 9)
    let corpus = try CorpusLocation.open(folder.path)
    #expect(corpus.examples.count == 9 && corpus.folds == [1, 2, 4])
    #expect(Set(corpus.classNames).isSubset(of: ["nature", "street"]))
    for (soundscape, example) in zip(written, corpus.examples) {
      #expect(example.source == soundscape.id && example.fold == soundscape.fold)
      #expect(corpus.classNames[example.label] == soundscape.scene)
      let text = try String(
        contentsOf: folder.appending(path: "annotations/\(soundscape.id).txt"), encoding: .utf8)
      let lines = text.split(separator: "\n").map { $0.split(separator: "\t").map(String.init) }
      #expect(lines.map { $0[2] } == soundscape.events.map { Self.corpus.classNames[$0.label] })
      for (line, event) in zip(lines, soundscape.events) {
        #expect(abs(try #require(Double(line[0])) - event.onset) < 0.001)
        #expect(abs(try #require(Double(line[1])) - event.offset) < 0.001)
      }
    }
    #expect(throws: CorpusError.self) { try SoundscapeFolder.write(small, folds: [1], to: folder) }
  }
}
