/// How loud a recording is played.
public enum PlaybackGain {
  /// The gains that can be meant, in dB above a loudness of 0 LUFS at full scale.
  public static let range: ClosedRange<Double> = -200...200
}
