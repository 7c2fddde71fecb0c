import Evaluation
import Recognition
import Testing

@Suite struct EventDecodingTests {
  private func decoding(
    median: Int = 1, upper: [Float] = [0.5], lowerShare: Float = 0.5, duration: Double = 0, pause: Double = 0
  ) -> EventDecoding {
    EventDecoding(
      medianLength: median, upperThresholds: upper, lowerShare: lowerShare, minimumDuration: duration,
      minimumPause: pause)
  }

  private func posteriors(_ course: [Float]) -> Posteriors {
    Posteriors(classCount: 1, hopDuration: 0.1, values: course)
  }

  private func spans(_ found: [EventDecoding.Found]) -> [ClosedRange<Int>] {
    found.map { Int(($0.event.onset * 10).rounded())...Int(($0.event.offset * 10).rounded()) }
  }

  @Test func `an event reaches from where its class becomes likely to where it becomes unlikely`() {
    let found = decoding().events(in: posteriors([0, 0.3, 0.4, 0.9, 0.6, 0.3, 0.2, 0, 0.4, 0.4]))
    // The lower threshold is 0.25: from frame 1 up to frame 6; the rise at the end is never certain.
    #expect(spans(found) == [1...6])
    #expect(abs(found[0].confidence - (0.3 + 0.4 + 0.9 + 0.6 + 0.3) / 5) < 1e-6)
  }

  @Test func `an event may last to the end, and from the beginning`() {
    #expect(spans(decoding().events(in: posteriors([0.9, 0.9, 0.9]))) == [0...3])
    #expect(decoding().events(in: posteriors([])).isEmpty)
  }

  @Test func `a single frame neither makes an event nor breaks one`() {
    let course: [Float] = [0, 0, 0.9, 0, 0, 0.8, 0.8, 0.8, 0, 0.8, 0.8, 0, 0]
    #expect(spans(decoding(median: 3).events(in: posteriors(course))) == [5...11])
    #expect(spans(decoding().events(in: posteriors(course))) == [2...3, 5...8, 9...11])
  }

  @Test func `short pauses are none, and then short events are none`() {
    let course: [Float] = [0.9, 0.9, 0, 0.9, 0.9, 0, 0, 0, 0.9]
    #expect(spans(decoding(pause: 0.2).events(in: posteriors(course))) == [0...5, 8...9])
    #expect(spans(decoding(duration: 0.3, pause: 0.2).events(in: posteriors(course))) == [0...5])
    #expect(spans(decoding(duration: 0.3).events(in: posteriors([0.9, 0.9, 0.9]))) == [0...3])
  }

  @Test func `classes have thresholds of their own and may overlap`() {
    let values: [Float] = [0.4, 0.4, 0.4, 0.4, 0.4, 0.9, 0.4, 0.9]
    let posteriors = Posteriors(classCount: 2, hopDuration: 1, values: values)
    let found = decoding(upper: [0.3, 0.8], lowerShare: 1).events(in: posteriors)
    #expect(
      found.map(\.event) == [
        SoundEvent(label: 0, onset: 0, offset: 4), SoundEvent(label: 1, onset: 2, offset: 4),
      ])
  }

  @Test func `the median of all courses of three steps is the middle of three`() {
    for bits in 0..<243 {
      var rest = bits
      let course = (0..<5).map { _ -> Float in
        defer { rest /= 3 }
        return Float(rest % 3) / 2
      }
      let smooth = posteriors(course).smoothed(byMedianOf: 3).course(of: 0)
      for frame in 1..<4 { #expect(smooth[frame] == course[frame - 1...frame + 1].sorted()[1]) }
      #expect(smooth[0] == min(course[0], course[1]) && smooth[4] == min(course[3], course[4]))
    }
  }
}
