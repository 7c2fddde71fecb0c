import AudioFrontEnd
import Datasets
import Evaluation
import ExperimentSchema
import Listening
import ListeningTestSupport
import Recognition
import RecognitionScoring
import Testing

@Suite("Recognisers, held against recordings of which everything is known")
struct RecognitionScoringTests {
  private typealias Tone = AnnotatedTones.Tone
  private typealias Recording = AnnotatedTones.Recording

  /// Keeps the folder of `tones` as long as they are heard.
  private func scoring(
    _ tones: AnnotatedTones, taxonomy: Taxonomy = ToneListener.taxonomy, jobs: Int = 2,
    _ body: (RecognitionScoring) throws -> Void
  ) throws {
    try body(RecognitionScoring(by: tones.recordings, taxonomy: taxonomy, jobs: jobs))
    withExtendedLifetime(tones) {}
  }

  private static let cellar = Recording(
    fold: 5, scene: "cellar",
    tones: [Tone(name: "low", onset: 2, offset: 4), Tone(name: "low", onset: 6, offset: 9)])
  private static let attic = Recording(
    fold: 4, scene: "attic", tones: [Tone(name: "high", onset: 1, offset: 6)])

  @Test func `what is heard as it is has the best scores, in all folds together`() throws {
    let listener = try ToneListener()
    try scoring(AnnotatedTones([Self.cellar, Self.attic])) { scoring in
      let score = try scoring.score([.init(listener.recognizer(), folds: [4, 5])])
      #expect(score.quality.recordingCount == 2 && score.quality.duration == 20)
      #expect(score.quality.segments.overall.f1 == 1 && score.quality.segments.errorRate == 0)
      #expect(score.quality.events.overall.f1 == 1)
      // High tones are heard in the attic and in the cellar alike: of equals it is the taxonomy's first, the cellar.
      #expect(score.quality.sceneAccuracy == 0.5)
      #expect(score.quality.suitability.misses == 0 && score.quality.suitability.falseAlarms == 0)
      #expect(score.quality.suitability.onDisturbing.total == 1)
      #expect(score.estimates.map(\.id) == ["tones0", "tones1"])
      #expect(score.estimates[1].events == [SoundEvent(label: 0, onset: 1, offset: 6)])
    }
  }

