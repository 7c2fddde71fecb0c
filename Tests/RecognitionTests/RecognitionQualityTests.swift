import Evaluation
import Recognition
import Testing

@Suite struct SuitabilityMeasuresTests {
  private func judgement(_ probability: Double) -> SuitabilityJudgement {
    SuitabilityRule().judge(SuitabilityEvidence(disturbingProbability: probability))
  }

  @Test func `misses, false alarms and abstentions are shares of what they can happen to`() throws {
    var measures = SuitabilityMeasures()
    for probability in [0.01, 0.9, 0.8, 0.2, 0.3, 0.7, 0.6, 0.75] {
      measures.add(isDisturbing: true, judgement: judgement(probability))
    }
    for probability in [0.01, 0.02, 0.03, 0.6, 0.1] {
      measures.add(isDisturbing: false, judgement: judgement(probability))
    }
    #expect(measures.misses == 0.125)
    #expect(measures.falseAlarms == 0.2)
    #expect(measures.abstentions == 3.0 / 13)
    #expect(measures.onDisturbing.total == 8 && measures.onDisturbing.uncertain == 2)
  }

  @Test func `the calibration error is that of calling recordings disturbing or not`() throws {
    var measures = SuitabilityMeasures()
    // Ten times sure to 0.8 that it disturbs, right five times: off by 0.3.
    for index in 0..<10 { measures.add(isDisturbing: index < 5, judgement: judgement(0.8)) }
    #expect(abs(try #require(measures.expectedCalibrationError) - 0.3) < 1e-6)
  }

  @Test func `no recordings, no shares`() {
    let measures = SuitabilityMeasures()
    #expect(measures.misses == nil && measures.falseAlarms == nil && measures.abstentions == nil)
    #expect(measures.expectedCalibrationError == nil)
  }
}

@Suite struct RecognitionQualityTests {
  @Test func `events, scene and verdict are each held against the truth`() throws {
    var quality = RecognitionQuality(classCount: 2)
    let dog = SoundEvent(label: 0, onset: 1, offset: 3)
    let rain = SoundEvent(label: 1, onset: 2, offset: 6)
    let verdict = SuitabilityRule().judge(SuitabilityEvidence(disturbingProbability: 0.01))
    quality.add(
      truth: .init(events: [dog, rain], scene: "farm"), found: .init(events: [dog], scene: "farm"),
      isDisturbing: false, judgement: verdict, duration: 10)
    quality.add(
      truth: .init(events: [rain], scene: "nature"), found: .init(events: [rain], scene: nil),
      isDisturbing: true, judgement: nil, duration: 10)
    // Segments: dog 2 of 2, rain 4 of 8.
    #expect(quality.segments.overall.f1 == 0.75)
    #expect(quality.events.overall.f1 == 0.8)
    #expect(quality.sceneAccuracy == 0.5)
    #expect(quality.recordingCount == 2 && quality.duration == 20)
    #expect(quality.suitability.onSuitable.suitable == 1 && quality.suitability.onDisturbing.total == 0)
  }

  @Test func `where no scene is known there is no accuracy`() {
    var quality = RecognitionQuality(classCount: 1)
    quality.add(
      truth: .init(events: [], scene: nil), found: .init(events: [], scene: "farm"), isDisturbing: false,
      judgement: nil, duration: 1)
    #expect(quality.sceneAccuracy == nil)
  }
}
