import ExperimentSchema
import SeededRandom

/// Mixes the clips of a batch in pairs, and their targets with them.
///
///     λ from Beta(α, α), one for the batch; π a random order of its clips
///     x_i ← λ x_i + (1 - λ) x_π(i)        t_i ← λ t_i + (1 - λ) t_π(i)
///
/// Source: Zhang, Cisse, Dauphin and Lopez-Paz, "mixup: beyond empirical risk minimization", ICLR 2018,
/// section 2, with one λ for each batch as in their program. Checked in `RegularizationPropertyTests`.
struct Mixup {
  let settings: TrainingSpecification.Mixup

  /// Draws how a batch is mixed, π into `partners`, and returns λ.
  ///
  /// - Parameter partners: One for each clip of the batch.
  func draw(_ partners: UnsafeMutableBufferPointer<Int32>, using random: inout RandomStream) -> Float {
    let share = Float(random.beta(settings.alpha, settings.alpha))
    for index in partners.indices { partners[index] = Int32(index) }
    random.shuffle(partners)
    return share
  }

  /// Writes `share · own + (1 - share) · other` to `result`; the three do not overlap unless they are one.
  static func mix(
    _ own: UnsafePointer<Float>, _ other: UnsafePointer<Float>, share: Float,
    into result: UnsafeMutablePointer<Float>, count: Int
  ) {
    for index in 0..<count { result[index] = share * own[index] + (1 - share) * other[index] }
  }
}
