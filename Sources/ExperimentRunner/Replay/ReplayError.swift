public import ExperimentSchema
public import Foundation

/// Why a run cannot be replayed, or a part of it not be compared.
public enum ReplayError: Error {
  /// A file of the run is not there, or cannot be read.
  case noFile(run: String, file: URL)
  /// No epoch of it is stored.
  case nothingRecorded(run: String, status: RunStatus)
  /// What its folder declares is not what it was recorded with.
  case changed(run: String, file: URL)
  /// It ended without weights.
  case noWeights(run: String, status: RunStatus)
}

extension ReplayError: CustomStringConvertible {
  public var description: String {
    switch self {
    case .noFile(let run, let file):
      "\(file.relativePath): cannot be read; expected a file of run \(run). Name the folder of runs with --runs, or "
        + "bring the run's folder back."
    case .nothingRecorded(let run, let status):
      "run \(run): found status \(status.rawValue) and no epoch; expected at least one to compare with. Let it go on "
        + "first: earshot run --resume \(run)"
    case .changed(let run, let file):
      "\(file.relativePath): found a configuration, or classes, that run \(run) was not recorded with; expected those. "
        + "Bring the file back, or name the recordings with --corpus."
    case .noWeights(let run, let status):
      "run \(run) is \(status.rawValue): only a completed run keeps weights"
    }
  }
}
