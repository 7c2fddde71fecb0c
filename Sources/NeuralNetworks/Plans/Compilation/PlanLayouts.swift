import TensorEngine

/// Memory dealt out: where each image of a plan lies in its arena.
///
/// Buffers that are not in use at the same time share memory. For a worker's own that means operations that
/// follow each other; for those of examples it means phases, since within a phase one worker may be far ahead of
/// another. Where a buffer has zeros that are never written, only one of the same shape may share it. First fit,
/// the largest first: deterministic.
struct PlanLayouts {
  /// Values of the arena.
  let count: Int
  /// What they would be if no buffer shared memory.
  let unsharedCount: Int
  private let memory: PlanMemory
  private let places: [Place]

  private struct Place {
    var origin = 0
    var exampleStride = 0
    var workerStride = 0
  }

  /// A step's uses of one buffer.
  private struct Uses {
    var times: ClosedRange<Int>
    var phases: ClosedRange<Int>
    var runTimes: ClosedRange<Int>
    /// The one run of all uses, if there is only one.
    var run: Int?

    init(_ event: PlanSchedule.Event) {
      times = event.time...event.time
      phases = event.phase...event.phase
      runTimes = event.runTimes
      run = event.run
    }

    mutating func add(_ event: PlanSchedule.Event) {
      times = min(times.lowerBound, event.time)...max(times.upperBound, event.time)
      phases = min(phases.lowerBound, event.phase)...max(phases.upperBound, event.phase)
      runTimes =
        min(
          runTimes.lowerBound, event.runTimes.lowerBound)...max(
          runTimes.upperBound, event.runTimes.upperBound)
      if run != event.run { run = nil }
    }
  }

  /// Deals out memory for the images of `memory`.
  ///
  /// - Parameters:
  ///   - memory: The images.
  ///   - schedule: What touches them, and when.
  ///   - gathered: Images written when features are copied into the plan.
  ///   - finished: Images touched by softmax and loss.
  ///   - capacity: Examples that buffers have room for.
  ///   - shardCount: Shards of the batch.
  ///   - workerCount: Workers.
  init(
    _ memory: PlanMemory, schedule: PlanSchedule, gathered: [PlanMemory.ImageID],
    finished: [PlanMemory.ImageID], capacity: Int, shardCount: Int, workerCount: Int
  ) {
    self.memory = memory
    var uses = [Uses?](repeating: nil, count: memory.buffers.count)
    func note(_ image: PlanMemory.ImageID, _ event: PlanSchedule.Event) {
      let buffer = memory[image].buffer
      if uses[buffer] == nil { uses[buffer] = Uses(event) } else { uses[buffer]!.add(event) }
    }
    for image in gathered { note(image, schedule.gathering) }
    for image in finished { note(image, schedule.finish) }
    schedule.forEachUse(note)

    var places = [Place](repeating: Place(), count: memory.buffers.count)
    var common = SharedMemory()
    var ofWorkers = SharedMemory()
    var unshared = FloatArena.Planner()
    let largestFirst = memory.buffers.indices.sorted {
      (-memory.buffers[$0].count, $0) < (-memory.buffers[$1].count, $1)
    }
    var isOfWorkers = [Bool](repeating: false, count: places.count)
    for index in largestFirst {
      guard let use = uses[index] else { continue }
      let buffer = memory.buffers[index]
      let zeros: SharedMemory.Zeros =
        buffer.isPrivate
        ? .apart : buffer.hasStandingZeros ? .of(memory.shape(ofBuffer: index), count: buffer.count) : .none
      switch buffer.extent {
      case .shard:
        places[index].origin = common.reserve(
          buffer.count * shardCount, during: use.phases, zeros: .apart)
        _ = unshared.reserve(buffer.count * shardCount)
      case .example where use.run == nil || buffer.isOfExamples:
        places[index].origin = common.reserve(buffer.count * capacity, during: use.phases, zeros: zeros)
        places[index].exampleStride = buffer.count
        _ = unshared.reserve(buffer.count * capacity)
      case .example, .worker:
        let times = buffer.extent == .worker ? use.runTimes : use.times
        places[index].origin = ofWorkers.reserve(buffer.count, during: times, zeros: zeros)
        isOfWorkers[index] = true
        _ = unshared.reserve(buffer.count * workerCount)
      }
    }
    for index in places.indices where isOfWorkers[index] {
      places[index].origin += common.count
      places[index].workerStride = ofWorkers.count
    }
    self.places = places
    count = common.count + ofWorkers.count * workerCount
    unsharedCount = unshared.count
  }

  /// Where an image lies.
  subscript(_ image: PlanMemory.ImageID) -> ImageLayout {
    let image = memory[image]
    let place = places[image.buffer]
    return ImageLayout(
      origin: place.origin + image.offset, exampleStride: place.exampleStride,
      workerStride: place.workerStride, rowStride: image.rowStride, columnStride: image.columnStride,
      rowCount: image.rowCount, columnCount: image.columnCount, channelCount: image.channelCount)
  }

  /// Where an image lies that there may be none of.
  subscript(_ image: PlanMemory.ImageID?) -> ImageLayout? { image.map { self[$0] } }
}

/// Offsets for buffers that live at different times.
private struct SharedMemory {
  /// Which values of a buffer are zero and never written.
  enum Zeros: Hashable {
    case none
    /// Those around the pixels of such an image in so many values.
    case of(PlanMemory.Image, count: Int)
    /// Any.
    case apart
  }

  private struct Reservation {
    var values: Range<Int>
    var times: ClosedRange<Int>
    var zeros: Zeros
  }

  private(set) var count = 0
  private var reservations: [Reservation] = []

  /// Returns the lowest offset for `count` values that nothing else needs during `times`.
  mutating func reserve(_ count: Int, during times: ClosedRange<Int>, zeros: Zeros) -> Int {
    // Whole cache lines, and one more between buffers, so that a vector at a buffer's end reads no other.
    let count = (count + 15) / 16 * 16 + 16
    let others = reservations.filter { other in
      other.times.overlaps(times) || other.zeros != zeros || zeros == .apart
    }
    // With standing zeros a buffer takes another's place as a whole or not at all.
    var candidates = [0] + others.map(\.values.upperBound)
    if zeros != .none { candidates = reservations.filter { $0.zeros == zeros }.map(\.values.lowerBound) }
    let range =
      candidates.sorted().lazy.map { $0..<$0 + count }.first { range in
        !others.contains { $0.values.overlaps(range) }
      } ?? self.count..<self.count + count
    reservations.append(Reservation(values: range, times: times, zeros: zeros))
    self.count = max(self.count, range.upperBound)
    return range.lowerBound
  }
}
