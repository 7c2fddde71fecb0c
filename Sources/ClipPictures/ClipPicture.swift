public import AudioFrontEnd
import Foundation
import Reporting

/// A picture of a clip and of what a front end makes of it: its waveform, its spectrogram after each stage, the gains
/// of its spectral gate, and the mel bands of what is left, all on one scale of time.
///
/// Levels are in dB below the recording's loudest pixel, in one scale of colour for all spectrograms, so that what a
/// stage takes away is seen to darken. Checked in `ClipPictureTests`.
public struct ClipPicture: Sendable {
  /// What is shown, such as a clip's id and class.
  public let subject: String
  /// What the stages leave, in a sentence; empty for a front end without any.
  public let finding: String
  package let panels: [ClipPanel]
  /// Seconds from the left edge of every panel to the right.
  let duration: Double

  /// Pixels of a panel from left to right.
  static let columnCount = 860
  /// Pixels of a spectrogram from above to below.
  private static let rowCount = 150
  private static let melBandCount = 64
  /// The quietest level that is told apart, in dB below the loudest.
  private static let levelRange: Float = 80

  /// Draws `audio`.
  ///
  /// - Parameters:
  ///   - audio: The clip.
  ///   - subject: What to call it.
  ///   - frontEnd: Whose stages are shown.
  /// - Throws: `FrontEndError` for audio without samples.
  /// - Complexity: Time O(n log n); memory for the spectrograms is bounded, whatever the clip's length.
  public init(of audio: Waveform, subject: String, frontEnd: FrontEnd) throws(FrontEndError) {
    let stages = try frontEnd.makeExtractor().stages(of: audio)
    let recording = stages[0]
    let last = stages[stages.count - 1]
    self.subject = subject
    let duration = max(recording.waveform.duration, 1e-3)
    self.duration = duration
    finding = Self.finding(of: stages)

    let hopLength = max(256, recording.waveform.samples.count / (4 * Self.columnCount))
    let spectrograms = try stages.map { stage throws(FrontEndError) in
      try Self.spectrogram(of: stage, hopLength: hopLength, duration: duration)
    }
    let loudest = spectrograms[0].greatest
    var panels = [
      ClipPanel(
        title: "waveform",
        note: stages.count > 1 ? "pale: the recording; dark: what is left of it" : "",
        content: .waveform(
          (stages.count > 1 ? [recording, last] : [recording]).map {
            Self.envelope(of: $0, duration: duration)
          }))
    ]
    for (index, stage) in stages.enumerated() {
      if stage.name == .spectralGate, let gate = frontEnd.settings.spectralGate {
        panels.append(try Self.gains(of: gate, on: stages[index - 1].waveform, duration: duration))
      }
      panels.append(
        ClipPanel(
          title: "spectrogram" + (index == 0 ? " of the recording" : ", after \(stage.name.words)"),
          note: index == 0 ? "" : Self.share(of: stage, in: recording).map { "\($0) of the energy" } ?? "",
          content: .plane(
            Self.levels(spectrograms[index], below: loudest, ticks: Self.kilohertz(stage.waveform.sampleRate))
          )))
    }
    panels.append(try Self.mel(of: last, hopLength: hopLength, duration: duration))
    self.panels = panels
  }

  // MARK: Panels

  private static func spectrogram(
    of stage: ClipStage, hopLength: Int, duration: Double
  ) throws(FrontEndError) -> PixelGrid {
    // A hop longer than a frame would pass over sound.
    let fftLength = hopLength <= 512 ? 1_024 : hopLength.roundedUpToPowerOfTwo
    var transform = try ShortTimeFourierTransform(.init(fftLength: fftLength, hopLength: hopLength))
    let rate = Double(stage.waveform.sampleRate)
    return PixelGrid(
      of: transform.forward(stage.waveform.samples).power(), binCount: fftLength / 2 + 1,
      secondsPerFrame: Double(hopLength) / rate, start: Double(stage.start) / rate, duration: duration,
      rowCount: rowCount, columnCount: columnCount)
  }

  private static func levels(
    _ power: PixelGrid, below loudest: Float, ticks: [(share: Double, label: String)]
  ) -> ClipPanel.Plane {
    let reference = loudest > 0 ? loudest : 1
    return ClipPanel.Plane(
      grid: power.map { max(10 * log10(max($0, .leastNormalMagnitude) / reference), -levelRange) },
      domain: -levelRange...0, endNames: ("-\(Int(levelRange)) dB", "0 dB"), ticks: ticks)
  }

