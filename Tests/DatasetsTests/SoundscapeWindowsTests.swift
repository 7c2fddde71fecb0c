import AudioFrontEnd
import Datasets
import ExperimentSchema
import Foundation
import Testing

@Suite("Windows of soundscapes")
struct SoundscapeWindowsTests {
  /// Nine soundscapes of 2 s in the folds 1, 2 and 4, of the classes Dog, Rain and Siren.
  private let folder: TemporaryFolder
  private let written: [Soundscape]
  private let windows = SoundWindows(duration: 0.5, hop: 0.2, minimumOverlap: 0.1)

  init() throws {
    var profile = SoundscapeTests.profile
    profile.soundscapesPerFold = 3
    profile.duration = 2
    profile.eventDuration = 0.2...1
    let composer = try SoundscapeComposer(
      of: SoundscapeTests.corpus, profile: profile, taxonomy: SoundscapeTests.taxonomy)
    folder = try TemporaryFolder()
    written = try SoundscapeFolder.write(
      composer, folds: [1, 2, 4], to: folder.url.appending(path: "soundscapes"))
  }

  private func place(_ path: String) -> URL { folder.url.appending(path: path) }

  private func annotations() throws(CorpusError) -> SoundscapeAnnotations {
    try SoundscapeAnnotations(ofCorpusAt: place("soundscapes").path)
  }

  private func corpus() throws(CorpusError) -> Corpus {
    try CorpusLocation.open(place("soundscapes").path).cut(into: windows, annotatedBy: annotations())
  }

  @Test func `annotations are read as they were written`() throws {
    let annotations = try annotations()
    #expect(annotations.classNames == ["Dog", "Rain", "Siren"])
    #expect(annotations.recordings.map(\.id) == written.map(\.id))
    for (recording, soundscape) in zip(annotations.recordings, written) {
      #expect(recording.fold == soundscape.fold && recording.duration == 2)
      #expect(recording.events.map(\.label) == soundscape.events.map(\.label))
      #expect(recording.events.map(\.onset) == soundscape.events.map(\.onset))
      #expect(recording.events.map(\.offset) == soundscape.events.map(\.offset))
    }
  }

