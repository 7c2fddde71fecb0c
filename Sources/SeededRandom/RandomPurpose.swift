/// What a random stream is for; streams of different purposes never share a value.
///
/// The low byte names the purpose and is frozen: another number would change every seeded run. The upper
/// 24 bits tell apart streams of one purpose, such as the layers that drop values.
public struct RandomPurpose: Hashable, Sendable {
  /// The counter word that stands for the purpose.
  public let rawValue: UInt32

  /// The purpose whose counter word is `rawValue`.
  public init(_ rawValue: UInt32) {
    self.rawValue = rawValue
  }

  /// First weights; one stream per layer.
  public static let initialization = RandomPurpose(1)
  /// The order of the examples in an epoch.
  public static let shuffling = RandomPurpose(2)
  /// Which values dropout sets to zero.
  public static let dropout = RandomPurpose(3)
  /// The sounds of the synthetic corpus.
  public static let synthesis = RandomPurpose(4)
  /// Which examples fall into which split.
  public static let splitting = RandomPurpose(5)
  /// What a sweep proposes.
  public static let search = RandomPurpose(6)
  /// Resampling in statistics.
  public static let bootstrap = RandomPurpose(7)
  /// What training does to its clips; one stream per kind, batch or clip.
  public static let regularization = RandomPurpose(8)
  /// How soundscapes are composed; one stream per soundscape.
  public static let composition = RandomPurpose(10)

  /// The same purpose for a part of its own, such as one layer.
  ///
  /// - Parameter part: The part's number.
  /// - Precondition: `part` is in `0 ..< 2²⁴`.
  public func part(_ part: Int) -> RandomPurpose {
    precondition(part >= 0 && part < 1 << 24, "part \(part) of a random purpose is outside 0 ..< 2^24")
    return RandomPurpose(rawValue | UInt32(part) << 8)
  }
}
