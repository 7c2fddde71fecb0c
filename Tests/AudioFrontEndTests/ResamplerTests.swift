import AudioFrontEnd
import Foundation
import TestSupport
import Testing

@Suite("Resampler: golden", .tags(.golden))
struct ResamplerGoldenTests {
  struct Case: Decodable, Sendable {
    let from, to, count: Int
    let samples: [Float]
  }

  @Test(arguments: try Golden<Case>.cases("resampler"))
  func `agrees with librosa's soxr_hq`(expected: Case) throws {
    let source = Waveform(samples: synthetic(20_000), sampleRate: expected.from)
    let result = try Resampler.resample(source, to: expected.to)
    #expect(result.samples.count == expected.count)
    #expect(result.sampleRate == expected.to)
    #expect(largestDifference(result.samples.strided(by: 53), expected.samples) < 1e-6)
  }
}

@Suite("Resampler: laws", .tags(.property))
struct ResamplerPropertyTests {
  @Test(arguments: [(44_100, 22_050), (22_050, 44_100), (48_000, 16_000), (22_050, 8_000)])
  func `a tone below both Nyquist frequencies survives`(from: Int, to: Int) throws {
    let tone = { (rate: Int) in
      (0..<rate).map { Float(0.5 * sin(2 * Double.pi * 1_000 * Double($0) / Double(rate))) }
    }
    let result = try Resampler.resample(Waveform(samples: tone(from), sampleRate: from), to: to)
    let inner = to / 10..<to - to / 10
    #expect(largestDifference(Array(result.samples[inner]), Array(tone(to)[inner])) < 1e-4)
  }

  /// Up to where the filter of quality HQ begins to fall, at 0.91 of half the lower rate.
  @Test(
    arguments: [(44_100, 22_050), (48_000, 22_050), (22_050, 44_100), (8_000, 22_050), (22_050, 16_000)],
    [0.001, 0.01, 0.05, 0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.85, 0.9])
  func `a tone of each frequency keeps its level within a tenth of a decibel`(
    rates: (from: Int, to: Int), share: Double
  ) throws {
    let frequency = share * Double(min(rates.from, rates.to)) / 2
    let tone = (0..<2 * rates.from).map {
      Float(0.5 * sin(2 * Double.pi * frequency * Double($0) / Double(rates.from)))
    }
    let result = try Resampler.resample(Waveform(samples: tone, sampleRate: rates.from), to: rates.to)
    // What lies along the tone and along its quarter turn, under a window that ends at zero.
    var (sine, cosine, weights) = (0.0, 0.0, 0.0)
    for (index, sample) in result.samples.enumerated() {
      let weight = 1 - cos(2 * Double.pi * (Double(index) + 0.5) / Double(result.samples.count))
      let phase = 2 * Double.pi * frequency * Double(index) / Double(rates.to)
      sine += weight * Double(sample) * sin(phase)
      cosine += weight * Double(sample) * cos(phase)
      weights += weight
    }
    let amplitude = 2 * (sine * sine + cosine * cosine).squareRoot() / weights
    #expect((20 * log10(amplitude / 0.5)).magnitude < 0.1)
  }

  @Test func `the same rate returns the same samples`() throws {
    let waveform = Waveform(samples: synthetic(100), sampleRate: 22_050)
    #expect(try Resampler.resample(waveform, to: 22_050) == waveform)
  }

  @Test(arguments: 1...40)
  func `the shortest clips keep the length rule`(count: Int) throws {
    let waveform = Waveform(samples: [Float](repeating: 0.5, count: count), sampleRate: 44_100)
    let result = try Resampler.resample(waveform, to: 22_050)
    #expect(result.samples.count == (count + 1) / 2)
    #expect(result.samples.allSatisfy { $0.isFinite })
  }

  @Test(arguments: [(0, 22_050), (-1, 22_050), (22_050, 0), (22_050, Int.min)])
  func `rates that are not positive are refused`(from: Int, to: Int) {
    #expect(throws: FrontEndError.self) {
      try Resampler.resample(Waveform(samples: [0], sampleRate: from), to: to)
    }
  }
}
