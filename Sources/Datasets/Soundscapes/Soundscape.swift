/// A recording composed of clips, and the whole truth about it.
public struct Soundscape: Sendable, Hashable {
  /// Its name, unique among the soundscapes of a corpus: `fold1-0001`.
  public var id: String
  /// The fold that all of its clips are from.
  public var fold: Int
  /// The scene that its events belong to, but for strangers.
  public var scene: String
  /// Its length in seconds.
  public var duration: Double
  /// Its sampling rate, in Hz.
  public var sampleRate: Int
  /// Noise under all of it.
  public var background: Background
  /// What is heard, by onset.
  public var events: [Event]

  /// Coloured noise.
  public struct Background: Sendable, Hashable {
    /// Its power falls with frequency as `f^-color`.
    public var color: Double
    /// Root mean square in dB below full scale.
    public var level: Double
  }

  /// A piece of a clip at a place of the soundscape.
  public struct Event: Sendable, Hashable {
    /// Label of its class in the corpus.
    public var label: Int
    /// The id of the clip.
    public var clip: String
    /// Where in the clip the piece begins, in seconds.
    public var clipOnset: Double
    /// When it begins, in seconds.
    public var onset: Double
    /// When it ends, in seconds.
    public var offset: Double
    /// Its root mean square above that of the background, in dB.
    public var signalToNoise: Double
  }
}
