import Foundation
import Listening
import TestSupport
import Testing

/// Expected values from `Tests/ReferenceImplementations/sound_levels.py`, and the signals it makes.
private struct Golden<Case: Decodable & Sendable>: Decodable {
  let cases: [Case]

  static func cases(_ name: String) throws -> [Case] {
    let file = try #require(Bundle.module.url(forResource: "Golden/\(name)", withExtension: "json"))
    return try JSONDecoder().decode(Self.self, from: Data(contentsOf: file)).cases
  }
}

private func sound(_ name: String, rate: Int) -> [Float] {
  (0..<Int(4.05 * Double(rate))).map { index in
    let time = Double(index) / Double(rate)
    let noise = Double(UInt32(truncatingIfNeeded: index &* 2_654_435_761)) / 4_294_967_296 - 0.5
    let tone = sin(2 * Double.pi * 1_000 * time)
    let sample =
      switch name {
      case "bang": 0.002 * noise + (time >= 2 && time < 2.3 ? 0.7 * tone : 0)
      case "silence": time >= 1.5 ? 0.5 * tone : 0
      case "swell": 0.3 * tone * pow(10, min(time, 3) - 3)
      case "low": 0.4 * sin(2 * Double.pi * 60 * time) + 0.01 * noise
      default: 0.2 * noise
      }
    return Float(sample)
  }
}

/// The samples in blocks of uneven lengths.
private func blocks(of samples: [Float]) -> [[Float]] {
  var blocks: [[Float]] = []
  var (start, length) = (0, 1)
  while start < samples.count {
    blocks.append(Array(samples[start..<min(start + length, samples.count)]))
    start += length
    length = length * 7 % 4_099 + 1
  }
  return blocks
}

@Suite("The loudness of a recording: golden", .tags(.golden))
struct LoudnessGoldenTests {
  struct Case: Decodable, Sendable {
    let sound: String
    let rate: Int
    let values: [Double]
  }

  @Test(arguments: try Golden<Case>.cases("loudness"))
  func `agrees with pyloudnorm, however the blocks are cut`(expected: Case) throws {
    let course = try #require(LoudnessCourse(sampleRate: expected.rate))
    for block in blocks(of: sound(expected.sound, rate: expected.rate)) { course.append(block) }
    course.finish()
    try #require(course.values.count == expected.values.count)
    for (found, value) in zip(course.values, expected.values) {
      #expect(abs(max(found, -100) - value) < 0.05, "\(found) \(value)")
    }
    #expect(course.greatest(in: 0..<4.05) == course.values.max())
  }

  @Test func `a stretch belongs to the time that its middle lies in`() throws {
    let course = try #require(LoudnessCourse(sampleRate: 8_000))
    course.append(sound("bang", rate: 8_000))
    course.finish()
    // The bang lasts from 2 s to 2.3 s: the stretch from 1.9 s to 2.3 s has all of it.
    let loudest = try #require(course.values.max())
    #expect(abs(course.greatest(in: 2.05..<2.15) - loudest) < 0.01)
    #expect(abs(course.greatest(in: 2.1..<2.1001) - loudest) < 0.01)
    #expect(course.greatest(in: 0..<1.7) < -50)
    #expect(course.greatest(in: 3..<4) < -50)
    // Where no stretch has its middle, the nearest one counts.
    #expect(course.greatest(in: 0..<0.01) == course.values.first)
    #expect(course.greatest(in: 4.04..<4.05) == course.values.last)
  }

  @Test func `a recording shorter than a stretch has a loudness`() throws {
    let course = try #require(LoudnessCourse(sampleRate: 8_000))
    course.append([Float](repeating: 0.5, count: 10))
    course.finish()
    #expect(course.values.count == 1 && course.greatest(in: 0..<1) < -20)
  }
}

@Suite("Abrupt rises of a recording's level: golden", .tags(.golden))
struct LevelCourseGoldenTests {
  struct Case: Decodable, Sendable {
    struct Span: Decodable, Sendable {
      let from, to: Double
      let rise: Double?
    }
    let sound: String
    let rate: Int
    let spans: [Span]
  }

  @Test(arguments: try Golden<Case>.cases("rises"))
  func `agrees with NumPy, however the blocks are cut`(expected: Case) {
    var course = LevelCourse(sampleRate: expected.rate)
    for block in blocks(of: sound(expected.sound, rate: expected.rate)) { course.append(block) }
    for span in expected.spans {
      let rise = course.greatestRise(in: span.from..<span.to)
      #expect((rise == nil) == (span.rise == nil))
      if let rise, let value = span.rise { #expect(abs(rise - value) < 0.01, "\(span)") }
    }
  }

  @Test func `silence before a sound counts as a quiet room`() {
    var course = LevelCourse(sampleRate: 8_000)
    course.append([Float](repeating: 0, count: 8_000) + [Float](repeating: 1, count: 800))
    #expect(course.greatestRise(in: 0..<2) == -LevelCourse.silence)
    #expect(course.greatestRise(in: 0..<0.05) == nil)
  }
}
