import ExperimentSchema
import Testing

@Suite("The life of a run")
struct RunStatusTests {
  @Test func `what has ended well or for good never runs again`() {
    for status in [RunStatus.completed, .diverged, .pruned] {
      for next in RunStatus.allCases { #expect(!status.canBecome(next)) }
    }
  }

  @Test func `what was cut short may go on`() {
    for status in [RunStatus.lost, .failed] {
      #expect(RunStatus.allCases.filter { status.canBecome($0) } == [.running])
    }
    // A sweep that saw no promise in a run stopped it first, its state saved.
    #expect(RunStatus.allCases.filter { RunStatus.interrupted.canBecome($0) } == [.running, .pruned])
  }

  @Test func `a running run may end in every way, and not begin again`() {
    #expect(
      RunStatus.allCases.filter { RunStatus.running.canBecome($0) }
        == [.completed, .failed, .diverged, .interrupted, .pruned, .lost])
  }
}
