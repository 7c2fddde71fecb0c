/// What a check of a corpus found, and what it looked at.
public struct CorpusReport: Sendable {
  /// The clips that could be read.
  public let corpus: Corpus
  /// Sampling rates of the clips that can be decoded, ascending.
  public let samplingRates: [CorpusFinding.SamplingRate]
  /// Seconds of all clips that can be decoded.
  public let seconds: Double
  /// What is wrong or remarkable, errors first.
  public let findings: [CorpusFinding]
}
