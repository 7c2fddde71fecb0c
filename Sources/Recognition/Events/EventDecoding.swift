public import Evaluation

/// Makes events of posteriors: a class is heard from where it becomes likely to where it becomes unlikely.
///
/// Posteriors are smoothed by a median, so that a single frame neither makes an event nor breaks one. An event begins
/// where its class reaches the upper threshold, reaches back and on to where it falls below the lower one (hysteresis),
/// swallows pauses that are too short to be any, and is dropped where it is too short itself.
///
/// Checked in `EventDecodingTests`.
public struct EventDecoding: Sendable, Hashable {
  /// Frames of the median; odd.
  public var medianLength: Int
  /// The posterior at which an event is certain, by class, in 0...1.
  public var upperThresholds: [Float]
  /// The lower threshold as a share of the upper one, in 0...1.
  public var lowerShare: Float
  /// Events shorter than this are none, in seconds.
  public var minimumDuration: Double
  /// Pauses shorter than this are none, in seconds.
  public var minimumPause: Double

  /// Settings.
  ///
  /// - Precondition: `medianLength` is odd and positive, `lowerShare` in 0...1, durations at least 0.
  public init(
    medianLength: Int, upperThresholds: [Float], lowerShare: Float, minimumDuration: Double,
    minimumPause: Double
  ) {
    precondition(medianLength > 0 && !medianLength.isMultiple(of: 2), "a median has a middle")
    precondition(0...1 ~= lowerShare, "the lower threshold is no more than the upper one")
    precondition(minimumDuration >= 0 && minimumPause >= 0, "durations are at least 0")
    self.medianLength = medianLength
    self.upperThresholds = upperThresholds
    self.lowerShare = lowerShare
    self.minimumDuration = minimumDuration
    self.minimumPause = minimumPause
  }

  /// An event with how sure it is.
  public struct Found: Sendable, Hashable {
    /// What is heard, and when.
    public var event: SoundEvent
    /// The mean posterior of its class while it lasts, in 0...1.
    public var confidence: Double
  }

  /// Returns the events that `posteriors` tell of, by onset, then by label.
  ///
  /// - Precondition: There is a threshold for each class.
  /// - Complexity: O(n × medianLength).
  public func events(in posteriors: Posteriors) -> [Found] {
    precondition(upperThresholds.count == posteriors.classCount, "every class has a threshold")
    let smooth = posteriors.smoothed(byMedianOf: medianLength)
    let hop = posteriors.hopDuration
    return (0..<posteriors.classCount).flatMap { label -> [Found] in
      let course = smooth.course(of: label)
      return runs(of: course, above: upperThresholds[label], hopDuration: hop).map { frames in
        let event = SoundEvent(
          label: label, onset: Double(frames.lowerBound) * hop, offset: Double(frames.upperBound) * hop)
        let sum = course[frames].reduce(0) { $0 + Double($1) }
        return Found(event: event, confidence: sum / Double(frames.count))
      }
    }.sorted { ($0.event.onset, $0.event.label) < ($1.event.onset, $1.event.label) }
  }

  /// The stretches of `course` that are events.
  private func runs(of course: [Float], above upper: Float, hopDuration: Double) -> [Range<Int>] {
    let lower = upper * lowerShare
    var runs: [Range<Int>] = []
    var start: Int?
    var isCertain = false
    for frame in 0...course.count {
      let value = frame < course.count ? course[frame] : -.infinity
      if value >= lower {
        start = start ?? frame
        isCertain = isCertain || value >= upper
        continue
      }
      if let begin = start, isCertain { runs.append(begin..<frame) }
      (start, isCertain) = (nil, false)
    }
    var joined: [Range<Int>] = []
    for run in runs {
      if let last = joined.last, Double(run.lowerBound - last.upperBound) * hopDuration < minimumPause {
        joined[joined.count - 1] = last.lowerBound..<run.upperBound
      } else {
        joined.append(run)
      }
    }
    // A duration of whole hops must not fail by the rounding of the hop.
    return joined.filter { Double($0.count) * hopDuration >= minimumDuration - 1e-9 }
  }
}
