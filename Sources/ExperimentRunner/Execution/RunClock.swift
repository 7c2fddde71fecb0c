package import Foundation
import Glibc
import NeuralNetworks

/// The clocks of a run: passed in, so that tests may set them.
package struct RunClock: Sendable {
  /// The date; for people to read, never to reckon with, since it may be set back.
  package var date: @Sendable () -> Date
  /// Seconds since some moment before the process began; it never goes back.
  package var seconds: @Sendable () -> Double

  /// A clock of these two.
  package init(date: @escaping @Sendable () -> Date, seconds: @escaping @Sendable () -> Double) {
    self.date = date
    self.seconds = seconds
  }

  /// The machine's own.
  package static let system = RunClock(date: { Date() }, seconds: { reading(of: CLOCK_MONOTONIC) })

  fileprivate static func reading(of clock: clockid_t) -> Double {
    var time = timespec()
    clock_gettime(clock, &time)
    return Double(time.tv_sec) + Double(time.tv_nsec) * 1e-9
  }
}

/// Time spent on a run.
package struct RunTime: Hashable, Sendable {
  /// Wall time, in seconds.
  package var wall: Double
  /// Processor time of all threads that trained, in seconds.
  package var processor: Double

  /// A time of these parts, both at least 0.
  package init(wall: Double, processor: Double) {
    self.wall = wall
    self.processor = processor
  }

  package static let zero = RunTime(wall: 0, processor: 0)

  /// The longer of two measurements of the same stretches.
  func max(_ other: RunTime) -> RunTime {
    RunTime(wall: Swift.max(wall, other.wall), processor: Swift.max(processor, other.processor))
  }
}

/// Measures the time spent on a run over all its stretches, from one interruption to the next.
///
/// To be read by the thread that trains, whose processor time is part of it.
struct RunStopwatch {
  private let clock: RunClock
  private let wallStart: Double
  private let processorStart: Double
  /// What earlier stretches took.
  var earlier = RunTime.zero

  /// A stopwatch that starts now, on the thread that trains.
  init(_ clock: RunClock) {
    self.clock = clock
    wallStart = clock.seconds()
    processorStart = RunClock.reading(of: CLOCK_THREAD_CPUTIME_ID)
  }

  /// The time so far.
  ///
  /// - Parameter plan: The plan trained, whose threads share the work; nil before there is one.
  func time(with plan: TrainingPlan?) -> RunTime {
    RunTime(
      wall: earlier.wall + Swift.max(0, clock.seconds() - wallStart),
      processor: earlier.processor + RunClock.reading(of: CLOCK_THREAD_CPUTIME_ID) - processorStart
        + (plan?.helpersProcessorTime ?? 0))
  }
}
