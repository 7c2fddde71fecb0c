import JSONText

/// What must hold between the settings of a front end, beyond the form of each.
struct FrontEndChecks {
  let frontEnd: FrontEndSpecification
  /// The experiment's file.
  let node: JSONNode

  func run(noting problems: inout [ExperimentError.Problem]) {
    if let gate = frontEnd.spectralGate { check(gate, noting: &problems) }
    if let trim = frontEnd.trim, trim.hopLength > trim.frameLength {
      note(
        "trim.hopLength", found: "\(trim.hopLength)", expected: "at most frameLength, \(trim.frameLength)",
        remedy: "Larger hops would skip samples.", &problems)
    }
    check(frontEnd.features, at: "features", noting: &problems)
  }

  // MARK: Gate

  private func check(
    _ gate: FrontEndSpecification.SpectralGate, noting problems: inout [ExperimentError.Problem]
  ) {
    let (fftLength, hopLength) = gate.lengths
    checkTransform(fftLength, hopLength, at: "spectralGate", noting: &problems)
    guard case .nonStationary(let gate) = gate else { return }
    let rate = Double(frontEnd.sampleRate)
    let (binPair, hop) = (rate / Double(fftLength / 2), Double(hopLength) / rate)
    if !(binPair...max(binPair, rate / 2) ~= gate.frequencySmoothing) {
      note(
        "spectralGate.frequencySmoothing", found: "\(gate.frequencySmoothing)",
        expected: "two frequency bins, \(binPair) Hz, to half the sample rate",
        remedy: "Try \(max(500, binPair.rounded(.up))).", &problems)
    }
    if gate.timeSmoothing < hop {
      note(
        "spectralGate.timeSmoothing", found: "\(gate.timeSmoothing)",
        expected: "at least a hop, \(hop) s", remedy: "Try \(max(0.05, 2 * hop)).", &problems)
    }
  }

  // MARK: Features

  private func check(
    _ features: FrontEndSpecification.Features, at stage: String,
    noting problems: inout [ExperimentError.Problem]
  ) {
    switch features {
    case .meanMagnitudeSpectrum(let fftLength, let hopLength):
      checkTransform(fftLength, hopLength, at: stage, noting: &problems)
    case .frames(let frames, let frameCount):
      check(frames, at: stage, noting: &problems)
      if !frames.deltas.isEmpty, frameCount < 9 {
        note(
          stage + ".frameCount", found: "\(frameCount)", expected: "at least 9, over which deltas are taken",
          remedy: "Leave deltas out, or lengthen the result.", &problems)
      }
    case .summary(let frames, _):
      check(frames, at: stage + ".of", noting: &problems)
    case .textureStatistics(let settings):
      checkTransform(settings.fftLength, settings.hopLength, at: stage, noting: &problems)
      checkBand(settings.lowestFrequency, settings.highestFrequency, at: stage, noting: &problems)
      let frames = sampleCount(of: settings.duration) / settings.hopLength
      checkDuration(frames, atLeast: 180, settings.hopLength, at: stage, noting: &problems)
    case .fineStatistics(let duration):
      let frames = 1 + sampleCount(of: duration) / 64
      checkDuration(frames, atLeast: 1024, 64, at: stage, noting: &problems)
    case .joined(let parts):
      for (index, part) in parts.enumerated() {
        check(part, at: "\(stage).parts[\(index)]", noting: &problems)
      }
    }
  }

  private func check(
    _ frames: FrontEndSpecification.FrameFeatures, at stage: String,
    noting problems: inout [ExperimentError.Problem]
  ) {
    switch frames.kind {
    case .spectrogram(let settings):
      checkTransform(settings.fftLength, settings.hopLength, at: stage, noting: &problems)
    case .logMelSpectrogram(let settings):
      check(settings, at: stage, noting: &problems)
    case .mfcc(let settings):
      check(settings.levels, at: stage, noting: &problems)
      if settings.coefficientCount > settings.levels.melBandCount {
        note(
          stage + ".coefficientCount", found: "\(settings.coefficientCount)",
          expected: "at most melBandCount, \(settings.levels.melBandCount)",
          remedy: "There are no more coefficients than bands.", &problems)
      }
    case .spectralDescriptors(let settings):
      checkTransform(settings.fftLength, settings.hopLength, at: stage, noting: &problems)
    }
  }

  private func check(
    _ levels: FrontEndSpecification.LogMel, at stage: String,
    noting problems: inout [ExperimentError.Problem]
  ) {
    checkTransform(levels.fftLength, levels.hopLength, at: stage, noting: &problems)
    checkBand(levels.lowestFrequency, levels.highestFrequency, at: stage, noting: &problems)
  }

  // MARK: Settings

  private func sampleCount(of duration: Double) -> Int {
    Int((duration * Double(frontEnd.sampleRate)).rounded())
  }

  private func checkDuration(
    _ frameCount: Int, atLeast least: Int, _ hopLength: Int, at stage: String,
    noting problems: inout [ExperimentError.Problem]
  ) {
    guard frameCount < least else { return }
    note(
      stage + ".duration", found: "\(frameCount) frames, \(hopLength) samples apart",
      expected: "at least \(least) frames", remedy: "Lengthen duration, or raise sampleRate.", &problems)
  }

  private func checkBand(
    _ lowest: Double, _ highest: Double, at stage: String, noting problems: inout [ExperimentError.Problem]
  ) {
    let nyquist = Double(frontEnd.sampleRate) / 2
    if highest > nyquist {
      note(
        stage + ".highestFrequency", found: "\(highest)",
        expected: "at most half the sample rate, \(nyquist) Hz", remedy: "", &problems)
    }
    if lowest >= highest {
      note(
        stage + ".lowestFrequency", found: "\(lowest)", expected: "below highestFrequency, \(highest) Hz",
        remedy: "", &problems)
    }
  }

  private func checkTransform(
    _ fftLength: Int, _ hopLength: Int, at stage: String, noting problems: inout [ExperimentError.Problem]
  ) {
    if !fftLength.isMultiple(of: 2) {
      note(
        stage + ".fftLength", found: "\(fftLength)", expected: "an even number of samples",
        remedy: "Try \(fftLength + 1).", &problems)
    }
    if hopLength > fftLength {
      note(
        stage + ".hopLength", found: "\(hopLength)", expected: "at most fftLength, \(fftLength)",
        remedy: "Try \(max(1, fftLength / 2)), half of it.", &problems)
    }
  }

  private func note(
    _ path: String, found: String, expected: String, remedy: String,
    _ problems: inout [ExperimentError.Problem]
  ) {
    let keyPath = "frontEnd." + path
    problems.append(
      ExperimentError.Problem(
        place: node.place(of: keyPath), keyPath: keyPath, found: found, expected: expected, remedy: remedy))
  }
}
