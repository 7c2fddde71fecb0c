public import AudioFrontEnd
import Evaluation
public import ExperimentSchema
import Foundation
public import Recognition

extension Recognizer {
  /// From this share of the windows that hear a frame on, it is none of the classes.
  private static let unknownThreshold: Float = 0.5

  /// Returns how likely each class is heard, hop by hop: the mean over the windows that hear it; 0 where nothing rises
  /// above the recording's own noise, and of windows that are like none of the classes.
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
    let all = try RecordingPass(
      of: recording, by: self, threads: threads, hearsLoudness: false, progress: progress
    ).posteriors
    let classCount = card.classNames.count
    let values = stride(from: 0, to: all.values.count, by: all.classCount).flatMap {
      all.values[$0..<$0 + classCount]
    }
    return Posteriors(classCount: classCount, hopDuration: all.hopDuration, values: values)
  }

  /// Hears a recording: its events, its scene, and whether it suits children.
  ///
  /// - Parameters:
  ///   - recording: A recording at ``sampleRate`` that nobody else reads.
  ///   - threads: Threads that compute features; at least 1. The result has the same bits for any number.
  ///   - playbackGain: How many dB louder it is played than a loudness of 0 LUFS at full scale; nil where nobody knows:
  ///     then loudness has no part in the verdict.
  ///   - progress: Told how many seconds were heard; what it throws ends the hearing.
  /// - Throws: `AudioFileError` or `FrontEndError` where the recording cannot be heard.
  /// - Precondition: The recording is at ``sampleRate``.
  public func hear(
    _ recording: RecordingStream, threads: Int = 1, playbackGain: Double? = nil,
    progress: (_ seconds: Double) throws -> Void = { _ in }
  ) throws -> HeardRecording {
    let pass = try RecordingPass(
      of: recording, by: self, threads: threads, hearsLoudness: playbackGain != nil, progress: progress)
    let judge = SuitabilityJudge(self, pass, playbackGain: playbackGain)
    let names = card.classNames + [Self.unknownClass]
    var evidence = [Double](repeating: 0, count: names.count)
    let events = decoding.events(in: pass.posteriors).map { found in
      var event = found.event
      // The last hop may reach beyond the recording.
      event.offset = min(event.offset, pass.duration)
      evidence[event.label] += found.confidence * (event.offset - event.onset)
      return HeardEvent(
        className: names[event.label], onset: event.onset, offset: event.offset,
        confidence: found.confidence, suitability: judge?.judge(event, confidence: found.confidence))
    }
    return HeardRecording(
      file: recording.reader.file.relativePath, duration: pass.duration, events: events,
      scene: SceneEstimate(
        evidence: evidence.dropLast(), classNames: card.classNames, taxonomy: taxonomy),
      suitability: judge?.judge(events), card: card)
  }

  /// What makes events of the posteriors of classes and of what is none of them.
  private var decoding: EventDecoding {
    var decoding = EventDecoding(settings, classNames: card.classNames)
    decoding.upperThresholds.append(Self.unknownThreshold)
    return decoding
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
