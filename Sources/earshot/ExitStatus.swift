import ArgumentParser
import AudioFrontEnd
import Datasets
import Downloads
import ExperimentRunner
import ExperimentSchema
import Listening
import NeuralNetworks
import RunStore
import SlurmLauncher
import SweepRunner
import WebApp

/// How the process ends; scripts rely on these numbers.
enum ExitStatus: Int32, Error {
  case done = 0
  /// The machine or a run failed; a run diverged.
  case failed = 1
  /// The user's files or arguments are wrong.
  case misused = 2
  /// A claim is not replicated, and its file does not accept that.
  case claimFailed = 3
  /// A claim is inconclusive, or none was judged.
  case inconclusive = 4
  /// Another process holds what is needed.
  case busy = 75
  /// Stopped by SIGHUP, as when a terminal closes, state saved.
  case hungUp = 129
  /// Stopped by SIGINT, state saved.
  case interrupted = 130
  /// Stopped by SIGTERM, state saved.
  case terminated = 143

  /// Tells the user of `error` and returns how the process is to end.
  static func report(_ error: any Error) -> ExitStatus {
    switch EarshotCommand.exitCode(for: error) {
    case .success:
      Console.write(EarshotCommand.fullMessage(for: error))
      return .done
    case .validationFailure:
      Console.note(EarshotCommand.fullMessage(for: error))
      return .misused
    default:
      Console.note("earshot: \(error)")
      return status(of: error)
    }
  }

  /// Tells the user of `error`, which a command found in its arguments when it looked closer.
  static func report(misuse error: ValidationError) -> ExitStatus {
    Console.note("earshot: \(error.message)")
    return .misused
  }

  private static func status(of error: DownloadError) -> ExitStatus {
    switch error.reason {
    case .address, .digest, .size: .misused
    case .busy: .busy
    case .refused, .broken, .unwritable, .cancelled, .library: .failed
    }
  }

  private static func status(of error: any Error) -> ExitStatus {
    switch error {
    case is ExperimentError, is CorpusError, is PlanningError: .misused
    case is AudioFileError, is FrontEndError, is FeatureExtractionError, is SoundscapeError: .misused
    case is ListeningError, is ModelChoiceError, is TrainedModelError, is SafetensorsError: .misused
    case let error as UnheardRecording: status(of: error.error)
    case let error as SpooledInputError: error.isMisuse ? .misused : .failed
    case is CorpusFetchBusy: .busy
    case let error as DownloadError: status(of: error)
    case is ComparisonSubjectError, is RunFilterError: .misused
    case ResumptionError.busy: .busy
    case is ResumptionError, is ReplayError, is ScoringError: .misused
    case SweepError.busy: .busy
    case let error as SweepError: error.isMisuse ? .misused : .failed
    case SlurmError.unreachable: .failed
    case let error as WebServerError: error.isBusy ? .busy : .failed
    case is SlurmError, is ArrayTaskError: .misused
    case let error as RunStoreError: error.isMisuse ? .misused : .failed
    default: .failed
    }
  }
}
