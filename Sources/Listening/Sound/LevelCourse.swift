import Foundation

/// How loud a recording is, 20 ms after 20 ms, and how abruptly it becomes louder.
///
/// Checked in `LevelCourseGoldenTests`.
package struct LevelCourse: Sendable {
  /// Samples of a step.
  private let stepLength: Int
  private let sampleRate: Int
  /// The mean square of each step; the last may have fewer samples.
  private var powers: [Float] = []
  /// What the step that is not yet whole has.
  private var sum = 0.0
  private var count = 0

  /// What lies below counts as this, in dB below full scale: where full scale is played loud, a quiet room is no
  /// quieter, and digital silence before a sound is no greater fright than that.
  package static let silence = -60.0

  /// Steps of half a second, which a step is compared with.
  private static let stepsBefore = 25
  /// Fewest steps before one that it is compared with, 100 ms: a recording that begins in the midst of a sound has no
  /// rise there.
  private static let fewestStepsBefore = 5

  /// The course of a recording at `sampleRate` Hz, of which nothing is heard yet.
  package init(sampleRate: Int) {
    self.sampleRate = sampleRate
    stepLength = max(1, Int((0.02 * Double(sampleRate)).rounded()))
  }

  /// Takes the next samples.
  package mutating func append(_ samples: [Float]) {
    var rest = samples[...]
    while !rest.isEmpty {
      let part = rest.prefix(stepLength - count)
      for sample in part { sum += Double(sample) * Double(sample) }
      count += part.count
      rest = rest.dropFirst(part.count)
      if count == stepLength { endStep() }
    }
  }

  /// Ends the recording: what is left of it is a step of its own.
  package mutating func finish() {
    if count > 0 { endStep() }
  }

  private mutating func endStep() {
    powers.append(Float(sum / Double(count)))
    (sum, count) = (0, 0)
  }

  private var stepDuration: Double { Double(stepLength) / Double(sampleRate) }

  /// Returns the greatest rise of a step's level above that of the half second before it, in dB, of the steps that
  /// lie in `time` at least in part; nil where none has 100 ms before it.
  ///
  /// The level of the half second is that of its mean power. Both count as at least ``silence``.
  package func greatestRise(in time: Range<Double>) -> Double? {
    let first = max(Self.fewestStepsBefore, Int((time.lowerBound / stepDuration).rounded(.down)))
    let end = min(powers.count, Int((time.upperBound / stepDuration).rounded(.up)))
    guard first < end else { return nil }
    func level(_ power: Double) -> Double { max(Self.silence, Self.decibels(power)) }
    return (first..<end).map { step in
      level(Double(powers[step])) - level(meanPower(of: max(0, step - Self.stepsBefore)..<step))
    }.max()
  }

  /// Returns how loud each of `frameCount` frames of `frameDuration` seconds is, in dB below full scale; minus infinity
  /// for silence.
  ///
  /// - Precondition: The recording has ended, and the frames have its length.
  package func levels(frameCount: Int, frameDuration: Double) -> [Double] {
    (0..<frameCount).map { frame in
      // A step belongs to the frame that it begins in; a frame without one has that which lies over it.
      let (first, end) = (
        step(from: Double(frame) * frameDuration), step(from: Double(frame + 1) * frameDuration)
      )
      let over = min(max(0, first - 1), powers.count - 1)
      return Self.decibels(meanPower(of: first < end ? first..<end : over..<over + 1))
    }
  }

  /// The first step that begins at `time` or later; behind the last, how many there are. Rounding is no time.
  private func step(from time: Double) -> Int {
    min(powers.count, Int((time / stepDuration - 1e-6).rounded(.up)))
  }

  private func meanPower(of steps: Range<Int>) -> Double {
    powers[steps].reduce(0.0) { $0 + Double($1) } / Double(steps.count)
  }

  private static func decibels(_ power: Double) -> Double { power > 0 ? 10 * log10(power) : -.infinity }
}
