/// How soundscapes are composed of the clips of a corpus: how many, how long, how loud, over what.
public struct SoundscapeProfile: Hashable, Sendable {
  /// What the profile is called, in file names and reports.
  public var name: String
  /// One line for reports.
  public var title: String
  /// Seconds of a soundscape.
  public var duration: Double
  /// Its sampling rate, in Hz.
  public var sampleRate: Int
  /// How many events a soundscape has; each number is as likely.
  public var eventCount: ClosedRange<Int>
  /// Seconds of an event; a clip whose sound is shorter gives a shorter one.
  public var eventDuration: ClosedRange<Double>
  /// How many events may be heard at once.
  public var maximumOverlap: Int
  /// An event's root mean square above that of the background, in dB.
  public var signalToNoise: ClosedRange<Double>
  /// What is heard where no event is.
  public var background: Background
  /// How likely an event is of a class that need not belong to the scene, in 0...1.
  public var strangerShare: Double
  /// Where a clip is silent, in dB below its loudest frame: events are taken from what lies between.
  public var silenceDecibels: Double
  /// How many are composed for each fold.
  public var soundscapesPerFold: Int
  /// What all of them follow from.
  public var seed: UInt64

  /// A profile of these parts.
  public init(
    name: String, title: String, duration: Double, sampleRate: Int, eventCount: ClosedRange<Int>,
    eventDuration: ClosedRange<Double>, maximumOverlap: Int, signalToNoise: ClosedRange<Double>,
    background: Background, strangerShare: Double, silenceDecibels: Double, soundscapesPerFold: Int,
    seed: UInt64
  ) {
    self.name = name
    self.title = title
    self.duration = duration
    self.sampleRate = sampleRate
    self.eventCount = eventCount
    self.eventDuration = eventDuration
    self.maximumOverlap = maximumOverlap
    self.signalToNoise = signalToNoise
    self.background = background
    self.strangerShare = strangerShare
    self.silenceDecibels = silenceDecibels
    self.soundscapesPerFold = soundscapesPerFold
    self.seed = seed
  }

  /// Noise whose power falls with frequency as `f^-color`.
  public struct Background: Hashable, Sendable {
    /// Root mean square in dB below full scale.
    public var level: Double
    /// 0 is white, 1 pink, 2 brown.
    public var color: ClosedRange<Double>

    /// Noise of these parts.
    public init(level: Double, color: ClosedRange<Double>) { (self.level, self.color) = (level, color) }
  }
}
