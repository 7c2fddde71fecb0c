import AudioFrontEnd
import ExperimentRunner
import ExperimentSchema
import Foundation
import Listening
import ListeningTestSupport
import Recognition
import Testing

@Suite("Recordings, heard by a model whose answers are known")
struct RecognizerTests {
  private static let tones = [(frequency: 1_000.0, from: 2.0, to: 4.0), (3_000, 6, 7)]

  private func near(_ value: Double, _ expected: Double) -> Bool { abs(value - expected) < 0.02 }

  @Test func `events are heard where they are, with how sure they are, their scene and their verdict`() throws
  {
    let listener = try ToneListener()
    let heard = try listener.recognizer().hear(try listener.recording(Self.tones, duration: 10))
    #expect(heard.duration == 10)
    try #require(heard.events.map(\.className) == ["low", "high"])
    let (low, high) = (heard.events[0], heard.events[1])
    #expect(low.onset == 2 && low.offset == 4 && high.onset == 6 && high.offset == 7)
    // Windows that hear half a tone say one half; frames of the tone's ends are the mean of a whole and a half.
    #expect(near(low.confidence, 0.875) && near(high.confidence, 0.75))
    #expect(low.suitability?.verdict == .suitable && high.suitability?.verdict == .disturbing)
    #expect(heard.suitability?.verdict == .disturbing)
    // The low tone speaks 1.75 s for the cellar, the high one 0.75 s for both.
    #expect(heard.scene.scene == "cellar")
    #expect(near(heard.scene.shares[0].share, (1.75 + 0.375) / 2.5))
  }

  @Test func `each class of a sigmoid is heard by itself, and does not disturb by what is beside it`() throws
  {
    let listener = try ToneListener(.sigmoid)
    let both = [(frequency: 1_000.0, from: 1.0, to: 9.0), (3_000, 3, 6)]
    let heard = try listener.recognizer().hear(try listener.recording(both, duration: 10))
    try #require(heard.events.map(\.className) == ["low", "high"])
    #expect(heard.events[0].onset == 1 && heard.events[0].offset == 9)
    #expect(heard.events[1].onset == 3 && heard.events[1].offset == 6)
    // Six of the low tone's 16 frames hear the high one as well, the outer two of them by three quarters.
    let low = try #require(heard.events[0].suitability?.evidence.disturbingProbability)
    #expect(near(low, (1 - heard.events[0].confidence) * 5.5 / 16))
    #expect(heard.events[1].suitability?.verdict == .disturbing)
  }

  @Test(arguments: [("synthetic", false), ("soundscapes", true)])
  func `a model that was measured on no real recording gives events and no verdict`(
    corpus: String, isSynthetic: Bool
  ) throws {
    let listener = try ToneListener(corpus: corpus, isSynthetic: isSynthetic)
    let recognizer = try listener.recognizer()
    #expect(recognizer.card.heldOut == nil)
    let heard = try recognizer.hear(try listener.recording(Self.tones, duration: 10))
    #expect(heard.events.count == 2)
    #expect(heard.suitability == nil && heard.events.allSatisfy { $0.suitability == nil })
  }

  @Test func `a model that was trained on windows hears windows as long as those, whatever the settings`()
    throws
  {
    let listener = try ToneListener(.sigmoid, windows: SoundWindows(duration: 1, hop: 0.5))
    var settings = ToneListener.settings
    settings.window = .init(duration: 4, hop: 2)
    let window = try listener.recognizer(settings).settings.window
    #expect(window.duration == 1 && window.hop == 1)
    settings.window = .init(duration: 0.5, hop: 0.25)
    let other = try listener.recognizer().with(settings).settings.window
    #expect(other.duration == 1 && other.hop == 0.25)
  }

