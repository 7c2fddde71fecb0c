public import ExperimentSchema

/// Proposes what to try next.
///
/// A pure function: the same trial, attempt and history give the same proposal in every process, so that a
/// sweep that was killed asks on as if it never had been. The order of the history says nothing. Every
/// sampler passes `SamplerContractTests`.
public protocol Sampler: Sendable {
  /// Returns what trial `number` tries.
  ///
  /// - Parameters:
  ///   - number: The trial, from 1.
  ///   - attempt: From 0; one more each time that the last answer repeats a configuration that is there.
  ///   - history: The other trials of the sweep, in any order.
  /// - Returns: A value of its domain for each setting; nil where nothing is left to try.
  func assignment(ofTrial number: Int, attempt: Int, history: [SearchTrial]) -> Assignment?
}

extension SweepSpecification {
  /// The sampler that the file names.
  public func makeSampler() -> any Sampler {
    switch sampler {
    case .grid(let seed): GridSampler(space: space, seed: seed)
    case .random(let seed): RandomSampler(space: space, seed: seed)
    case .tpe(let settings):
      TPESampler(space: space, areMaximised: objectives.map(\.isMaximised), settings: settings)
    }
  }
}
