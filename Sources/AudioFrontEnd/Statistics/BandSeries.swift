import Foundation

/// A number for each band and frame, `[band, frame]`, row-major.
struct BandSeries {
  let frameCount: Int
  var values: [Double]

  var bandCount: Int { values.count / frameCount }

  subscript(band: Int) -> ArraySlice<Double> {
    values[band * frameCount..<(band + 1) * frameCount]
  }

  /// The largest band of each frame, `[frame]`.
  var maxima: [Double] {
    var maxima = Array(self[0])
    for band in 1..<bandCount {
      let row = self[band]
      for (frame, value) in row.enumerated() { maxima[frame] = max(maxima[frame], value) }
    }
    return maxima
  }

  /// What each frame has more than the one before it: one frame fewer.
  var differences: BandSeries {
    let rows = (0..<bandCount).flatMap { band in zip(self[band].dropFirst(), self[band]).map { $0 - $1 } }
    return BandSeries(frameCount: frameCount - 1, values: rows)
  }

  /// The frames of these indices alone; at least one.
  func keeping(_ frames: [Int]) -> BandSeries {
    let rows = (0..<bandCount).flatMap { band in frames.map { values[band * frameCount + $0] } }
    return BandSeries(frameCount: frames.count, values: rows)
  }

  /// Replaces every value by what `transform` makes of it, which is asked once for values that repeat, as silence does.
  mutating func apply(_ transform: (Double) -> Double) {
    var (before, transformed) = (Double.nan, Double.nan)
    for index in values.indices {
      if values[index] != before { (before, transformed) = (values[index], transform(values[index])) }
      values[index] = transformed
    }
  }

  /// `statistic` of each band, `[band]`.
  func perBand(_ statistic: (ArraySlice<Double>) -> Double) -> [Double] {
    (0..<bandCount).map { statistic(self[$0]) }
  }
}

/// Statistics of a sequence of numbers; at least one.
extension RandomAccessCollection<Double> {
  var mean: Double { reduce(0, +) / Double(count) }

  /// The mean over all of the `power`-th power of the distance from the mean.
  func centralMoment(_ power: Int) -> Double {
    let mean = mean
    return reduce(0) { sum, value in
      let distance = value - mean
      return sum + (1..<power).reduce(distance) { product, _ in product * distance }
    } / Double(count)
  }

  /// The population's standard deviation.
  var deviation: Double { centralMoment(2).squareRoot() }

  /// The value below which `fraction` of all lie, in 0...1, between neighbours in proportion (NumPy's
  /// `linear`); numbers must be sorted.
  func sortedPercentile(_ fraction: Double) -> Double {
    let place = fraction * Double(count - 1)
    let lower = Int(place)
    let low = self[index(startIndex, offsetBy: lower)]
    let high = self[index(startIndex, offsetBy: Swift.min(lower + 1, count - 1))]
    return low + (high - low) * (place - Double(lower))
  }

  /// The values below which these fractions of all lie, each in 0...1, ascending, as ``sortedPercentile(_:)`` has them;
  /// numbers need not be sorted.
  ///
  /// - Complexity: O(n) for each on average: what lies between is not sorted.
  func percentiles(_ fractions: [Double]) -> [Double] {
    var values = Array(self)
    var sorted = 0
    return fractions.map { fraction in
      let place = fraction * Double(values.count - 1)
      let lower = Int(place)
      values.select(lower, from: sorted)
      sorted = lower
      let low = values[lower]
      let high = values[(lower + 1)...].min() ?? low
      return low + (high - low) * (place - Double(lower))
    }
  }
}

extension [Double] {
  /// Reorders what lies at `start` and behind, so that at `index` is what sorting would put there, with nothing greater
  /// before and nothing less behind it.
  ///
  /// Source: Hoare, *Algorithm 65: Find*, 1961; the pivot is the median of three.
  fileprivate mutating func select(_ index: Int, from start: Int) {
    withUnsafeMutableBufferPointer { values in
      var (low, high) = (start, values.count - 1)
      while low < high {
        let middle = low + (high - low) / 2
        if values[middle] < values[low] { values.swapAt(middle, low) }
        if values[high] < values[low] { values.swapAt(high, low) }
        if values[high] < values[middle] { values.swapAt(high, middle) }
        let pivot = values[middle]
        var (left, right) = (low, high)
        while left <= right {
          while values[left] < pivot { left += 1 }
          while pivot < values[right] { right -= 1 }
          if left <= right {
            values.swapAt(left, right)
            left += 1
            right -= 1
          }
        }
        if index <= right {
          high = right
        } else if index >= left {
          low = left
        } else {
          return
        }
      }
    }
  }
}
