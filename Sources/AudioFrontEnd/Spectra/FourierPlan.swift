import CFFTW
import Synchronization

/// FFTW's planner keeps global state; executing a plan does not.
private let planner = Mutex(())

/// A real Fourier transform of one length in both directions: the only owner of its FFTW plans.
///
/// Plans are estimated, not measured: measured plans may differ between runs, and with them the last
/// digits. Memory handed in must be aligned as ``AlignedBuffer`` aligns it.
package struct FourierPlan: ~Copyable {
  /// Samples per frame; even.
  package let fftLength: Int
  /// Frequencies from 0 to half the sampling rate: `fftLength / 2 + 1`.
  package let binCount: Int
  /// Bins in a row of memory: `binCount`, rounded up to a multiple of 8.
  package let binStride: Int
  private let forwardPlan: fftwf_plan
  private let inversePlan: fftwf_plan

  package init(fftLength: Int) {
    self.fftLength = fftLength
    binCount = fftLength / 2 + 1
    binStride = (binCount + 7) / 8 * 8
    let frame = AlignedBuffer(count: fftLength)
    let row = AlignedBuffer(count: 2 * binStride)
    // Pointers to plans that no one else has seen yet.
    nonisolated(unsafe) var forward: fftwf_plan?
    nonisolated(unsafe) var inverse: fftwf_plan?
    planner.withLock { _ in
      let bins = Self.complex(row.floats)
      forward = fftwf_plan_dft_r2c_1d(Int32(fftLength), frame.floats, bins, FFTW_ESTIMATE)
      inverse = fftwf_plan_dft_c2r_1d(Int32(fftLength), bins, frame.floats, FFTW_ESTIMATE)
    }
    guard let forward, let inverse else {
      preconditionFailure("FFTW plans every length that a setting may have")
    }
    forwardPlan = forward
    inversePlan = inverse
  }

  deinit {
    planner.withLock { _ in
      fftwf_destroy_plan(forwardPlan)
      fftwf_destroy_plan(inversePlan)
    }
  }

  /// Transforms `fftLength` samples into `binCount` complex numbers, real and imaginary in turn.
  package func forward(_ frame: UnsafeMutablePointer<Float>, into row: UnsafeMutablePointer<Float>) {
    fftwf_execute_dft_r2c(forwardPlan, frame, Self.complex(row))
  }

  /// Transforms `binCount` complex numbers, which are overwritten, into `fftLength` times the samples.
  package func inverse(_ row: UnsafeMutablePointer<Float>, into frame: UnsafeMutablePointer<Float>) {
    fftwf_execute_dft_c2r(inversePlan, Self.complex(row), frame)
  }

  static var libraryVersion: String { String(cString: fftwf_version_text()) }

  private static func complex(_ floats: UnsafeMutablePointer<Float>) -> UnsafeMutablePointer<fftwf_complex> {
    UnsafeMutableRawPointer(floats).assumingMemoryBound(to: fftwf_complex.self)
  }
}
