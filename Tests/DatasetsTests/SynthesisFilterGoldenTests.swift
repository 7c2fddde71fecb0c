import Datasets
import Foundation
import TestSupport
import Testing

/// Against scipy: `Tests/ReferenceImplementations/synthesis.py`.
@Suite("Filters and oscillators of the synthesis: golden", .tags(.golden))
struct SynthesisFilterGoldenTests {
  private struct Golden: Decodable {
    struct BandPassCase: Decodable {
      var order: Int
      var low: Double
      var high: Double
      var response: [Double]
    }

    struct ResonanceCase: Decodable {
      var frequency: Double
      var quality: Double
      var response: [Double]
    }

    var bandPasses: [BandPassCase]
    var resonances: [ResonanceCase]
  }

  private func golden() throws -> Golden {
    let file = try #require(Bundle.module.url(forResource: "Golden/synthesis-filters", withExtension: "json"))
    return try JSONDecoder().decode(Golden.self, from: Data(contentsOf: file))
  }

  private func impulse(_ count: Int) -> [Double] {
    var impulse = [Double](repeating: 0, count: count)
    impulse[0] = 1
    return impulse
  }

  private func largestDifference(_ left: [Double], _ right: [Double]) -> Double {
    guard left.count == right.count else { return .infinity }
    return zip(left, right).reduce(0) { max($0, abs($1.0 - $1.1)) }
  }

  @Test func `band-passes of both orders answer an impulse as scipy's butter does`() throws {
    let cases = try golden().bandPasses
    #expect(cases.count == 10)
    for golden in cases {
      let response = BandPass(golden.low..<golden.high, order: golden.order)
        .filtered(impulse(golden.response.count))
      let difference = largestDifference(response, golden.response)
      #expect(difference < 1e-10, "order \(golden.order), \(golden.low)...\(golden.high) Hz")
    }
  }

  @Test func `a resonance answers an impulse as scipy's iirpeak does`() throws {
    let cases = try golden().resonances
    #expect(cases.count == 4)
    for golden in cases {
      var response = impulse(golden.response.count)
      Biquad.resonance(frequency: golden.frequency, quality: golden.quality).filter(&response)
      #expect(largestDifference(response, golden.response) < 1e-10, "\(golden.frequency) Hz")
    }
  }

  @Test(arguments: Oscillator.allCases)
  func `an oscillator has its period and no mean`(oscillator: Oscillator) {
    // 441 Hz are 50 samples of 22 050 Hz.
    let signal = oscillator.signal(frequency: 441, sampleCount: 5_000)
    #expect(signal.allSatisfy { (-1...1).contains($0) })
    // The phase adds up rounding errors: one sample beside a jump may lie on its other side.
    let shifted = zip(signal, signal.dropFirst(50)).map { abs($0 - $1) }
    #expect(shifted.count { $0 > 1e-9 } <= 5_000 / 50 * 2)
    #expect(abs(signal.reduce(0, +) / 5_000) < 0.03)
    #expect((signal.max() ?? 0) > 0.9)
  }
}
