import Glibc

/// The times of repeated work, in seconds: one of each kind for every repetition.
struct RepetitionTimes: Encodable {
  /// Time that passed.
  private(set) var wall: [Double] = []
  /// Processor time of all threads.
  private(set) var processor: [Double] = []

  /// Makes room, so that no repetition pays for it.
  mutating func reserve(_ count: Int) {
    wall.reserveCapacity(count)
    processor.reserveCapacity(count)
  }

  /// Does `work` once and notes its times.
  mutating func measure(_ work: () throws -> Void) rethrows {
    let startProcessor = Self.seconds(CLOCK_PROCESS_CPUTIME_ID)
    let startWall = Self.seconds(CLOCK_MONOTONIC)
    try work()
    let endWall = Self.seconds(CLOCK_MONOTONIC)
    wall.append(endWall - startWall)
    processor.append(Self.seconds(CLOCK_PROCESS_CPUTIME_ID) - startProcessor)
  }

  private static func seconds(_ clock: clockid_t) -> Double {
    var time = timespec()
    clock_gettime(clock, &time)
    return Double(time.tv_sec) + Double(time.tv_nsec) * 1e-9
  }
}
