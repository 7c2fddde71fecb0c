public import Foundation

extension FrontEnd {
  /// Whether ``features(streaming:limits:)`` can be asked: whether the features are sums over frames of a
  /// recording that no stage needs as a whole.
  public var canStream: Bool {
    guard case .meanMagnitudeSpectrum = settings.features else { return false }
    return settings.preEmphasis == nil && settings.spectralGate == nil && settings.trim == nil
      && settings.length == nil
  }

  /// Returns the features of the recording in `file`, which is heard in blocks: memory does not grow with its
  /// length.
  ///
  /// - Parameters:
  ///   - file: A WAV, FLAC, Ogg Vorbis, MP3 or AIFF file.
  ///   - limits: What is refused; by default recordings of more than a day.
  /// - Returns: The values of ``features(of:)``, to the last bit.
  /// - Throws: ``AudioFileError`` or ``FrontEndError`` where the recording cannot be used.
  /// - Precondition: ``canStream``.
  public func features(streaming file: URL, limits: DecodingLimits = .streaming) throws -> [Float] {
    guard canStream, case .meanMagnitudeSpectrum(let fftLength, let hopLength) = settings.features else {
      preconditionFailure("this front end needs a recording as a whole")
    }
    let recording = try RecordingStream(file, sampleRate: settings.sampleRate, limits: limits)
    let spectrum = try MeanMagnitudeSpectrumStream(fftLength: fftLength, hopLength: hopLength)
    while let samples = try recording.next() { spectrum.append(samples) }
    let values = spectrum.finish()
    guard values.allSatisfy(\.isFinite) else { throw FrontEndError.nonFiniteFeatures }
    return values
  }
}
