import Glibc
import Synchronization

/// Threads that do the phases of a step together, the caller being the first of them.
///
/// Between phases the others wait by spinning for some microseconds, then by yielding, then asleep; so a team
/// costs next to nothing between steps and about a microsecond between phases. A team of one has no threads.
/// Nothing is allocated after the start.
///
/// Who does which part of a phase is the task's matter: it must not change any result. Tested in
/// `WorkerTeamPropertyTests`.
package final class WorkerTeam: @unchecked Sendable {
  /// What a worker does in a phase: context, phase, worker.
  package typealias Task = @convention(c) (UnsafeMutableRawPointer, Int, Int) -> Void

  /// Workers, the caller among them.
  package var count: Int { threads.count + 1 }
  private let task: Task
  private let context: UnsafeMutableRawPointer

  /// Rises by one for each phase; the workers wait for it.
  private let generation = Atomic<Int>(0)
  private let unfinished = Atomic<Int>(0)
  private let sleepers = Atomic<Int>(0)
  /// Written before `generation` rises, read after.
  private var phase = 0
  private var isStopping = false

  private let mutex: UnsafeMutablePointer<pthread_mutex_t>
  private let condition: UnsafeMutablePointer<pthread_cond_t>
  private var threads: [pthread_t] = []

  private static let spins = 4000
  private static let yields = 100

  /// A team of `count` workers.
  ///
  /// - Parameters:
  ///   - count: Workers; at least 1. Where the system refuses a thread, the team is smaller.
  ///   - context: Passed to `task`; must outlive the team's ``stop()``.
  ///   - task: What each worker does in each phase.
  package init(count: Int, context: UnsafeMutableRawPointer, task: @escaping Task) {
    precondition(count >= 1, "a team of \(count) workers")
    self.task = task
    self.context = context
    mutex = .allocate(capacity: 1)
    condition = .allocate(capacity: 1)
    pthread_mutex_init(mutex, nil)
    pthread_cond_init(condition, nil)
    for worker in 1..<max(1, count) {
      let member = Unmanaged.passRetained(Member(team: self, worker: worker))
      var thread = pthread_t()
      let code = pthread_create(
        &thread, nil,
        { member in
          let member = Unmanaged<Member>.fromOpaque(member!).takeRetainedValue()
          flushingSubnormals { member.team.serve(as: member.worker) }
          return nil
        }, member.toOpaque())
      guard code == 0 else {
        member.release()
        break
      }
      threads.append(thread)
    }
  }

  /// Does a phase, with subnormal numbers counted as zero: returns when every worker has done its part.
  package func perform(phase: Int) {
    flushingSubnormals { share(phase: phase) }
  }

  private func share(phase: Int) {
    guard count > 1 else { return task(context, phase, 0) }
    self.phase = phase
    unfinished.store(count - 1, ordering: .relaxed)
    wake()
    task(context, phase, 0)
    var turns = 0
    while unfinished.load(ordering: .acquiring) != 0 {
      turns += 1
      if turns > Self.spins { sched_yield() }
    }
  }

  /// Seconds that the threads besides the caller's have spent on a processor, waiting by spinning among them; 0
  /// once they have ended.
  package var helpersProcessorTime: Double {
    threads.reduce(0) { sum, thread in
      var clock = clockid_t()
      var time = timespec()
      guard pthread_getcpuclockid(thread, &clock) == 0, clock_gettime(clock, &time) == 0 else { return sum }
      return sum + Double(time.tv_sec) + Double(time.tv_nsec) * 1e-9
    }
  }

  /// Ends the threads and waits for them; the team can do no phase after.
  package func stop() {
    guard !threads.isEmpty else { return }
    isStopping = true
    wake()
    for thread in threads { pthread_join(thread, nil) }
    threads = []
  }

  deinit {
    pthread_mutex_destroy(mutex)
    pthread_cond_destroy(condition)
    mutex.deallocate()
    condition.deallocate()
  }

  private func wake() {
    generation.add(1, ordering: .sequentiallyConsistent)
    if sleepers.load(ordering: .sequentiallyConsistent) > 0 {
      pthread_mutex_lock(mutex)
      pthread_cond_broadcast(condition)
      pthread_mutex_unlock(mutex)
    }
  }

  private func serve(as worker: Int) {
    var seen = 0
    while true {
      waitForGeneration(after: seen)
      seen += 1
      if isStopping { return }
      task(context, phase, worker)
      unfinished.subtract(1, ordering: .acquiringAndReleasing)
    }
  }

  private func waitForGeneration(after seen: Int) {
    for turn in 0..<Self.spins + Self.yields {
      if generation.load(ordering: .acquiring) != seen { return }
      if turn >= Self.spins { sched_yield() }
    }
    pthread_mutex_lock(mutex)
    sleepers.add(1, ordering: .sequentiallyConsistent)
    while generation.load(ordering: .sequentiallyConsistent) == seen { pthread_cond_wait(condition, mutex) }
    sleepers.subtract(1, ordering: .sequentiallyConsistent)
    pthread_mutex_unlock(mutex)
  }

  /// What a new thread is handed: it keeps the team alive until it ends.
  private final class Member {
    let team: WorkerTeam
    let worker: Int

    init(team: WorkerTeam, worker: Int) {
      self.team = team
      self.worker = worker
    }
  }
}
