/// What a stage of a front end leaves of a clip.
public struct ClipStage: Sendable, Equatable {
  /// The stages that change a clip's samples, in their order.
  public enum Name: String, Sendable, CaseIterable, Codable {
    /// The recording at the front end's rate.
    case recording
    case preEmphasis
    case spectralGate
    case trim
    case length
  }

  /// What was done.
  public var name: Name
  /// What is left.
  public var waveform: Waveform
  /// Where the first sample lies, counted from the recording's first, in samples.
  public var start: Int

  /// The sum of the squares of all samples.
  public var energy: Double { waveform.samples.reduce(0) { $0 + Double($1) * Double($1) } }
}
