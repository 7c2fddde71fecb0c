import AudioFrontEnd
import ExperimentSchema
import Recognition

/// One passage through a recording: what is said of its windows, frame by frame, and how it sounds.
struct RecordingPass {
  /// Of the classes of sounds, and of what is none of them: where frames are no louder than the recording's own noise, all
  /// are 0.
  let posteriors: Posteriors
  /// How loud the recording is.
  let levels: LevelCourse
  /// How loud it is to people; nil where nobody asked.
  let loudness: LoudnessCourse?
  /// Its length in seconds.
  let duration: Double

  /// Hears `recording` to its end.
  ///
  /// - Parameters:
  ///   - threads: Threads that compute features.
  ///   - hearsLoudness: Whether loudness is measured.
  ///   - progress: Told how many seconds were heard; what it throws ends the hearing.
  init(
    of recording: RecordingStream, by recognizer: Recognizer, threads: Int, hearsLoudness: Bool,
    progress: (_ seconds: Double) throws -> Void
  ) throws {
    precondition(recording.sampleRate == recognizer.sampleRate, "a recording at the model's rate")
    let rate = Double(recognizer.sampleRate)
    let window = recognizer.settings.window
    let windowLength = max(1, Int((window.duration * rate).rounded()))
    let hopLength = max(1, Int((window.hop * rate).rounded()))

    var levels = LevelCourse(sampleRate: recognizer.sampleRate)
    let loudness = hearsLoudness ? LoudnessCourse(sampleRate: recognizer.sampleRate) : nil
    var sampleCount = 0
    let windows = RecordingWindows(
      sampleRate: recognizer.sampleRate, windowLength: windowLength, hopLength: hopLength
    ) {
      guard let samples = try recording.next() else { return nil }
      sampleCount += samples.count
      levels.append(samples)
      loudness?.append(samples)
      return samples
    }
    let judge = try WindowJudge(recognizer, threads: threads)
    var said = OverlappingWindows(
      classCount: judge.answerCount, windowLength: windowLength, hopLength: hopLength)
    while let window = try windows.next() {
      let answers = try judge.append(window)
      guard !answers.isEmpty else { continue }
      said.append(answers)
      try progress(Double(sampleCount) / rate)
    }
    said.append(try judge.finish())
    try progress(Double(sampleCount) / rate)
    levels.finish()
    loudness?.finish()

    let posteriors = said.posteriors(
      frameCount: (sampleCount + hopLength - 1) / hopLength, hopDuration: Double(hopLength) / rate)
    self.posteriors = Self.aboveFloor(posteriors, levels: levels, recognizer.settings)
    self.levels = levels
    self.loudness = loudness
    duration = Double(sampleCount) / rate
  }

  /// The posteriors of frames that rise above the recording's floor, the last of each frame being what is none of the
  /// classes, which must rise further.
  private static func aboveFloor(
    _ posteriors: Posteriors, levels: LevelCourse, _ settings: RecognitionSettings
  ) -> Posteriors {
    guard let floorSettings = settings.floor else { return posteriors }
    let frames = levels.levels(frameCount: posteriors.frameCount, frameDuration: posteriors.hopDuration)
    let floor = RecordingFloor(floorSettings, levels: frames)
    var values = posteriors.values
    let answerCount = posteriors.classCount
    for (frame, level) in frames.enumerated() {
      let answers = frame * answerCount..<(frame + 1) * answerCount
      if level < floor.level + floorSettings.margin {
        for index in answers { values[index] = 0 }
      }
      if level < floor.level + (settings.reject?.margin ?? 0) { values[answers.upperBound - 1] = 0 }
    }
    return Posteriors(classCount: answerCount, hopDuration: posteriors.hopDuration, values: values)
  }
}
