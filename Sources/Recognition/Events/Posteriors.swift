/// How likely each class is heard, time by time.
public struct Posteriors: Sendable, Hashable {
  /// Number of classes.
  public let classCount: Int
  /// Seconds from one frame to the next.
  public let hopDuration: Double
  /// `[frame, class]`, row-major, in 0...1; frame `t` tells of the time from `t` to `t + 1` hops.
  public private(set) var values: [Float]

  /// Posteriors of their parts.
  ///
  /// - Precondition: `classCount` and `hopDuration` are positive, and `values` has whole frames.
  public init(classCount: Int, hopDuration: Double, values: [Float] = []) {
    precondition(classCount > 0 && hopDuration > 0, "posteriors have classes and a hop")
    precondition(values.count.isMultiple(of: classCount), "posteriors have whole frames")
    self.classCount = classCount
    self.hopDuration = hopDuration
    self.values = values
  }

  /// Number of frames.
  public var frameCount: Int { values.count / classCount }

  /// The course of class `label`, a value for each frame.
  public func course(of label: Int) -> [Float] {
    (0..<frameCount).map { values[$0 * classCount + label] }
  }

  /// Appends frames.
  ///
  /// - Precondition: They are whole.
  public mutating func append(_ frames: [Float]) {
    precondition(frames.count.isMultiple(of: classCount), "posteriors have whole frames")
    values += frames
  }

  /// The posteriors with each value the median of `length` neighbours in time, itself in the middle; fewer at the
  /// ends, where the lower of two middles is taken.
  ///
  /// - Precondition: `length` is odd and positive.
  /// - Complexity: O(n × length).
  public func smoothed(byMedianOf length: Int) -> Posteriors {
    precondition(length > 0 && !length.isMultiple(of: 2), "a median has a middle")
    guard length > 1 else { return self }
    var result = self
    for label in 0..<classCount {
      let course = course(of: label)
      for frame in course.indices {
        let near = course[max(0, frame - length / 2)...min(course.count - 1, frame + length / 2)].sorted()
        result.values[frame * classCount + label] = near[(near.count - 1) / 2]
      }
    }
    return result
  }
}