  private static func gains(
    of gate: FrontEnd.Gate, on waveform: Waveform, duration: Double
  ) throws(FrontEndError) -> ClipPanel {
    let gains = try gate.gains(of: waveform).withinClip
    let rate = Double(waveform.sampleRate)
    let grid = PixelGrid(
      of: gains.values, binCount: gains.fftLength / 2 + 1,
      secondsPerFrame: Double(gains.hopLength) / rate, start: Double(gains.start) / rate,
      duration: duration, rowCount: rowCount, columnCount: columnCount)
    return ClipPanel(
      title: "gain of the spectral gate", note: "light passes, dark is taken away",
      content: .plane(
        ClipPanel.Plane(
          grid: grid, domain: 0...1, endNames: ("0", "1"), ticks: kilohertz(waveform.sampleRate))))
  }

  private static func mel(
    of stage: ClipStage, hopLength: Int, duration: Double
  ) throws(FrontEndError) -> ClipPanel {
    let rate = stage.waveform.sampleRate
    let fftLength = max(2_048, hopLength.roundedUpToPowerOfTwo)
    let highest = min(Double(rate) / 2, 20_000)
    let filterbank = try MelFilterbank(
      bandCount: melBandCount, fftLength: fftLength, sampleRate: rate, frequencyRange: 30...highest)
    var transform = try ShortTimeFourierTransform(.init(fftLength: fftLength, hopLength: hopLength))
    let power = transform.forward(stage.waveform.samples).power()
    let binCount = fftLength / 2 + 1
    let bands = (0..<power.count / binCount).flatMap { frame in
      filterbank.apply(toPower: Array(power[frame * binCount..<(frame + 1) * binCount]))
    }
    let grid = PixelGrid(
      of: bands, binCount: melBandCount, secondsPerFrame: Double(hopLength) / Double(rate),
      start: Double(stage.start) / Double(rate), duration: duration, rowCount: 2 * melBandCount,
      columnCount: columnCount)
    let scale = MelScale.slaney
    let (lower, upper) = (scale.mel(frequency: 30), scale.mel(frequency: highest))
    let ticks = [0.1, 0.5, 1, 2, 5, 10, 20].filter { 1_000 * $0 < 0.99 * highest }.map { frequency in
      (
        share: (scale.mel(frequency: 1_000 * frequency) - lower) / (upper - lower),
        label: String(format: "%g", frequency)
      )
    }
    return ClipPanel(
      title: "mel bands, \(melBandCount)" + (stage.name == .recording ? "" : ", of what is left"),
      note: "0 dB is the loudest of this panel",
      content: .plane(levels(grid, below: grid.greatest, ticks: ticks)))
  }

  private static func envelope(of stage: ClipStage, duration: Double) -> ClipPanel.Envelope {
    let samples = stage.waveform.samples
    let perColumn = duration * Double(stage.waveform.sampleRate) / Double(columnCount)
    return (0..<columnCount).map { column in
      let first = Int(Double(column) * perColumn) - stage.start
      let last = max(first + 1, Int(Double(column + 1) * perColumn) - stage.start)
      let range = (first..<last).clamped(to: samples.indices)
      guard let least = samples[range].min(), let greatest = samples[range].max() else { return nil }
      return max(-1, min(1, least))...max(-1, min(1, greatest))
    }
  }

  /// Labels in kHz up to half of `sampleRate`.
  private static func kilohertz(_ sampleRate: Int) -> [(share: Double, label: String)] {
    let highest = Double(sampleRate) / 2_000
    return AxisScale(0...highest, to: (0, 1)).ticks(atMost: 5)
      .map { ($0 / highest, String(format: "%g", $0)) }
  }

  // MARK: Words

  private static func finding(of stages: [ClipStage]) -> String {
    let recording = stages[0]
    return stages.dropFirst().compactMap { stage -> String? in
      switch stage.name {
      case .recording, .preEmphasis: return nil
      case .spectralGate:
        return share(of: stage, in: recording).map { "the spectral gate leaves \($0) of the energy" }
      case .trim:
        return String(
          format: "trim leaves %.2f of %.2f s", stage.waveform.duration, recording.waveform.duration)
      case .length:
        return String(format: "%.2f s are looked at", stage.waveform.duration)
      }
    }.joined(separator: "; ")
  }

  private static func share(of stage: ClipStage, in recording: ClipStage) -> String? {
    let energy = recording.energy
    return energy > 0 ? String(format: "%.1f %%", 100 * stage.energy / energy) : nil
  }
}

extension ClipStage.Name {
  fileprivate var words: String {
    switch self {
    case .recording: "the recording"
    case .preEmphasis: "pre-emphasis"
    case .spectralGate: "the spectral gate"
    case .trim: "trim"
    case .length: "the length"
    }
  }
}

extension Int {
  /// The least power of two that is not below the number; the number is positive.
  fileprivate var roundedUpToPowerOfTwo: Int { 1 << (Int.bitWidth - (self - 1).leadingZeroBitCount) }
}
