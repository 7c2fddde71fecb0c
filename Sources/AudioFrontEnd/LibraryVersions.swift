import CFFTW
import CSndfile
import CSoxr

/// Versions of the C libraries whose arithmetic is part of every feature.
public struct LibraryVersions: Sendable, Hashable, Codable {
  /// libsndfile, as it names itself: `libsndfile-1.2.0`.
  public let sndfile: String
  /// libsoxr: `libsoxr-0.1.3`.
  public let soxr: String
  /// FFTW, with the vector extensions that its build may use.
  public let fftw: String

  /// The libraries that this process has loaded.
  public static let current = LibraryVersions(
    sndfile: String(cString: sf_version_string()), soxr: String(cString: soxr_version()),
    fftw: FourierPlan.libraryVersion)
}
