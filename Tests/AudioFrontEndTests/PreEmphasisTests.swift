import AudioFrontEnd
import TestSupport
import Testing

@Suite("Pre-emphasis: golden", .tags(.golden))
struct PreEmphasisGoldenTests {
  struct Case: Decodable, Sendable {
    let coefficient: Double
    let sampleCount: Int
    let samples: [Float]
  }

  @Test(arguments: try Golden<Case>.cases("pre-emphasis"))
  func `agrees with librosa, in the first sample too`(expected: Case) throws {
    let preEmphasis = try PreEmphasis(PreEmphasis.Settings(coefficient: expected.coefficient))
    let lifted = preEmphasis.apply(to: synthetic(expected.sampleCount))
    #expect(lifted.count == expected.sampleCount)
    let kept = lifted.strided(by: 1 + expected.sampleCount / 400)
    #expect(largestDifference(kept, expected.samples) < 1e-7)
  }

  @Test func `a clip of one sample and one of none are taken`() throws {
    #expect(try PreEmphasis().apply(to: [0.25]) == [0.5])
    #expect(try PreEmphasis().apply(to: []).isEmpty)
  }

  @Test(arguments: [-0.1, 1.1, .nan, .infinity])
  func `coefficients out of range are refused`(coefficient: Double) {
    #expect(throws: FrontEndError.self) {
      _ = try PreEmphasis(PreEmphasis.Settings(coefficient: coefficient))
    }
  }
}
