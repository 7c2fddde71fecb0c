public import AudioFrontEnd
import Evaluation
public import ExperimentSchema
import Foundation
public import Recognition

extension Recognizer {
  /// Windows that are judged together.
  private static let batchLength = 32

  /// Returns how likely each class is heard, hop by hop: the mean over the windows that hear it.
  ///
  /// - Parameters:
  ///   - recording: A recording at ``sampleRate`` that nobody else reads.
  ///   - threads: Threads that compute features; at least 1. The result has the same bits for any number.
  ///   - progress: Told how many seconds were heard; what it throws ends the hearing.
  /// - Returns: Posteriors of ``ModelCard/classNames``, `[frame, class]`.
  /// - Throws: `AudioFileError` or `FrontEndError` where the recording cannot be heard.
  /// - Precondition: The recording is at ``sampleRate``.
  public func posteriors(
    of recording: RecordingStream, threads: Int = 1, progress: (_ seconds: Double) throws -> Void = { _ in }
  ) throws -> Posteriors {
    try listen(to: recording, threads: threads, progress: progress).posteriors
  }

  /// Hears a recording: its events, its scene, and whether it suits children.
  ///
  /// - Parameters: As of ``posteriors(of:threads:progress:)``.
  /// - Throws: As ``posteriors(of:threads:progress:)``.
  public func hear(
    _ recording: RecordingStream, threads: Int = 1, progress: (_ seconds: Double) throws -> Void = { _ in }
  ) throws -> HeardRecording {
    let (posteriors, duration) = try listen(to: recording, threads: threads, progress: progress)
    let judge = SuitabilityJudge(self, posteriors: posteriors)
    var evidence = [Double](repeating: 0, count: card.classNames.count)
    let found = EventDecoding(settings, classNames: card.classNames).events(in: posteriors)
    let events = found.map { found in
      var event = found.event
      // The last hop may reach beyond the recording.
      event.offset = min(event.offset, duration)
      evidence[event.label] += found.confidence * (event.offset - event.onset)
      return HeardEvent(
        className: card.classNames[event.label], onset: event.onset, offset: event.offset,
        confidence: found.confidence, suitability: judge?.judge(event, confidence: found.confidence))
    }
    return HeardRecording(
      file: recording.reader.file.relativePath, duration: duration, events: events,
      scene: SceneEstimate(evidence: evidence, classNames: card.classNames, taxonomy: taxonomy),
      suitability: judge?.judge(events), card: card)
  }

  private func listen(
    to recording: RecordingStream, threads: Int, progress: (_ seconds: Double) throws -> Void
  ) throws -> (posteriors: Posteriors, duration: Double) {
    precondition(recording.sampleRate == sampleRate, "a recording at the model's rate")
    let rate = Double(sampleRate)
    let windowLength = max(1, Int((settings.window.duration * rate).rounded()))
    let hopLength = max(1, Int((settings.window.hop * rate).rounded()))
    let windows = RecordingWindows(of: recording, windowLength: windowLength, hopLength: hopLength)
    let judge = try WindowJudge(self, threads: threads)
    var said = OverlappingWindows(
      classCount: outputs.count, windowLength: windowLength, hopLength: hopLength)
    var sampleCount = 0
    var batch: [RecordingWindow] = []
    func judgeBatch() throws {
      said.append(try judge.probabilities(of: batch))
      batch.removeAll(keepingCapacity: true)
      try progress(Double(sampleCount) / rate)
    }
    while let window = try windows.next() {
      sampleCount = window.startSample + window.heardCount
      batch.append(window)
      if batch.count == Self.batchLength { try judgeBatch() }
    }
    if !batch.isEmpty { try judgeBatch() }
    let frameCount = (sampleCount + hopLength - 1) / hopLength
    return (
      said.posteriors(frameCount: frameCount, hopDuration: Double(hopLength) / rate),
      Double(sampleCount) / rate
    )
  }
}

extension EventDecoding {
  /// The decoding that `settings` declare, for classes of these names.
  public init(_ settings: RecognitionSettings, classNames: [String]) {
    self.init(
      medianLength: settings.median,
      upperThresholds: classNames.map { Float(settings.thresholds.threshold(of: $0)) },
      lowerShare: Float(settings.lowerShare), minimumDuration: settings.minimumDuration,
      minimumPause: settings.minimumPause)
  }
}