  @Test func `what is too faint to be an event may disturb all the same`() throws {
    let listener = try ToneListener(.sigmoid)
    var settings = ToneListener.settings
    settings.thresholds = .same(0.8)
    // The only window that hears all of the tone makes no event of it; frames are the mean of a whole and a half.
    let heard = try listener.recognizer(settings).hear(try listener.recording([(3_000, 2, 3)], duration: 10))
    #expect(heard.events.isEmpty)
    let evidence = try #require(heard.suitability?.evidence)
    #expect(near(evidence.disturbingProbability, 0.75))
    #expect(heard.suitability?.verdict == .disturbing)
  }

  @Test func `silence is no event, and no scene`() throws {
    let listener = try ToneListener()
    let heard = try listener.recognizer().hear(try listener.recording([], duration: 3))
    #expect(heard.events.isEmpty && heard.scene.scene == nil)
    #expect(heard.suitability?.verdict == .suitable)
  }

  @Test func `nothing is an event of the background`() throws {
    let recognizer = try ToneListener().recognizer()
    #expect(recognizer.card.classNames == ["high", "low"])
  }

  @Test(arguments: [0.000125, 0.3, 1, 1.1, 20.3])
  func `a recording of any length has a frame for each hop, whatever the threads`(duration: Double) throws {
    let listener = try ToneListener()
    let recognizer = try listener.recognizer()
    let tones = duration > 1 ? [(frequency: 1_000.0, from: 0.5, to: duration)] : []
    let file = try listener.recording(tones, duration: duration).reader.file
    func posteriors(threads: Int) throws -> Posteriors {
      var last = 0.0
      let posteriors = try recognizer.posteriors(
        of: .init(file, sampleRate: recognizer.sampleRate), threads: threads, progress: { last = $0 })
      #expect(abs(last - duration) < 1e-9)
      return posteriors
    }
    let alone = try posteriors(threads: 1)
    #expect(alone.frameCount == Int((duration * 2).rounded(.up)) && alone.classCount == 2)
    #expect(try posteriors(threads: 3) == alone)
  }

  @Test func `a window as long as the recording says what the model says of the clip`() throws {
    let listener = try ToneListener()
    let recognizer = try listener.recognizer(
      RecognitionSettings(window: .init(duration: 10, hop: 10), thresholds: .same(0.5)))
    let recording = try listener.recording(Self.tones, duration: 10)
    var samples: [Float] = []
    while let block = try recording.next() { samples += block }
    let model = try TrainedModel(of: listener.run)
    let features = try FrontEndFeatures.of(samples, model.document)
    let probabilities = try model.probabilities(of: features)
    let posteriors = try recognizer.posteriors(
      of: .init(recording.reader.file, sampleRate: recognizer.sampleRate))
    try #require(posteriors.frameCount == 1)
    for (found, expected) in zip(posteriors.values, probabilities.dropFirst()) {
      #expect(abs(found - expected) < 1e-6)
    }
  }

  @Test func `a temperature makes a model less sure`() throws {
    let listener = try ToneListener()
    var settings = ToneListener.settings
    settings.temperature = 8
    let file = try listener.recording([(1_000, 0, 4)], duration: 4).reader.file
    let recognizer = try listener.recognizer(settings)
    let posteriors = try recognizer.posteriors(of: .init(file, sampleRate: 8_000))
    // Logits are 16 for the tone, 8 for silence, 0 for the other tone.
    let expected = exp(2.0) / (exp(2.0) + exp(1) + 1)
    #expect(near(Double(posteriors.values[2 * 3 + 1]), expected))
  }

