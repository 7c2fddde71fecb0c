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
    let low = try #require(heard.events[0].suitability?.evidence.disturbingProbability)
    #expect(near(low, 1 - heard.events[0].confidence))
    #expect(heard.events[1].suitability?.verdict == .disturbing)
  }

  @Test func `a model that was measured on no real recording gives events and no verdict`() throws {
    let listener = try ToneListener(corpus: "synthetic")
    let recognizer = try listener.recognizer()
    #expect(recognizer.card.heldOut == nil)
    let heard = try recognizer.hear(try listener.recording(Self.tones, duration: 10))
    #expect(heard.events.count == 2)
    #expect(heard.suitability == nil && heard.events.allSatisfy { $0.suitability == nil })
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
}
