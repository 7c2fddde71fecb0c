import AudioFrontEnd
import Datasets
import Glibc
import TestSupport
import Testing

@Suite("Changes of sounds", .tags(.property))
struct WaveformChangesTests {
  private static func tone(_ frequency: Double, sampleRate: Int = 22_050, count: Int = 22_050) -> Waveform {
    Waveform(
      samples: (0..<count).map {
        Float(sin(2 * Double.pi * frequency * Double($0) / Double(sampleRate)))
      },
      sampleRate: sampleRate)
  }

  /// Upward zero crossings per second, away from the ends.
  private static func frequency(of clip: Waveform) -> Double {
    let crossings = clip.samples.indices.dropFirst().filter {
      clip.samples[$0 - 1] < 0 && clip.samples[$0] >= 0
    }
    guard let first = crossings.first, let last = crossings.last, last > first else { return 0 }
    return Double(crossings.count - 1) * Double(clip.sampleRate) / Double(last - first)
  }

  @Test(arguments: [0.25, 0.8, 0.9, 1.11, 1.25, 4])
  func `a speed moves a tone's pitch by as much and keeps its duration`(speed: Double) throws {
    var clip = Self.tone(1_000)
    clip.play(atSpeed: speed)
    let heard = try Resampler.resample(clip, to: 44_100)
    #expect(abs(heard.duration - 1) < 1e-3)
    let sounding = Waveform(
      samples: Array(heard.samples.prefix(Int(44_100 * min(1, 1 / speed)) - 200)), sampleRate: 44_100)
    #expect(abs(Self.frequency(of: sounding) / (1_000 * speed) - 1) < 2e-3)
    let end = heard.samples.dropFirst(Int(44_100 / speed) + 200)
    #expect(end.allSatisfy { $0.magnitude < 1e-3 }, "what is missing is silent")
  }

  @Test func `of a slower clip the loudest stretch is kept`() {
    var clip = Waveform(samples: [0, 1, 0, 0, 2, 3, 2, 1, 0, 0], sampleRate: 100)
    clip.play(atSpeed: 0.4)
    #expect(clip == Waveform(samples: [2, 3, 2, 1], sampleRate: 40))
    var even = Waveform(samples: [1, 1, 1, 1], sampleRate: 100)
    even.play(atSpeed: 0.5)
    #expect(even == Waveform(samples: [1, 1], sampleRate: 50), "the first of equal ones")
  }

  @Test func `a faster clip is followed by silence, and one sample stays`() {
    var clip = Waveform(samples: [1, 2, 3], sampleRate: 100)
    clip.play(atSpeed: 2)
    #expect(clip == Waveform(samples: [1, 2, 3, 0, 0, 0], sampleRate: 200))
    var short = Waveform(samples: [1], sampleRate: 100)
    short.play(atSpeed: 0.25)
    #expect(short == Waveform(samples: [1], sampleRate: 25))
    var empty = Waveform(samples: [], sampleRate: 100)
    empty.play(atSpeed: 0.25)
    #expect(empty.samples.isEmpty)
  }

  @Test(arguments: [
    (0.0, [1, 2, 3, 4, 5]), (0.2, [4, 5, 1, 2, 3]), (-0.1, [2, 3, 4, 5, 1]), (0.5, [1, 2, 3, 4, 5]),
    (-1.7, [3, 4, 5, 1, 2]),
  ])
  func `a roll moves samples round`(seconds: Double, expected: [Float]) {
    var clip = Waveform(samples: [1, 2, 3, 4, 5], sampleRate: 10)
    clip.roll(bySeconds: seconds)
    #expect(clip.samples == expected)
  }

  @Test(arguments: [-20.0, 0, 10, 40])
  func `a background lies so many decibels below the clip`(ratio: Double) {
    let clip = Self.tone(440)
    var mixed = clip
    mixed.mix(Self.tone(3_100, count: 1_000).samples, ratio: ratio)
    let difference = zip(mixed.samples, clip.samples).map { Double($0) - Double($1) }
    func power(_ samples: some Sequence<Double>) -> Double { samples.reduce(0) { $0 + $1 * $1 } }
    let found = 10 * log10(power(clip.samples.map { Double($0) }) / power(difference))
    #expect(abs(found - ratio) < 0.01, "\(found)")
    let (first, again) = (difference[..<1_000], difference[1_000..<2_000])
    #expect(zip(first, again).allSatisfy { abs($0 - $1) < 1e-4 }, "a shorter sound repeats")
  }

  @Test func `silence is mixed with nothing, and nothing with silence`() {
    var clip = Self.tone(440)
    let before = clip
    clip.mix([0, 0, 0], ratio: 0)
    clip.mix([], ratio: 0)
    #expect(clip == before)
    var silence = Waveform(samples: [0, 0], sampleRate: 10)
    silence.mix([1, 1], ratio: -60)
    #expect(silence.samples == [0, 0])
  }
}
