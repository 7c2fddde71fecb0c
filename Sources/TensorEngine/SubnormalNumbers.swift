import Glibc

/// Does `body` with subnormal numbers counted as zero, as operands and as results, on this thread.
///
/// Where a gradient stays zero, Adam's first moment falls by a tenth in each step: after some 800 steps it is
/// subnormal, and stays so, and every operation on it costs many times its usual time. A step of a dense net
/// becomes a third slower for the rest of its training. Numbers below 1.2e-38 make no difference to any weight
/// worth having.
///
/// Whoever computes a value must do so in the same mode: kernels run by a ``WorkerTeam`` all do.
package func flushingSubnormals<Result>(_ body: () throws -> Result) rethrows -> Result {
  var previous = fenv_t()
  fegetenv(&previous)
  var environment = previous
  #if arch(x86_64)
    // Flush to zero, denormals are zero.
    environment.__mxcsr |= 1 << 15 | 1 << 6
  #elseif arch(arm64)
    environment.__fpcr |= 1 << 24
  #endif
  fesetenv(&environment)
  defer { fesetenv(&previous) }
  return try body()
}
