import ArgumentParser

/// `earshot-bench peak`: multiply-adds that touch no memory.
struct PeakCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "peak",
    abstract: "Fused multiply-adds on registers alone, on one thread: the peak of a core.")

  @Argument(help: "Floating-point operations in one repetition, a multiply-add being two.")
  var operations: Int

  func validate() throws {
    guard (1...1 << 40).contains(operations) else {
      throw ValidationError("operations: found \(operations); expected 1...\(1 << 40).")
    }
  }

  func run() throws {
    var work = FusedMultiplyAdds(operationCount: operations)
    try answerRequests { _ in work.perform() }
  }
}