  @Test func `each subject is held against its own folds`() throws {
    let listener = try ToneListener()
    try scoring(AnnotatedTones([Self.cellar, Self.attic])) { scoring in
      let recognizer = try listener.recognizer()
      let both = try scoring.score([.init(recognizer, folds: [5]), .init(recognizer, folds: [4])])
      #expect(
        both.quality.segments == (try scoring.score([.init(recognizer, folds: [4, 5])])).quality.segments)
      #expect(try scoring.score([.init(recognizer, folds: [4])]).quality.recordingCount == 1)
    }
  }

  @Test func `what is told and not heard is missed, what is heard and not told is too much`() throws {
    let listener = try ToneListener()
    try scoring(
      AnnotatedTones([
        Recording(
          fold: 5, scene: "cellar",
          tones: [
            Tone(name: "low", onset: 2, offset: 4, sounds: false), Tone(name: "high", onset: 5, offset: 7),
            Tone(name: "low", onset: 8, offset: 9, isTold: false),
          ])
      ])
    ) { scoring in
      let quality = try scoring.score([.init(listener.recognizer(), folds: [5])]).quality
      let low = quality.segments.byClass[1]
      #expect(low.references == 2 && low.truePositives == 0 && low.estimates == 1)
      #expect(quality.segments.byClass[0].f1 == 1)
      #expect(quality.segments.errorRate == 3.0 / 4)
    }
  }

  @Test func `classes are the same by whatever name the taxonomy knows them`() throws {
    let listener = try ToneListener()
    var taxonomy = ToneListener.taxonomy
    taxonomy.classes[0].aliases = ["Bass"]
    taxonomy.classes[1].aliases = ["Treble"]
    try scoring(
      AnnotatedTones([Self.cellar, Self.attic], names: ("Bass", "Treble")), taxonomy: taxonomy
    ) { scoring in
      let score = try scoring.score([.init(listener.recognizer(), folds: [4, 5])])
      #expect(score.classNames == ["Treble", "Bass"])
      #expect(score.quality.segments.overall.f1 == 1)
      #expect(score.quality.suitability.onDisturbing.disturbing == 1)
    }
  }

  @Test func `without smoothing there is a class in every window, side by side`() throws {
    let listener = try ToneListener()
    try scoring(AnnotatedTones([Self.attic])) { scoring in
      let score = try scoring.scoreUnsmoothed([.init(listener.recognizer(), folds: [4])])
      // Of silence both tones are equally unlikely, and the first of them is named: high, from beginning to end.
      #expect(score.estimates[0].events == [SoundEvent(label: 0, onset: 0, offset: 10)])
      #expect(score.quality.suitability.onDisturbing.total == 0)
    }
  }

  @Test func `without smoothing windows do not overlap: a short tone is heard in its own alone`() throws {
    let listener = try ToneListener()
    let short = Recording(fold: 5, scene: "cellar", tones: [Tone(name: "low", onset: 2.25, offset: 2.75)])
    try scoring(AnnotatedTones([short])) { scoring in
      let score = try scoring.scoreUnsmoothed([.init(listener.recognizer(), folds: [5])])
      #expect(
        score.estimates[0].events == [
          SoundEvent(label: 0, onset: 0, offset: 2), SoundEvent(label: 1, onset: 2, offset: 3),
          SoundEvent(label: 0, onset: 3, offset: 10),
        ])
    }
  }

  @Test(arguments: [Activation.softmax, .sigmoid])
  func `a fit makes a model less sure that is wrong half of the time, and drops its reject`(
    activation: Activation
  ) throws {
    let listener = try ToneListener(activation)
    // Of every two low tones that are heard, one is told as high.
    let deceived = [(2.0, 4.0, true), (6, 8, false)].flatMap { onset, offset, isTold in
      [
        Tone(name: "low", onset: onset, offset: offset, isTold: isTold),
        Tone(name: "high", onset: onset, offset: offset, sounds: false, isTold: !isTold),
      ]
    }
    try scoring(AnnotatedTones([Recording(fold: 5, scene: "cellar", tones: deceived), Self.attic])) {
      scoring in
      var settings = ToneListener.settings
      settings.reject = .init(leastProbability: 0.2, greatestDistance: 9, margin: 3)
      let recognizer = try listener.recognizer(settings)
      let fitted = try scoring.fit(recognizer, folds: [5])
      #expect(fitted.temperature > 1.5)
      #expect(fitted.reject == nil && fitted.fittedTo == nil)
      #expect(try scoring.fit(recognizer, folds: [4]).temperature < 1)
    }
  }

  @Test func `always the most frequent class is that of the other folds`() throws {
    try scoring(
      AnnotatedTones([Self.cellar, Self.attic, Recording(fold: 3, scene: "attic", tones: Self.attic.tones)])
    ) { scoring in
      let score = try scoring.scoreMostFrequent(folds: [4, 5])
      // Of fold 4 the others tell of 5 s of each tone: the first of them in the recordings' order, low; of fold 5 of
      // 10 s of the high one.
      #expect(
        score.estimates.map(\.events) == [
          [SoundEvent(label: 1, onset: 0, offset: 10)], [SoundEvent(label: 0, onset: 0, offset: 10)],
        ])
      #expect(score.quality.sceneAccuracy == 0)
    }
  }

  @Test func `a fit takes the threshold down to what is heard`() throws {
    let listener = try ToneListener()
    try scoring(AnnotatedTones([Self.cellar, Self.attic])) { scoring in
      var deaf = ToneListener.settings
      deaf.thresholds = .same(0.9999)
      let recognizer = try listener.recognizer(deaf)
      #expect(try scoring.score([.init(recognizer, folds: [5])]).quality.segments.overall.f1 == 0)
      let fitted = try scoring.fit(recognizer, folds: [5])
      #expect(fitted.thresholds.threshold(of: "low") < 0.9)
      #expect(fitted.window == deaf.window && fitted.minimumDuration == deaf.minimumDuration)
      let score = try scoring.score([.init(recognizer.with(fitted), folds: [5])])
      #expect(score.quality.segments.overall.f1 == 1)
    }
  }

  @Test func `threads change nothing`() throws {
    let listener = try ToneListener()
    let tones = try AnnotatedTones([Self.cellar, Self.attic, Self.cellar, Self.attic])
    let subject = RecognitionScoring.Subject(try listener.recognizer(), folds: [4, 5])
    try scoring(tones, jobs: 1) { alone in
      let one = try alone.score([subject])
      try scoring(tones, jobs: 4) { together in
        let four = try together.score([subject])
        #expect(one.quality == four.quality)
        #expect(one.estimates.map(\.events) == four.estimates.map(\.events))
      }
    }
  }

  @Test func `a fold that is not there, and audio that is not, are told`() throws {
    let listener = try ToneListener()
    let tones = try AnnotatedTones([Self.cellar])
    try scoring(tones) { scoring in
      let recognizer = try listener.recognizer()
      do {
        _ = try scoring.score([.init(recognizer, folds: [2, 5])])
        Issue.record("fold 2 was scored")
      } catch let error as CorpusError {
        #expect(error.problems.map(\.found) == ["no recording of fold 2"])
        #expect(error.problems.map(\.expected) == ["folds that it has: 5"])
      }
      try tones.removeAudio()
      #expect(throws: AudioFileError.self) { try scoring.score([.init(recognizer, folds: [5])]) }
    }
  }
}
