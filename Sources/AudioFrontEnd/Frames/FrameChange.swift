/// The change of numbers over time, once or twice: a "delta" of speech recognition.
///
/// It is the derivative, by frames, of the polynomial of degree `order` that fits nine frames best; within four
/// frames of an end that of the nine frames at that end, which is the same everywhere in them. A clip of fewer than
/// nine frames counts as going on with its last one.
///
/// Source: `librosa.feature.delta` 0.11, width 9, mode `interp` (Savitzky and Golay 1964). Checked in
/// `FrameFeaturesGoldenTests`.
struct FrameChange {
  /// Frames on each side of the middle one.
  private static let reach = 4

  /// What each of the nine frames counts.
  private let weights: [Float]

  /// The change of `order` 1 or 2.
  init(order: Int) {
    // Of the best line the slope, of the best parabola twice the leading coefficient.
    weights = (-Self.reach...Self.reach).map { place in
      order == 1 ? Float(place) / 60 : Float(3 * place * place - 20) / 462
    }
  }

  /// Returns the changes of `rows`, `[row, frame]`, in the same form.
  func apply(to rows: [Float], frameCount: Int) -> [Float] {
    var result = [Float](repeating: 0, count: rows.count)
    for start in stride(from: 0, to: rows.count, by: frameCount) {
      func value(_ frame: Int) -> Float { rows[start + min(frame, frameCount - 1)] }
      let last = max(Self.reach, frameCount - 1 - Self.reach)
      for frame in 0..<frameCount where frame <= Self.reach || frame <= last {
        let middle = max(frame, Self.reach)
        var sum: Float = 0
        for (index, weight) in weights.enumerated() { sum += weight * value(middle - Self.reach + index) }
        result[start + frame] = sum
      }
      for frame in min(last + 1, frameCount)..<frameCount { result[start + frame] = result[start + last] }
    }
    return result
  }
}
