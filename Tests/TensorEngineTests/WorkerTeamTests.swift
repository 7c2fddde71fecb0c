import Glibc
import TensorEngine
import TestSupport
import Testing

@Suite("Worker team", .tags(.property))
struct WorkerTeamPropertyTests {
  /// What the workers write: a cell for each, added to in each phase.
  final class Board {
    let cells: UnsafeMutablePointer<Int>
    let count: Int

    init(count: Int) {
      self.count = count
      cells = .allocate(capacity: count * 16)
      cells.initialize(repeating: 0, count: count * 16)
    }

    deinit { cells.deallocate() }
  }

  @Test("every worker does every phase once, and a phase ends when all have", arguments: [1, 2, 3, 8])
  func phases(count: Int) {
    let board = Board(count: count)
    let team = WorkerTeam(count: count, context: Unmanaged.passUnretained(board).toOpaque()) {
      context, phase, worker in
      Unmanaged<Board>.fromOpaque(context)._withUnsafeGuaranteedRef { $0.cells[worker * 16] += phase }
    }
    defer { team.stop() }
    #expect(team.count == count)
    var expected = 0
    for phase in 1...2000 {
      team.perform(phase: phase)
      expected += phase
      for worker in 0..<count where board.cells[worker * 16] != expected {
        Issue.record("worker \(worker) after phase \(phase): \(board.cells[worker * 16]), not \(expected)")
        return
      }
    }
  }

  @Test func `workers that fell asleep wake up`() {
    let board = Board(count: 3)
    let team = WorkerTeam(count: 3, context: Unmanaged.passUnretained(board).toOpaque()) {
      context, _, worker in
      Unmanaged<Board>.fromOpaque(context)._withUnsafeGuaranteedRef { $0.cells[worker * 16] += 1 }
    }
    for round in 1...5 {
      usleep(20_000)
      team.perform(phase: 0)
      #expect((0..<3).allSatisfy { board.cells[$0 * 16] == round })
    }
    team.stop()
    team.stop()
  }

  @Test func `teams come and go without use`() {
    let board = Board(count: 4)
    for _ in 0..<50 {
      let team = WorkerTeam(count: 4, context: Unmanaged.passUnretained(board).toOpaque()) { _, _, _ in }
      team.stop()
    }
  }
}
