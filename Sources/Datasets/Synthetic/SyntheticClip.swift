public import AudioFrontEnd
import ContentDigest
import Foundation

/// A clip of the synthetic corpus: what it is made from, and its making.
public struct SyntheticClip: Sendable, Hashable {
  /// Version of the recipes, part of every clip's digest: raise it with every audible change.
  public static let generatorVersion = 0

  /// Index into ``SyntheticCorpus/classNames``.
  public var classIndex: Int
  /// Which simulated recording of its class, from 0.
  public var source: Int
  /// Which clip of that recording, from 0.
  public var take: Int
  /// The corpus' seed.
  public var seed: UInt64

  /// The clip of its parts.
  public init(classIndex: Int, source: Int, take: Int, seed: UInt64) {
    self.classIndex = classIndex
    self.source = source
    self.take = take
    self.seed = seed
  }

  /// Returns the clip's 5 s at 22 050 Hz, the same for equal clips.
  public func render() -> Waveform {
    let sampleRate = 22_050
    let frequency = 110.0 * pow(2, Double(classIndex % 48) / 8)
    let amplitude = 0.2 + 0.02 * Double((source * 7 + take * 3) % 20)
    let samples = (0..<5 * sampleRate).map { index in
      Float(amplitude * sin(2 * Double.pi * frequency * Double(index) / Double(sampleRate)))
    }
    return Waveform(samples: samples, sampleRate: sampleRate)
  }

  /// Digest of what the clip is made from: cached features need no synthesis.
  var contentDigest: ContentDigest {
    ContentDigest(
      of: "earshot synthetic clip, generator \(Self.generatorVersion), seed \(seed), "
        + "class \(classIndex), source \(source), take \(take)")
  }
}
