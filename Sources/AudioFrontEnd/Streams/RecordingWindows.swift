/// A part of a recording, as long as all others of its sequence.
public struct RecordingWindow: Sendable, Equatable {
  /// The recording's sample that is the window's first.
  public var startSample: Int
  /// Where that lies in the recording, in seconds.
  public var start: Double
  /// The samples; silence where the recording has ended.
  public var samples: [Float]
  /// How many of the samples are the recording's: fewer only in the last window.
  public var heardCount: Int
}

/// The windows of a recording that a model slides over, one at a time: two windows' memory, whatever the
/// length.
///
/// Windows begin at 0, `hopLength`, `2 × hopLength`, ...; the last is the first that reaches the recording's
/// end. Checked in `RecordingStreamTests`.
public final class RecordingWindows {
  /// Samples of a window.
  public let windowLength: Int
  /// Samples from one window to the next.
  public let hopLength: Int

  private let sampleRate: Int
  private let nextBlock: () throws -> [Float]?
  /// The samples from the next window's start on; where the hop is longer than a window, there may be some
  /// before it.
  private var pending: [Float] = []
  private var pendingStart = 0
  private var startSample = 0
  private var hasEnded = false

  /// The windows of `recording`, which nobody else reads.
  ///
  /// - Parameters:
  ///   - windowLength: Samples of a window at the recording's rate; at least 1.
  ///   - hopLength: Samples from one to the next; at least 1.
  public convenience init(of recording: RecordingStream, windowLength: Int, hopLength: Int) {
    self.init(sampleRate: recording.sampleRate, windowLength: windowLength, hopLength: hopLength) {
      try recording.next()
    }
  }

  /// The windows of a signal whose blocks, of any length, `nextBlock` gives until it gives nil.
  public init(
    sampleRate: Int, windowLength: Int, hopLength: Int, nextBlock: @escaping () throws -> [Float]?
  ) {
    precondition(windowLength > 0 && hopLength > 0 && sampleRate > 0, "lengths and rate are positive")
    self.sampleRate = sampleRate
    self.windowLength = windowLength
    self.hopLength = hopLength
    self.nextBlock = nextBlock
  }

  /// Returns the next window; nil behind the last.
  ///
  /// - Throws: What reading the recording throws.
  public func next() throws -> RecordingWindow? {
    // The window before has reached the end, or the recording ended before this one begins.
    if startSample > 0, hasEnded, startSample - hopLength + windowLength >= pendingStart + pending.count {
      return nil
    }
    try fill(to: startSample + windowLength)
    let heard = min(windowLength, pendingStart + pending.count - startSample)
    guard heard > 0, startSample == 0 || startSample - hopLength + windowLength < pendingStart + pending.count
    else { return nil }
    let first = startSample - pendingStart
    let window = RecordingWindow(
      startSample: startSample, start: Double(startSample) / Double(sampleRate),
      samples: pending[first..<first + heard] + [Float](repeating: 0, count: windowLength - heard),
      heardCount: heard)
    startSample += hopLength
    return window
  }

  /// Reads until the sample before `end` is there, or the recording ends; lets go what lies before the next
  /// window.
  private func fill(to end: Int) throws {
    discard()
    while !hasEnded, pendingStart + pending.count < end {
      guard let block = try nextBlock() else {
        hasEnded = true
        return
      }
      pending += block
      discard()
    }
  }

  private func discard() {
    let passed = min(startSample - pendingStart, pending.count)
    guard passed > 0 else { return }
    pending.removeFirst(passed)
    pendingStart += passed
  }
}
