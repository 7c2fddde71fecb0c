import CSoxr

/// Band-limited resampling of a signal that arrives in blocks, by libsoxr at its quality HQ (20 bit).
///
/// The samples are those of ``Resampler``, however the blocks are cut. Checked in `RecordingStreamTests`.
final class ResamplingStream {
  private let rates: (from: Int, to: Int)
  /// Nil where the rates agree.
  private let resampler: soxr_t?
  private var received = 0
  private var produced = 0

  /// A stream from one rate to another, in Hz.
  ///
  /// - Throws: ``FrontEndError/sampleRate(_:)`` for a rate that is not positive,
  ///   ``FrontEndError/resampling(from:to:libraryMessage:)`` where libsoxr refuses.
  init(from source: Int, to target: Int) throws(FrontEndError) {
    for rate in [source, target] where rate <= 0 { throw .sampleRate(rate) }
    rates = (source, target)
    guard source != target else {
      resampler = nil
      return
    }
    var quality = soxr_quality_spec(UInt(SOXR_20_BITQ), 0)
    var runtime = soxr_runtime_spec(1)
    var failure: soxr_error_t?
    resampler = soxr_create(Double(source), Double(target), 1, &failure, nil, &quality, &runtime)
    if let failure { throw .resampling(from: source, to: target, libraryMessage: String(cString: failure)) }
  }

  deinit { soxr_delete(resampler) }

  /// Returns the samples that `block` completes; there may be none.
  func append(_ block: UnsafeBufferPointer<Float>) throws(FrontEndError) -> [Float] {
    received += block.count
    guard resampler != nil else { return Array(block) }
    return try process(block)
  }

  /// Returns the samples behind all others, the signal having ended: in all `ceil(n × to / from)`.
  func finish() throws(FrontEndError) -> [Float] {
    guard resampler != nil, received > 0 else { return [] }
    let missing = Int((Double(received) * Double(rates.to) / Double(rates.from)).rounded(.up)) - produced
    var rest: [Float] = []
    while rest.count < missing {
      let samples = try process(nil)
      guard !samples.isEmpty else { break }
      rest += samples
    }
    return rest.prefix(max(0, missing)) + [Float](repeating: 0, count: max(0, missing - rest.count))
  }

  /// Gives libsoxr samples, nil for the end, and returns what it has ready.
  private func process(_ block: UnsafeBufferPointer<Float>?) throws(FrontEndError) -> [Float] {
    let ratio = Double(rates.to) / Double(rates.from)
    var output: [Float] = []
    var offset = 0
    var failure: soxr_error_t?
    repeat {
      let capacity = Int(Double(max(4_096, (block?.count ?? 0) - offset)) * ratio) + 4_096
      var (taken, made) = (0, 0)
      let part = [Float](unsafeUninitializedCapacity: capacity) { memory, count in
        failure = soxr_process(
          resampler, block.flatMap { $0.baseAddress.map { $0 + offset } }, (block?.count ?? 0) - offset,
          &taken,
          memory.baseAddress, capacity, &made)
        count = made
      }
      if let failure {
        throw .resampling(from: rates.from, to: rates.to, libraryMessage: String(cString: failure))
      }
      offset += taken
      output += part
    } while offset < block?.count ?? 0
    produced += output.count
    return output
  }
}
