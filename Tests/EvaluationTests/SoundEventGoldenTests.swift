import Evaluation
import Foundation
import TestSupport
import Testing

@Suite("Sound events: sed_eval", .tags(.golden))
struct SoundEventGoldenTests {
  private struct Golden: Decodable {
    struct Event: Decodable {
      let label: Int
      let onset, offset: Double

      var event: SoundEvent { SoundEvent(label: label, onset: onset, offset: offset) }
    }
    struct Recording: Decodable {
      let duration: Double
      let reference, estimate: [Event]
    }
    struct Measures: Decodable {
      let f1, precision, recall, errorRate, substitutionRate, deletionRate, insertionRate: Double?
      let classF1: [Double?]
    }
    struct Case: Decodable {
      let resolution, collar: Double
      let recordings: [Recording]
      let segments, events: Measures
    }

    let versions: [String: String]
    let cases: [Case]
  }

  private let golden: Golden

  init() throws {
    let file = try #require(Bundle.module.url(forResource: "Golden/sound_events", withExtension: "json"))
    golden = try JSONDecoder().decode(Golden.self, from: Data(contentsOf: file))
  }

  @Test func `the golden file names the versions it was made with`() {
    #expect(golden.versions["sed_eval"] == "0.2.1")
    #expect(golden.cases.count == 24)
  }

  @Test func `segments agree`() {
    for (index, example) in golden.cases.enumerated() {
      var measures = SegmentMeasures(classCount: 4, resolution: example.resolution)
      for recording in example.recordings {
        measures.add(
          reference: recording.reference.map(\.event), estimate: recording.estimate.map(\.event),
          duration: recording.duration)
      }
      let rate = { (count: Int) in Double(count) / Double(measures.overall.references) }
      check(measures.overall, measures.errorRate, example.segments, "case \(index)")
      #expect(agrees(rate(measures.substitutions), example.segments.substitutionRate))
      #expect(agrees(rate(measures.deletions), example.segments.deletionRate))
      #expect(agrees(rate(measures.insertions), example.segments.insertionRate))
      check(measures.byClass, example.segments.classF1, "case \(index)")
    }
  }

  @Test func `whole events agree`() {
    for (index, example) in golden.cases.enumerated() {
      var measures = EventMeasures(classCount: 4, collar: example.collar)
      for recording in example.recordings {
        measures.add(reference: recording.reference.map(\.event), estimate: recording.estimate.map(\.event))
      }
      check(measures.overall, measures.errorRate, example.events, "case \(index)")
      check(measures.byClass, example.events.classF1, "case \(index)")
    }
  }

  private func check(
    _ counts: DetectionCounts, _ errorRate: Double?, _ expected: Golden.Measures, _ comment: Comment
  ) {
    #expect(agrees(counts.f1, expected.f1), comment)
    #expect(agrees(counts.precision, expected.precision), comment)
    #expect(agrees(counts.recall, expected.recall), comment)
    #expect(agrees(errorRate, expected.errorRate), comment)
  }

  /// sed_eval has no number for a class that was not found, or is not there, where ours is 0.
  private func check(_ byClass: [DetectionCounts], _ expected: [Double?], _ comment: Comment) {
    for (counts, expected) in zip(byClass, expected) {
      if let expected {
        #expect(agrees(counts.f1, expected), comment)
      } else {
        #expect(counts.f1 == nil || counts.references == 0 || counts.estimates == 0, comment)
        #expect(counts.truePositives == 0, comment)
      }
    }
  }

  private func agrees(_ value: Double?, _ expected: Double?) -> Bool {
    guard let value, let expected else { return value == nil && expected == nil }
    return abs(value - expected) < 1e-12
  }
}

@Suite struct SoundEventMeasuresTests {
  private func event(_ label: Int, _ onset: Double, _ offset: Double) -> SoundEvent {
    SoundEvent(label: label, onset: onset, offset: offset)
  }

  @Test func `what is all right has no errors, and what is all silent neither right nor wrong`() throws {
    var segments = SegmentMeasures(classCount: 2)
    var events = EventMeasures(classCount: 2)
    #expect(segments.overall.f1 == nil && segments.errorRate == nil && events.macroF1 == nil)
    let heard = [event(0, 0.5, 2.5), event(1, 2, 4)]
    segments.add(reference: heard, estimate: heard, duration: 10)
    events.add(reference: heard, estimate: heard)
    #expect(segments.overall.f1 == 1 && segments.errorRate == 0 && segments.macroF1 == 1)
    #expect(events.overall.f1 == 1 && events.errorRate == 0)
    #expect(segments.overall.references == 5)
  }

  @Test func `nothing found is a miss, not a blank`() {
    var segments = SegmentMeasures(classCount: 1)
    segments.add(reference: [event(0, 0, 3)], estimate: [], duration: 3)
    #expect(segments.overall.f1 == 0 && segments.overall.precision == nil && segments.errorRate == 1)
  }

  @Test func `events beyond the recording, before it, or of no length do not trap`() {
    var segments = SegmentMeasures(classCount: 1)
    segments.add(
      reference: [event(0, -5, 1), event(0, 8, 99), event(0, .infinity, .infinity)],
      estimate: [event(0, 20, 30), event(0, 2, 2), event(0, 5, 4)], duration: 10)
    #expect(segments.overall.references == 3)
    #expect(segments.overall.estimates == 0)
    segments.add(reference: [], estimate: [], duration: -1)
    #expect(segments.overall.references == 3)
  }

  @Test func `each event is matched once, and as many as possible`() {
    var events = EventMeasures(classCount: 1)
    // The first found fits both references, the second only the first: greedy pairing would lose one.
    events.add(
      reference: [event(0, 1, 2), event(0, 1.3, 2.3)], estimate: [event(0, 1.15, 2.15), event(0, 0.85, 1.9)])
    #expect(events.overall.truePositives == 2)
    events.add(reference: [event(0, 1, 2)], estimate: [event(0, 1, 2), event(0, 1.01, 2)])
    #expect(events.overall.truePositives == 3 && events.insertions == 1 && events.deletions == 0)
  }
}
