import ExperimentSchema
import Listening
import Testing

@Suite("The floor of a recording")
struct RecordingFloorTests {
  private func floor(_ levels: [Double], share: Double = 0.25, greatest: Double = -45) -> Double {
    RecordingFloor(
      RecognitionSettings.Floor(quietShare: share, greatestLevel: greatest, margin: 0), levels: levels
    ).level
  }

  @Test func `it is the level that the quiet share of frames does not exceed`() {
    #expect(floor([-50, -70, -60, -20, -65]) == -65)
    #expect(floor([-50, -70, -60, -20, -65], share: 0) == -70)
    #expect(floor([-50, -70, -60, -20, -65], share: 1) == -45)
    #expect(floor([-50]) == -50)
    // A quarter of the way from the first to the fourth is not yet at the second.
    #expect(floor([-47, -50, -60, -70]) == -70)
  }

  @Test func `it is no louder than the greatest level`() {
    #expect(floor([-20, -20, -20]) == -45)
    #expect(floor([-20, -20, -20], greatest: 0) == -20)
    // Digital silence is no lower than a step of 16 bits.
    #expect(floor([-.infinity, -20]) == -90)
  }

  @Test func `frames are as loud as what begins in them, down to the last and shortest`() {
    var course = LevelCourse(sampleRate: 1_000)
    // Steps of 20 samples: 1 s of silence, 0.5 s of full scale, and 10 samples of a tenth.
    course.append([Float](repeating: 0, count: 1_000))
    course.append([Float](repeating: 1, count: 500) + [Float](repeating: 0.1, count: 10))
    course.finish()
    let halves = course.levels(frameCount: 4, frameDuration: 0.5)
    #expect(halves[0] == -.infinity && halves[1] == -.infinity && halves[2] == 0)
    #expect(abs(halves[3] + 20) < 1e-5)
    let fine = course.levels(frameCount: 151, frameDuration: 0.01)
    #expect(fine[99] == -.infinity && fine[100] == 0 && fine[149] == 0 && abs(fine[150] + 20) < 1e-5)
  }
}
