import Evaluation
import Recognition
import Testing

@Suite("How likely a sound disturbs")
struct DisturbingProbabilityTests {
  /// Classes 1 and 2 disturb; the last column is no class.
  private func probability(_ rows: [[Float]], areExclusive: Bool) -> DisturbingProbability {
    DisturbingProbability(
      Posteriors(classCount: 4, hopDuration: 0.5, values: rows.flatMap(\.self)),
      disturbs: [false, true, true], areExclusive: areExclusive)
  }

  private static let rows: [[Float]] = [[0.75, 0, 0.125, 0.5], [0.25, 0.25, 0.125, 0.5], [0.5, 0, 0, 1]]

  @Test func `of a recording it is that of its likeliest frame`() {
    #expect(probability(Self.rows, areExclusive: true).ofRecording == 0.375)
    #expect(probability(Self.rows, areExclusive: false).ofRecording == 0.25)
    #expect(probability([], areExclusive: true).ofRecording == 0)
  }

  @Test func `of an event among classes that exclude one another it is their share of all that is said`() {
    let event = SoundEvent(label: 0, onset: 0, offset: 1)
    #expect(probability(Self.rows, areExclusive: true).of(event, confidence: 0.5) == 0.5 / 1.5)
    #expect(probability([[0, 0, 0, 1]], areExclusive: true).of(event, confidence: 0) == 0)
  }

  @Test func `of an event among others it is its own, and for the rest that of the likeliest other`() {
    let probability = probability(Self.rows, areExclusive: false)
    // The likeliest others are 0.125 and 0.25.
    let suitable = SoundEvent(label: 0, onset: 0, offset: 1)
    #expect(probability.of(suitable, confidence: 0.5) == 0.5 * 0.1875)
    // Class 2 meanwhile: 0.125 in both frames.
    let disturbing = SoundEvent(label: 1, onset: 0, offset: 1)
    #expect(probability.of(disturbing, confidence: 0.25) == 0.25 + 0.75 * 0.125)
  }

  @Test
  func `an event that is cut off at the recording's end has its frames, and one behind it has its own word`()
  {
    let probability = probability(Self.rows, areExclusive: false)
    #expect(probability.of(SoundEvent(label: 0, onset: 1, offset: 1.2), confidence: 0) == 0)
    #expect(probability.of(SoundEvent(label: 1, onset: 1.5, offset: 1.7), confidence: 0.5) == 0.5)
  }
}
