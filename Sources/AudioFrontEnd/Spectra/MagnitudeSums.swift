/// Sums of the magnitudes of frames, frame after frame.
struct MagnitudeSums {
  private(set) var frameCount = 0
  private var sums: [Double]

  /// Sums of rows of `binStride` bins, a multiple of 8.
  init(binStride: Int) { sums = [Double](repeating: 0, count: binStride) }

  /// Begins again.
  mutating func clear() {
    frameCount = 0
    for bin in sums.indices { sums[bin] = 0 }
  }

  /// Adds the magnitudes of a frame's transform, real and imaginary in turn.
  mutating func add(_ row: UnsafeMutablePointer<Float>) {
    frameCount += 1
    sums.withUnsafeMutableBufferPointer { sums in
      for bin in stride(from: 0, to: sums.count, by: 8) {
        let magnitudes = row.powers(at: 2 * bin).squareRoot()
        for lane in 0..<8 { sums[bin + lane] += Double(magnitudes[lane]) }
      }
    }
  }

  /// Means over the frames, at least one, of the first `binCount` bins.
  func means(binCount: Int) -> [Float] {
    sums.prefix(binCount).map { Float($0 / Double(frameCount)) }
  }
}