  @Test func `a window has the classes that are heard in it, counted by the millisecond`() throws {
    let corpus = try corpus()
    #expect(corpus.isMultiLabel && corpus.name == "soundscapes-windows")
    // What they are composed of is synthesized, and so are they.
    #expect(corpus.isSynthetic)
    #expect(corpus.classNames == ["Dog", "Rain", "Siren", "background"])
    // 0, 0.2, ... 1.6: the last is the first to reach 2 s.
    #expect(corpus.examples.count == 9 * 9 && corpus.folds == [1, 2, 4])
    for example in corpus.examples {
      let parts = example.id.split(separator: "@")
      let start = try #require(Double(parts[1]))
      let soundscape = try #require(written.first { parts[0] == "audio/\($0.id)" })
      #expect(example.fold == soundscape.fold && example.source == soundscape.id)
      let milliseconds = (0..<500).map { start + (Double($0) + 0.5) / 1_000 }
      let durations = (0..<3).map { label in
        milliseconds.count { time in
          soundscape.events.contains { $0.label == label && $0.onset <= time && time < $0.offset }
        }
      }
      // What lies within two milliseconds of the limit is not judged.
      let clear = (0..<3).filter { durations[$0] > 102 }
      let doubtful = (0..<3).filter { abs(durations[$0] - 100) <= 2 }
      let heard = try #require(example.heard)
      #expect(heard == heard.sorted())
      #expect(Set(heard.filter { $0 < 3 }).subtracting(doubtful) == Set(clear).subtracting(doubtful))
      #expect(heard.contains(3) == (heard == [3]))
      let longest = durations.max() ?? 0
      if example.label < 3 { #expect(durations[example.label] >= longest - 2) }
    }
    #expect(Set(corpus.examples.compactMap(\.heard?.count)).isSuperset(of: [1, 2]))
    #expect(corpus.examples.contains { $0.heard == [3] })
  }

  @Test func `other windows, and other sounds in them, make another corpus`() throws {
    let whole = try CorpusLocation.open(place("soundscapes").path)
    let digest = try corpus().digest
    #expect(try corpus().digest == digest && whole.digest != digest)
    var others = [windows, windows, windows]
    others[0].hop = 0.25
    others[1].duration = 0.6
    others[2].minimumOverlap = 0.45
    for other in others {
      #expect(try whole.cut(into: other, annotatedBy: annotations()).digest != digest)
    }
    let file = place("soundscapes/soundscapes.json")
    let text = try String(contentsOf: file, encoding: .utf8)
    try text.replacing("\"class\": \"Dog\"", with: "\"class\": \"Siren\"")
      .write(to: file, atomically: true, encoding: .utf8)
    #expect(try corpus().digest != digest)
  }

  @Test func `features are those of the windows that a recogniser slides over the recording`() throws {
    let corpus = try corpus()
    // Another rate than the recordings have, so that they are resampled.
    let settings = FrontEnd.Settings(
      sampleRate: 16_000, features: .meanMagnitudeSpectrum(fftLength: 512, hopLength: 256))
    let cache = FeatureCache(folder: place("cache"))
    let table = try FeatureExtraction.table(for: corpus, frontEnd: settings, cache: cache, jobs: 3)
    #expect(table.labels == corpus.examples.map { Int32($0.label) })
    let targets = try #require(table.targets)
    #expect(targets.count == 4 * table.clipCount)
    for (row, example) in corpus.examples.enumerated() {
      #expect((0..<4).filter { targets[4 * row + $0] == 1 } == example.heard)
      #expect((0..<4).allSatisfy { [0, 1].contains(targets[4 * row + $0]) })
    }
    let frontEnd = try FrontEnd(settings)
    for soundscape in written {
      let recording = try RecordingStream(
        place("soundscapes/audio/\(soundscape.id).flac"), sampleRate: 16_000)
      let slid = RecordingWindows(of: recording, windowLength: 8_000, hopLength: 3_200)
      while let window = try slid.next() {
        let id = "audio/\(soundscape.id)@" + String(format: "%.2f", window.start)
        let row = try #require(table.ids.firstIndex(of: id))
        let heard = Array(window.samples.prefix(window.heardCount))
        let expected = try frontEnd.features(of: Waveform(samples: heard, sampleRate: 16_000))
        #expect(Array(table[row]) == expected, "\(id)")
      }
    }
    // One entry for each recording, and all that is needed: with the recordings gone, only the cache can answer.
    let entries = try FileManager.default.subpathsOfDirectory(atPath: cache.folder.path)
    #expect(entries.count { $0.wholeMatch(of: /features\/..\/[0-9a-f]{62}/) != nil } == written.count)
    try FileManager.default.removeItem(at: place("soundscapes/audio"))
    let again = try FeatureExtraction.table(for: corpus, frontEnd: settings, cache: cache, jobs: 1)
    #expect(again.values == table.values && again.targets == table.targets)
    let error = #expect(throws: FeatureExtractionError.self) {
      try FeatureExtraction.table(for: corpus, frontEnd: settings, cache: nil, jobs: 2)
    }
    #expect("\(try #require(error))".hasPrefix("9 clips cannot be turned into features:"), "each told once")
  }

