import Evaluation
import Foundation
import Recognition
import Testing

@Suite("How little posteriors expect what is there")
struct AnnotatedPosteriorsTests {
  /// Two classes, frames of a second; class 0 is heard in the first two, class 1 in the second.
  private func recording(_ rows: [[Float]]) -> AnnotatedPosteriors {
    AnnotatedPosteriors(
      posteriors: Posteriors(classCount: 2, hopDuration: 1, values: rows.flatMap(\.self)),
      reference: [
        SoundEvent(label: 0, onset: 0.4, offset: 1.6), SoundEvent(label: 1, onset: 1.2, offset: 2.5),
      ], duration: 3)
  }

  private static let rows: [[Float]] = [[0.5, 0.25], [0.25, 0.5], [0.125, 0.25]]

  @Test func `where each class is heard or not, every class of every frame counts`() {
    // An event is heard in the frames whose middle it covers, its onset with it and its offset not.
    let (sum, count) = recording(Self.rows).negativeLogLikelihood(areExclusive: false)
    let expected = [0.5, 0.75, 0.25, 0.5, 0.875, 0.75].reduce(0) { $0 - log($1) }
    #expect(count == 6 && abs(sum - expected) < 1e-12)
  }

  @Test func `of classes that exclude one another the frames count in which something is heard`() {
    let (sum, count) = recording(Self.rows).negativeLogLikelihood(areExclusive: true)
    #expect(count == 2 && abs(sum - (-log(0.5) - log(0.75))) < 1e-12)
  }

  @Test(arguments: [true, false])
  func `a blunder counts no more than that, and certainty nothing`(areExclusive: Bool) {
    let blunder = recording([[0, 0], [1, 1], [0, 0]]).negativeLogLikelihood(areExclusive: areExclusive)
    #expect(abs(blunder.sum - -log(1e-6)) < 1e-9)
  }
}
