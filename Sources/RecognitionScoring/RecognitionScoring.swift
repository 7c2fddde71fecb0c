import AudioFrontEnd
public import Datasets
import Evaluation
public import ExperimentSchema
public import Listening
import Recognition
import Synchronization

/// Holds recognisers against annotated recordings.
///
/// Checked in `RecognitionScoringTests`.
public struct RecognitionScoring: Sendable {
  /// The recordings.
  public let recordings: AnnotatedRecordings
  /// What classes mean: which recordings disturb, and which names mean one class.
  public let taxonomy: Taxonomy
  /// Recordings that are heard at once.
  public let jobs: Int

  /// Scoring by these recordings.
  public init(by recordings: AnnotatedRecordings, taxonomy: Taxonomy, jobs: Int) {
    self.recordings = recordings
    self.taxonomy = taxonomy
    self.jobs = jobs
  }

  /// A recogniser and the folds that it is held against: ones it was not trained on, which only its user knows.
  public struct Subject: Sendable {
    public var recognizer: Recognizer
    public var folds: [Int]

    /// A recogniser and folds.
    public init(_ recognizer: Recognizer, folds: [Int]) {
      (self.recognizer, self.folds) = (recognizer, folds)
    }
  }

  /// Returns how well `subjects` recognise their folds, all counted together.
  ///
  /// - Parameter progress: Told after every recording, one call at a time.
  /// - Throws: What hearing a recording throws; `CorpusError` where there is none of a fold.
  public func score(
    _ subjects: [Subject], progress: @Sendable (_ done: Int, _ total: Int) -> Void = { _, _ in }
  ) throws -> RecognitionScore {
    let classes = SharedClasses(
      recordings.annotations.classNames, known: subjects.map(\.recognizer.card.classNames), taxonomy: taxonomy
    )
    return try score(subjects, classes: classes, progress: progress) { recognizer, stream in
      let heard = try recognizer.hear(stream)
      let events = heard.events.compactMap { event in
        classes.label(of: event.className).map {
          SoundEvent(label: $0, onset: event.onset, offset: event.offset)
        }
      }
      return Finding(
        account: .init(events: events, scene: heard.scene.scene), judgement: heard.suitability)
    }
  }

  /// Returns how well it does to name, for each of windows that lie side by side, the likeliest class, without
  /// smoothing and without ever being silent: what `subjects` are if nothing is made of them.
  ///
  /// - Throws: As ``score(_:progress:)``.
  public func scoreUnsmoothed(
    _ subjects: [Subject], progress: @Sendable (_ done: Int, _ total: Int) -> Void = { _, _ in }
  ) throws -> RecognitionScore {
    let classes = SharedClasses(
      recordings.annotations.classNames, known: subjects.map(\.recognizer.card.classNames), taxonomy: taxonomy
    )
    let bare = try subjects.map { subject in
      var settings = subject.recognizer.settings
      settings.window.hop = settings.window.duration
      (settings.floor, settings.reject) = (nil, nil)
      return Subject(try subject.recognizer.with(settings), folds: subject.folds)
    }
    return try score(bare, classes: classes, progress: progress) { recognizer, stream in
      let posteriors = try recognizer.posteriors(of: stream)
      var events: [SoundEvent] = []
      for frame in 0..<posteriors.frameCount {
        let likeliest = posteriors.likeliest(in: frame)
        guard let label = classes.label(of: recognizer.card.classNames[likeliest]) else { continue }
        let onset = Double(frame) * posteriors.hopDuration
        if let last = events.last, last.label == label, last.offset == onset {
          events[events.count - 1].offset = onset + posteriors.hopDuration
        } else {
          events.append(SoundEvent(label: label, onset: onset, offset: onset + posteriors.hopDuration))
        }
      }
      let evidence = (0..<posteriors.classCount).map { label in
        posteriors.course(of: label).reduce(0) { $0 + Double($1) }
      }
      let scene = SceneEstimate(
        evidence: evidence, classNames: recognizer.card.classNames, taxonomy: taxonomy)
      return Finding(account: .init(events: events, scene: scene.scene), judgement: nil)
    }
  }

