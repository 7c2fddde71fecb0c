/// Signals as plain arrays of samples, and what is done with them as wholes.
extension [Double] {
  /// The root of the mean square.
  var rootMeanSquare: Double {
    isEmpty ? 0 : (reduce(0) { $0 + $1 * $1 } / Double(count)).squareRoot()
  }

  /// The deviation from the mean, ddof 0.
  var standardDeviation: Double {
    guard !isEmpty else { return 0 }
    let mean = reduce(0, +) / Double(count)
    return (reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / Double(count)).squareRoot()
  }

  /// The greatest magnitude.
  var peak: Double { reduce(0) { Swift.max($0, abs($1)) } }

  /// Adds `sound` from `time` seconds on, `gain` times; what does not fit is lost.
  mutating func add(_ sound: [Double], at time: Double, gain: Double = 1) {
    let start = Int(time * Double(Synthesis.sampleRate))
    guard start >= 0, start < count else { return }
    for index in 0..<Swift.min(sound.count, count - start) { self[start + index] += gain * sound[index] }
  }

  /// A clip's worth of silence.
  static var silence: [Double] { [Double](repeating: 0, count: Synthesis.sampleCount) }

  /// The sample-wise sum; as long as the shorter one.
  static func + (left: [Double], right: [Double]) -> [Double] { zip(left, right).map { $0 + $1 } }

  /// The sample-wise product; as long as the shorter one.
  static func * (left: [Double], right: [Double]) -> [Double] { zip(left, right).map { $0 * $1 } }

  /// Each sample times `gain`.
  static func * (gain: Double, signal: [Double]) -> [Double] { signal.map { gain * $0 } }
}
