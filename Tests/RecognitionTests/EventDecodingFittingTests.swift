import Evaluation
import Recognition
import SeededRandom
import Testing

@Suite struct EventDecodingFittingTests {
  private let start = EventDecoding(
    medianLength: 1, upperThresholds: [0.5, 0.5], lowerShare: 1, minimumDuration: 0, minimumPause: 0)

  /// Ten seconds in hops of half a second, two classes; class 0 is heard from 2 to 4 s, class 1 from 5 to 8 s.
  private func recording(levels: [(heard: Float, quiet: Float)]) -> AnnotatedPosteriors {
    let spans = [2.0..<4.0, 5.0..<8.0]
    let values = (0..<20).flatMap { frame in
      (0..<2).map { spans[$0].contains(Double(frame) / 2) ? levels[$0].heard : levels[$0].quiet }
    }
    return AnnotatedPosteriors(
      posteriors: Posteriors(classCount: 2, hopDuration: 0.5, values: values),
      reference: spans.enumerated().map {
        SoundEvent(label: $0, onset: $1.lowerBound, offset: $1.upperBound)
      }, duration: 10)
  }

  @Test func `the threshold lies between what is heard and what is not, in all classes`() {
    let known = recording(levels: [(0.32, 0.12), (0.93, 0.28)])
    let fitted = start.fitted(to: [known], by: .both)
    #expect(fitted.upperThresholds == [0.3, 0.3])
    #expect(fitted.medianLength == 1 && fitted.lowerShare == 1)
    #expect(fitted.f1(of: [known], by: .both) == 1)
  }

  @Test func `among equal thresholds it is the one nearest to a half, then the lower`() {
    #expect(
      start.fitted(to: [recording(levels: [(1, 0), (1, 0.48)])], by: .both).upperThresholds == [0.5, 0.5])
    #expect(
      start.fitted(to: [recording(levels: [(0.4, 0), (1, 0.2)])], by: .both).upperThresholds == [0.4, 0.4])
    #expect(
      start.fitted(to: [recording(levels: [(1, 0.52), (1, 0.58)])], by: .both).upperThresholds == [0.6, 0.6])
  }

  @Test(arguments: zip(DetectionMeasure.allCases, [Float(0.3), 0.5, 0.3]))
  func `what counts decides: what is faint and too long fills segments, and is no event`(
    measure: DetectionMeasure, threshold: Float
  ) {
    var broad = recording(levels: [(0.9, 0), (0.9, 0)])
    var values = broad.posteriors.values
    // Class 0 is heard a second time, from 6.9 to 9.1 s, and faintly said to be from 6 to 10 s: with it, 9 of 9 segments
    // are found and 2 of 3 events; without, 5 of 9 segments and, of the 2 events that are named, both.
    for frame in 12..<20 { values[frame * 2] = 0.3 }
    broad.posteriors = Posteriors(classCount: 2, hopDuration: 0.5, values: values)
    broad.reference.append(SoundEvent(label: 0, onset: 6.9, offset: 9.1))
    let fitted = start.fitted(to: [broad], by: measure)
    #expect(fitted.upperThresholds[0] == threshold)
  }

  @Test func `a lower share is taken where events fade`() {
    var fading = recording(levels: [(0.9, 0.3), (0.9, 0.3)])
    var values = fading.posteriors.values
    // The events' later halves are as faint as what is heard, and not there, elsewhere for half a second.
    for frame in [6, 7] { values[frame * 2] = 0.6 }
    for frame in [13, 14, 15] { values[frame * 2 + 1] = 0.6 }
    for frame in [0, 1, 17] { values[frame * 2] = 0.6 }
    fading.posteriors = Posteriors(classCount: 2, hopDuration: 0.5, values: values)
    let fitted = start.fitted(to: [fading], by: .both)
    #expect(fitted.lowerShare == 0.75 && fitted.upperThresholds[0] > 0.6)
    #expect(fitted.f1(of: [fading], by: .both) == 1)
  }

  @Test func `a median is taken where single frames deceive`() {
    var deceived = recording(levels: [(0.9, 0), (0.9, 0)])
    var values = deceived.posteriors.values
    // Single frames of noise in segments where nothing is.
    for frame in [1, 11, 15, 18] { values[frame * 2] = 0.95 }
    deceived.posteriors = Posteriors(classCount: 2, hopDuration: 0.5, values: values)
    let fitted = start.fitted(to: [deceived], by: .both)
    #expect(fitted.medianLength == 3)
    #expect(fitted.f1(of: [deceived], by: .both) == 1)
  }

  @Test func `no decoding of the grid is better on the recordings it was fitted to`() {
    var random = RandomStream(seed: 5, purpose: .composition)
    let recordings = (0..<6).map { _ in
      let values = (0..<40).map { _ in Float(random.uniform()) }
      return AnnotatedPosteriors(
        posteriors: Posteriors(classCount: 2, hopDuration: 0.5, values: values),
        reference: [
          SoundEvent(label: 0, onset: 1, offset: 1 + random.uniform() * 4),
          SoundEvent(label: 1, onset: 3, offset: 3 + random.uniform() * 4),
        ], duration: 10)
    }
    let best = start.fitted(to: recordings, by: .both).f1(of: recordings, by: .both)
    for threshold in EventDecoding.candidateThresholds {
      for share in EventDecoding.candidateLowerShares {
        for length in EventDecoding.candidateMedianLengths {
          var other = start
          other.upperThresholds = [threshold, threshold]
          other.lowerShare = share
          other.medianLength = length
          #expect(best >= other.f1(of: recordings, by: .both))
        }
      }
    }
  }
}
