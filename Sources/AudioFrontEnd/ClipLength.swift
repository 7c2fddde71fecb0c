/// Makes all clips as long as one another: longer ones are cut, shorter ones filled.
///
/// Checked in `ClipLengthTests`; with `zeros` and `start` against `librosa.util.fix_length`.
public struct ClipLength: Sendable {
  /// What becomes of a clip that is shorter.
  public enum Mode: String, Hashable, Codable, Sendable, CaseIterable {
    /// Silence follows its end.
    case zeros
    /// It begins again, as often as it takes.
    case `repeat`
    /// Nothing: only longer clips are cut.
    case crop
  }

  /// Which part of a longer clip is kept.
  public enum KeptPart: String, Hashable, Codable, Sendable, CaseIterable {
    /// Its beginning.
    case start
    /// Its middle; of an odd rest the larger half is cut from the end.
    case middle
    /// The part with the greatest energy; of several the first.
    case loudest
  }

  /// How long, and what is done to get there.
  public struct Settings: Hashable, Codable, Sendable {
    /// Length in seconds; above 0, at most 600. Rounded to whole samples, at least one.
    public var seconds: Double
    /// What becomes of shorter clips.
    public var mode: Mode
    /// What is kept of longer clips.
    public var keep: KeptPart

    /// Settings; unless told otherwise, silence follows a shorter clip and the beginning of a longer is kept.
    public init(seconds: Double, mode: Mode = .zeros, keep: KeptPart = .start) {
      self.seconds = seconds
      self.mode = mode
      self.keep = keep
    }
  }

  /// How long, and what is done to get there.
  public let settings: Settings
  /// The length in samples; at least 1.
  public let sampleCount: Int

  /// Checks the settings.
  ///
  /// - Parameter sampleRate: That of the clips, in Hz; positive.
  /// - Throws: ``FrontEndError/setting(keyPath:found:expected:remedy:)`` for seconds out of range.
  public init(_ settings: Settings, sampleRate: Int) throws(FrontEndError) {
    guard settings.seconds > 0, settings.seconds <= 600 else {
      throw .setting(
        keyPath: "length.seconds", found: "\(settings.seconds)", expected: "above 0 to 600 seconds",
        remedy: "Try 5.")
    }
    guard sampleRate > 0 else { throw .sampleRate(sampleRate) }
    self.settings = settings
    sampleCount = max(1, Int((settings.seconds * Double(sampleRate)).rounded()))
  }

  /// Returns `samples` at the length: ``sampleCount`` of them, with ``Mode/crop`` at most so many; none of none.
  public func apply(to samples: [Float]) -> [Float] { apply(to: samples[...]) }

  func apply(to samples: ArraySlice<Float>) -> [Float] {
    guard !samples.isEmpty else { return [] }
    if samples.count >= sampleCount {
      return Array(samples.dropFirst(start(in: samples)).prefix(sampleCount))
    }
    switch settings.mode {
    case .crop: return Array(samples)
    case .zeros: return samples + [Float](repeating: 0, count: sampleCount - samples.count)
    case .repeat: return (0..<sampleCount).map { samples[samples.startIndex + $0 % samples.count] }
    }
  }

  /// Samples before the part that is kept: 0 of a clip that is no longer than that.
  func start(in samples: ArraySlice<Float>) -> Int {
    guard samples.count > sampleCount else { return 0 }
    let surplus = samples.count - sampleCount
    switch settings.keep {
    case .start: return 0
    case .middle: return surplus / 2
    case .loudest:
      var energies = [0.0]
      energies.reserveCapacity(samples.count + 1)
      for sample in samples {
        energies.append(energies[energies.count - 1] + Double(sample) * Double(sample))
      }
      var (best, loudest) = (0, -1.0)
      for start in 0...surplus {
        let energy = energies[start + sampleCount] - energies[start]
        if energy > loudest { (best, loudest) = (start, energy) }
      }
      return best
    }
  }
}
