/// An operation whose images have no places yet: what it touches in each pass, and how it is made once they
/// have.
struct PlannedOperation {
  /// The first phase of the step in which its inputs are complete.
  var phase: Int
  /// Whether the operation is done example by example, its values hot in the cache, rather than for all
  /// examples of a worker at once.
  var isPerExample = true
  /// Images read or written in the forward pass.
  var forward: [PlanMemory.ImageID]
  /// Images read or written in the backward pass.
  var backward: [PlanMemory.ImageID] = []
  /// Images read when gradients are summed over the batch.
  var update: [PlanMemory.ImageID] = []
  /// The operation, by the places that its images got.
  var make: (PlanLayouts) -> PlanOperation
}
