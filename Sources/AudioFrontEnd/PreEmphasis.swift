/// Lifts high frequencies against low ones: `y[n] = x[n] - coefficient × x[n - 1]`.
///
/// Before the first sample librosa continues the clip by the line through its first two, and adds that value
/// as it is: `y[0] = x[0] + 2 x[0] - x[1]`. A clip of one sample counts as followed by the same again.
///
/// Source: `librosa.effects.preemphasis` 0.11. Checked in `PreEmphasisGoldenTests`.
public struct PreEmphasis: Sendable {
  /// How much is taken away.
  public struct Settings: Hashable, Codable, Sendable {
    /// The share of the sample before that is taken away; 0...1. At 0 only the first sample changes.
    public var coefficient: Double

    /// Settings; the default is librosa's, and HTK's.
    public init(coefficient: Double = 0.97) {
      self.coefficient = coefficient
    }
  }

  private let coefficient: Float

  /// Checks the settings.
  ///
  /// - Throws: ``FrontEndError/setting(keyPath:found:expected:remedy:)`` for a coefficient outside 0...1.
  public init(_ settings: Settings = Settings()) throws(FrontEndError) {
    guard 0...1 ~= settings.coefficient else {
      throw .setting(
        keyPath: "preEmphasis.coefficient", found: "\(settings.coefficient)", expected: "0...1",
        remedy: "Try 0.97.")
    }
    coefficient = Float(settings.coefficient)
  }

  /// Returns `samples` with their high frequencies lifted; as many as before.
  public func apply(to samples: [Float]) -> [Float] {
    guard let first = samples.first else { return [] }
    let second = samples.count > 1 ? samples[1] : first
    var result = samples
    result[0] = first + (2 * first - second)
    for index in samples.indices.dropFirst() {
      result[index] = samples[index] - coefficient * samples[index - 1]
    }
    return result
  }
}
