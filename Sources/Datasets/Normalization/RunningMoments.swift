/// Mean and deviation of values that come in several pieces, each piece twice: first for the mean, then, once
/// ``finishMean()`` was called, for the deviation from it.
struct RunningMoments {
  private var sum = 0.0
  private var count = 0
  private var mean = 0.0
  private var squares = 0.0

  mutating func addToMean(_ values: some Sequence<Float>) {
    for value in values {
      sum += Double(value)
      count += 1
    }
  }

  mutating func finishMean() { mean = count > 0 ? sum / Double(count) : 0 }

  mutating func addToDeviation(_ values: some Sequence<Float>) {
    for value in values {
      let difference = Double(value) - mean
      squares += difference * difference
    }
  }

  /// Mean and deviation (ddof 0); a deviation of 0 for values that differ from the mean by no more than its rounding.
  var scale: (mean: Float, deviation: Float) {
    let mean = Float(mean)
    let deviation = Float(count > 0 ? (squares / Double(count)).squareRoot() : 0)
    return (mean, deviation > mean.magnitude * .ulpOfOne ? deviation : 0)
  }
}