  /// Returns how well it does to say of every recording of `folds` that the class which is heard longest in all others
  /// is heard from beginning to end, and that it is of the scene that most others are of.
  ///
  /// - Throws: `CorpusError` where there is none of a fold.
  public func scoreMostFrequent(folds: [Int]) throws(CorpusError) -> RecognitionScore {
    let classes = SharedClasses(recordings.annotations.classNames, known: [], taxonomy: taxonomy)
    var score = RecognitionScore(classNames: classes.names)
    for fold in folds {
      let others = recordings.annotations.recordings.filter { $0.fold != fold }
      let label = mostFrequent(others.flatMap(\.events).map { ($0.label, $0.offset - $0.onset) }) ?? 0
      let scene = mostFrequent(others.compactMap(\.scene).map { ($0, 1) })
      for recording in try recordings.recordings(inFolds: [fold]) {
        let event = SoundEvent(label: label, onset: 0, offset: recording.duration)
        add(
          Finding(account: .init(events: [event], scene: scene), judgement: nil), of: recording, to: &score)
      }
    }
    return score
  }

  // MARK: Counting

  /// What was made of a recording.
  private struct Finding: Sendable {
    var account: RecognitionQuality.Account
    var judgement: SuitabilityJudgement?
  }

  private func score(
    _ subjects: [Subject], classes: SharedClasses, progress: @Sendable (Int, Int) -> Void,
    hear: @Sendable (Recognizer, RecordingStream) throws -> Finding
  ) throws -> RecognitionScore {
    let work = try subjects.flatMap { subject in
      try recordings.recordings(inFolds: subject.folds).map { (subject.recognizer, $0) }
    }
    let findings = WorkerThreads.map(count: work.count, jobs: jobs, progress: progress) { index in
      let (recognizer, recording) = work[index]
      return Result {
        try hear(
          recognizer,
          RecordingStream(recordings.audio(of: recording), sampleRate: recognizer.sampleRate))
      }
    }
    var score = RecognitionScore(classNames: classes.names)
    for (index, finding) in findings.enumerated() {
      add(try finding.get(), of: work[index].1, to: &score)
    }
    return score
  }

  private func add(
    _ finding: Finding, of recording: SoundscapeAnnotations.Recording, to score: inout RecognitionScore
  ) {
    let truth = recording.events.map { SoundEvent(label: $0.label, onset: $0.onset, offset: $0.offset) }
    let disturbs = recording.events.contains {
      taxonomy.soundClass(named: recordings.annotations.classNames[$0.label])?.suitability == .disturbing
    }
    score.quality.add(
      truth: .init(events: truth, scene: recording.scene), found: finding.account, isDisturbing: disturbs,
      judgement: finding.judgement, duration: recording.duration)
    score.estimates.append(.init(id: recording.id, events: finding.account.events))
  }

  /// What weighs most in all; of equals what comes first.
  private func mostFrequent<Item: Hashable>(_ weighted: [(Item, Double)]) -> Item? {
    var order: [Item] = []
    var weights: [Item: Double] = [:]
    for (item, weight) in weighted {
      if weights[item] == nil { order.append(item) }
      weights[item, default: 0] += weight
    }
    return order.reduce(nil as Item?) { best, item in
      guard let best, weights[best]! >= weights[item]! else { return item }
      return best
    }
  }
}

extension Posteriors {
  /// The class that is likeliest in `frame`; the first of equals.
  fileprivate func likeliest(in frame: Int) -> Int {
    let row = values[frame * classCount..<(frame + 1) * classCount]
    return row.indices.reduce(row.startIndex) { row[$1] > row[$0] ? $1 : $0 } - row.startIndex
  }
}
