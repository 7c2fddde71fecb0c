public struct SyntheticClip: Sendable, Hashable {
  public var classIndex: Int
  public var source: Int
  public var take: Int
  public var seed: UInt64
  public init(classIndex: Int, source: Int, take: Int, seed: UInt64) {
    self.classIndex = classIndex; self.source = source; self.take = take; self.seed = seed
  }
}