  @Test func `what progress throws ends the hearing`() throws {
    struct Enough: Error {}
    let listener = try ToneListener()
    let recording = try listener.recording([], duration: 60)
    #expect(throws: Enough.self) {
      try listener.recognizer().posteriors(of: recording, progress: { _ in throw Enough() })
    }
  }

  @Test func `classes that the taxonomy does not know, and thresholds of no class, are told`() throws {
    let listener = try ToneListener()
    var taxonomy = ToneListener.taxonomy
    taxonomy.classes.removeFirst()
    #expect(throws: ListeningError.unknownToTaxonomy(["low"], model: "tones")) {
      try Recognizer(of: listener.run, settings: ToneListener.settings, taxonomy: taxonomy)
    }
    var settings = ToneListener.settings
    settings.thresholds = .byClass(["lou": 0.5], otherwise: 0.5)
    #expect(throws: ListeningError.thresholdOfNoClass("lou", near: "Did you mean \"low\"?")) {
      try listener.recognizer(settings)
    }
    settings.thresholds = .byClass(["low": 0.95], otherwise: 0.6)
    let heard = try listener.recognizer(settings).hear(try listener.recording(Self.tones, duration: 10))
    #expect(heard.events.map(\.className) == ["low", "high"])
    #expect(heard.events.first?.onset == 2.5 && heard.events.first?.offset == 3.5)
  }

  // MARK: What is none of the classes

  private static let floor = RecognitionSettings.Floor(quietShare: 0.1, greatestLevel: -45, margin: 1.5)
  private static let strange = [
    (frequency: 1_000.0, from: 1.0, to: 3.0), (1_000, 5, 8), (3_000, 5, 8),
  ]

  private func settings(
    distance: Double = 2, probability: Double = 0, margin: Double = 6
  ) -> RecognitionSettings {
    var settings = ToneListener.settings
    settings.floor = Self.floor
    settings.reject = .init(leastProbability: probability, greatestDistance: distance, margin: margin)
    return settings
  }

  @Test func `what lies far from the clips trained on is unknown, and for an adult to judge`() throws {
    let listener = try ToneListener(isScaled: true)
    // The root mean square is 1.7 for one tone, 2.4 for two.
    let heard = try listener.recognizer(settings()).hear(listener.recording(Self.strange, duration: 10))
    try #require(heard.events.map(\.className) == ["low", Recognizer.unknownClass])
    let unknown = heard.events[1]
    #expect(unknown.onset == 5 && unknown.offset == 8)
    #expect(unknown.suitability?.verdict == .uncertain && unknown.suitability?.reasons == [.unlikeClasses])
    #expect(heard.suitability?.verdict == .uncertain)
    #expect(heard.scene.scene == "cellar")
    let posteriors = try listener.recognizer(settings()).posteriors(
      of: listener.recording(Self.strange, duration: 10))
    #expect(posteriors.classCount == 2 && posteriors.frameCount == 20)
    // Both windows that hear them are rejected, or they are silent.
    let frames = [2 * 11..<2 * 15, 2 * 16..<2 * 20]
    #expect(frames.allSatisfy { posteriors.values[$0].allSatisfy { $0 == 0 } })
  }

  @Test func `windows of which no class is likely are unknown`() throws {
    let listener = try ToneListener()
    // Windows that are half of two tones say one third of each answer, those of two tones a half of two.
    let recording = [(frequency: 1_000.0, from: 1.0, to: 3.0), (1_000, 5, 5.5), (3_000, 5, 5.5)]
    let heard = try listener.recognizer(settings(distance: 1_000, probability: 0.4)).hear(
      listener.recording(recording, duration: 10))
    #expect(heard.events.map(\.className) == ["low", Recognizer.unknownClass])
    #expect(heard.events.last?.onset == 5 && heard.events.last?.offset == 5.5)
  }

  @Test func `what is unknown and does not rise clearly above the floor is nothing`() throws {
    let listener = try ToneListener(isScaled: true)
    let heard = try listener.recognizer(settings(margin: 85)).hear(
      listener.recording(Self.strange, duration: 10))
    // Two tones have -6 dB, 84 above the least floor.
    #expect(heard.events.map(\.className) == ["low"])
  }

  @Test func `a sound that lasts is no floor unless it is as quiet as one`() throws {
    let listener = try ToneListener()
    let tone = [(frequency: 1_000.0, from: 0.0, to: 10.0)]
    var settings = settings()
    let heard = try listener.recognizer(settings).hear(listener.recording(tone, duration: 10))
    #expect(heard.events.map(\.className) == ["low"])
    settings.floor?.greatestLevel = 0
    let none = try listener.recognizer(settings).hear(listener.recording(tone, duration: 10))
    #expect(none.events.isEmpty)
  }

  @Test func `what was fitted to another model is left out`() throws {
    let listener = try ToneListener(isScaled: true)
    var settings = settings()
    settings.temperature = 100
    settings.fittedTo = "another"
    let recognizer = try listener.recognizer(settings)
    #expect(recognizer.settings.reject == nil && recognizer.settings.temperature == 1)
    settings.fittedTo = try TrainedModel(of: listener.run).document.weightsDigest
    #expect(try listener.recognizer(settings).settings == settings)
  }

  // MARK: How it sounds

  @Test func `a sound out of silence is abrupt, and as loud as it is played`() throws {
    let listener = try ToneListener()
    var settings = ToneListener.settings
    settings.suitability = nil
    let recognizer = try listener.recognizer(settings)
    let tones = [(frequency: 1_000.0, from: 2.0, to: 4.0)]
    let unplayed = try recognizer.hear(listener.recording(tones, duration: 10)).suitability
    // A sine of amplitude 0.5 has -9.03 dB, and what was before it counts as -60.
    let rise = try #require(unplayed?.evidence.rise)
    #expect(abs(rise - (60 - 9.03)) < 0.01 && unplayed?.evidence.loudness == nil)
    #expect(unplayed?.verdict == .disturbing && unplayed?.reasons == [.abrupt(rise)])
    // BS.1770 gives a sine of 1 kHz its level.
    let heard = try recognizer.hear(listener.recording(tones, duration: 10), playbackGain: -2)
    for evidence in [heard.suitability?.evidence, heard.events.first?.suitability?.evidence] {
      let loudness = try #require(evidence?.loudness)
      #expect(abs(loudness - (-9.03 - 2)) < 0.1)
    }
    #expect(heard.suitability?.reasons == [.abrupt(rise)])
    let louder = try recognizer.hear(listener.recording(tones, duration: 10), playbackGain: 0)
    #expect(louder.suitability?.reasons.count == 2)
    let silence = try recognizer.hear(listener.recording([], duration: 10), playbackGain: 0)
    #expect(silence.suitability?.evidence.loudness == LoudnessCourse.silence)
    #expect(silence.suitability?.verdict == .suitable)
  }

  @Test func `the model that ships tells the classes of ESC-10, and how often it was right`() throws {
    let recognizer = try Recognizer.shipped()
    #expect(recognizer.card.name == "gen7" && recognizer.card.classNames.count == 10)
    let heldOut = try #require(recognizer.card.heldOut)
    #expect(heldOut.corpus == "esc10" && heldOut.folds == [5] && heldOut.accuracy > 0.9)
    #expect(recognizer.card.run?.hasPrefix("gen7-esc10-s1-f5-") == true)
    // Its settings are its own: what was fitted was fitted to it.
    #expect(recognizer.settings.reject != nil)
    #expect(try RecognitionSettings.shipped() == recognizer.settings)
    #expect(
      ShippedModel.credits.contains("CC BY") && ShippedModel.credits.contains("Freesound")
        && ShippedModel.credits.contains("4-164661-B-12"))
  }

  @Test func `the detector that ships hears the same classes, each by itself, as its own settings say`()
    throws
  {
    let recognizer = try Recognizer.shipped(.detector)
    #expect(recognizer.card.name == "detector" && !recognizer.areClassesExclusive)
    #expect(recognizer.card.classNames == (try Recognizer.shipped()).card.classNames)
    let heldOut = try #require(recognizer.card.heldOut)
    #expect(heldOut.corpus == "esc10-soundscapes-windows" && heldOut.folds == [5])
    #expect(recognizer.settings.window.duration == 1)
    #expect(recognizer.settings != (try RecognitionSettings.shipped()))
  }
}
