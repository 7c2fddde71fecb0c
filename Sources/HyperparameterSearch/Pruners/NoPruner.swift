/// Ends nothing: each trial trains through all its epochs in one stage.
public struct NoPruner: Pruner {
  /// A pruner that ends nothing.
  public init() {}

  /// All epochs are one stage.
  public func stages(ofEpochs epochCount: Int) -> [Int] { [epochCount] }

  /// Every trial goes on.
  public func decision(
    trial: Int, epoch: Int, values: [StageValue], isMaximised: Bool
  ) -> StageDecision { .proceed }
}
