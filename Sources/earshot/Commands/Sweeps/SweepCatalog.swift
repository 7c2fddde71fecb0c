import ExperimentSchema
import Foundation

/// The folder of declared sweeps: finds them by name.
struct SweepCatalog {
  /// Usually `Experiments/sweeps`.
  let catalog: ExperimentCatalog

  /// The sweeps beside the experiments in `folder`.
  init(experiments folder: URL) { catalog = ExperimentCatalog(sweepFolder: folder.appending(path: "sweeps")) }

  /// Returns the file of the sweep called `reference`, which may also be the path of a file.
  ///
  /// - Throws: `ExperimentError` with the names there are and the near ones.
  func file(of reference: String) throws(ExperimentError) -> URL { try catalog.file(of: reference) }
}