  @Test func `copies of a window are changed by themselves, and have its classes`() throws {
    let corpus = try corpus()
    let settings = FrontEnd.Settings(
      sampleRate: 22_050, features: .meanMagnitudeSpectrum(fftLength: 512, hopLength: 256))
    let copy = ClipVariation.copy(
      0, CopySettings(seed: 1, rollSeconds: 0.2, background: nil, gainDecibels: 6))
    let table = try FeatureExtraction.table(
      for: corpus, heardAs: [.playbackSpeed(0.9), copy], frontEnd: settings, cache: nil, jobs: 2)
    let plain = try FeatureExtraction.table(for: corpus, frontEnd: settings, cache: nil, jobs: 2)
    let targets = try #require(plain.targets)
    #expect(table.targets == targets + targets + targets)
    #expect(Array(table.values.prefix(plain.values.count)) == plain.values)
    let frontEnd = try FrontEnd(settings)
    for index in [0, 1, 40] {
      var slow = try corpus.waveform(of: corpus.examples[index])
      slow.play(atSpeed: 0.9)
      #expect(try Array(table[81 + index]) == frontEnd.features(of: slow))
      let recipe = ClipRecipe(copy, of: corpus.examples[index], in: corpus)
      let changed = try recipe.apply(to: corpus.waveform(of: corpus.examples[index]), of: corpus)
      #expect(try Array(table[162 + index]) == frontEnd.features(of: changed))
    }
  }

  private func complaint(_ body: () throws(CorpusError) -> some Any) -> String {
    do throws(CorpusError) {
      _ = try body()
      return ""
    } catch {
      return "\(error)"
    }
  }

  @Test func `a corpus of which nothing tells what is heard when is refused, saying how to make one`() throws
  {
    for path in ["synthetic", folder.url.path] {
      #expect(
        complaint { () throws(CorpusError) in try SoundscapeAnnotations(ofCorpusAt: path) }
          == "\(path): found no soundscapes.json; expected a folder of soundscapes, of which it is known what is heard "
          + "in each window. Compose some, by earshot corpus compose CORPUS -o FOLDER, and name them by "
          + "--corpus FOLDER.")
    }
  }

  @Test(arguments: [
    (#""class": "Siren""#, #""class": "Cow""#, "events["), (#""onset": "#, #""onset": -"#, ".onset"),
    (#""fold": 2"#, #""fold": "2""#, ".fold"), (#""events": ["#, #""sounds": ["#, ".events"),
    (#""classes": ["Dog", "#, #""classes": ["Rain", "#, " at classes;"),
    (#""offset": "#, #""offset": 9"#, ".offset"),
  ])
  func `annotations that are wrong are told with their line, by the check too`(
    old: String, new: String, place path: String
  ) throws {
    let file = place("soundscapes/soundscapes.json")
    let text = try String(contentsOf: file, encoding: .utf8)
    try #require(text.contains(old))
    try text.replacing(old, with: new).write(to: file, atomically: true, encoding: .utf8)
    let complaint = complaint { () throws(CorpusError) in try annotations() }
    #expect(complaint.contains(#/soundscapes\.json:\d+: found /#) && complaint.contains(path), "\(complaint)")
    let findings = try CorpusCheck.report(at: place("soundscapes").path).findings
    #expect(findings.contains { $0.name == "annotations" && $0.severity == .error }, "\(findings)")
  }

  @Test func `recordings that annotations do not tell of are named`() throws {
    #expect(
      try CorpusCheck.report(at: place("soundscapes").path).findings.allSatisfy { $0.name != "annotations" })
    let file = place("soundscapes/soundscapes.json")
    let text = try String(contentsOf: file, encoding: .utf8)
    try text.replacing("fold2-0003", with: "fold2-0009").replacing("background", with: "background2")
      .replacing("\"Dog\"", with: "\"background\"").write(to: file, atomically: true, encoding: .utf8)
    let complaint = complaint { () throws(CorpusError) in try corpus() }
    #expect(complaint.contains("found audio/fold2-0003 in fold 2; expected recordings that soundscapes.json"))
    #expect(complaint.contains("found a class called \"background\"; expected other names"))
    let findings = try CorpusCheck.report(at: place("soundscapes").path).findings
    #expect(findings.count { $0.name == "annotations" } == 2)
  }
}
