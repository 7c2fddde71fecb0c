import Glibc
import SeededRandom

/// The kernels of a ``ParzenMixture`` on one axis: one around each point, and last the wide one.
protocol AxisKernels {
  /// Returns a position drawn from kernel `kernel`.
  func draw(kernel: Int, using random: inout RandomStream) -> Double

  /// Adds to each kernel's sum the logarithm of its density at `position`.
  func addLogDensities(at position: Double, to sums: UnsafeMutableBufferPointer<Double>)
}

/// Normal distributions, cut at the ends of a line.
struct LineKernels: AxisKernels {
  private let lower, upper: Double
  /// The middles, and one over the standard deviations.
  private let middles, scales: [Double]
  /// The logarithms of the densities in the middles.
  private let peaks: [Double]

  init(_ axis: SearchAxis, points: [Double], width: Double) {
    let (lower, upper) = (axis.lower, axis.upper)
    self.lower = lower
    self.upper = upper
    middles = points + [axis.middle]
    scales = [Double](repeating: 1 / width, count: points.count) + [1 / axis.length]
    peaks = zip(middles, scales).map { middle, scale in
      let mass = NormalDensity.logMass(from: (lower - middle) * scale, to: (upper - middle) * scale)
      return log(scale) - NormalDensity.logRootTwoPi - mass
    }
  }

  func draw(kernel: Int, using random: inout RandomStream) -> Double {
    // The middle lies on the line, which is at least as long as the deviation: a third of the draws, or more, do too.
    while true {
      let position = middles[kernel] + random.normal() / scales[kernel]
      if position >= lower && position <= upper { return position }
    }
  }

  func addLogDensities(at position: Double, to sums: UnsafeMutableBufferPointer<Double>) {
    middles.withUnsafeBufferPointer { middles in
      scales.withUnsafeBufferPointer { scales in
        peaks.withUnsafeBufferPointer { peaks in
          for kernel in sums.indices {
            let distance = (position - middles[kernel]) * scales[kernel]
            sums[kernel] += peaks[kernel] - 0.5 * distance * distance
          }
        }
      }
    }
  }
}

/// The shares of cut normal distributions in the cells of a line.
struct CellKernels: AxisKernels {
  private let axis: SearchAxis
  private let line: LineKernels
  /// The cell that each point lies in, as an index of `occupied`.
  private let cells: [Int]
  /// The cells that hold points: their middles, and the logarithm of how much of a kernel there lies on the line.
  private let occupied: [(middle: Double, logMass: Double)]
  private let width: Double

  init(_ axis: SearchAxis, points: [Double], width: Double) {
    self.axis = axis
    self.width = width
    line = LineKernels(axis, points: points, width: width)
    var numbers: [Int: Int] = [:]
    var occupied: [(middle: Double, logMass: Double)] = []
    cells = points.map { point in
      let cell = axis.cell(at: point)
      if let number = numbers[cell] { return number }
      numbers[cell] = occupied.count
      let mass = NormalDensity.logMass(from: (axis.lower - point) / width, to: (axis.upper - point) / width)
      occupied.append((point, mass))
      return occupied.count - 1
    }
    self.occupied = occupied
  }

  func draw(kernel: Int, using random: inout RandomStream) -> Double {
    line.draw(kernel: kernel, using: &random)
  }

  func addLogDensities(at position: Double, to sums: UnsafeMutableBufferPointer<Double>) {
    let ends = axis.ends(ofCell: axis.cell(at: position))
    func logMass(around middle: Double, width: Double) -> Double {
      NormalDensity.logMass(from: (ends.lower - middle) / width, to: (ends.upper - middle) / width)
    }
    // Many points share a cell: what a kernel gives is computed once for all of them.
    let masses = occupied.map { logMass(around: $0.middle, width: width) - $0.logMass }
    for (kernel, cell) in cells.enumerated() { sums[kernel] += masses[cell] }
    let half = NormalDensity.logMass(from: -0.5, to: 0.5)
    sums[cells.count] += logMass(around: axis.middle, width: axis.length) - half
  }
}

/// Probabilities of choices: mostly the point's own, the others alike.
struct ChoiceKernels: AxisKernels {
  private let choices: [Int]
  private let count: Int
  /// The probabilities of a kernel's own choice and of each other.
  private let own, other: Double

  init(_ axis: SearchAxis, choiceCount: Int, points: [Double]) {
    choices = points.map { Int($0) }
    count = choiceCount
    // As if each choice had been seen once among all kernels.
    let spread = 1 / Double(points.count + 1)
    other = spread / (1 + Double(choiceCount) * spread)
    own = (1 + spread) / (1 + Double(choiceCount) * spread)
  }

  func draw(kernel: Int, using random: inout RandomStream) -> Double {
    let isOwn = kernel < choices.count && random.uniform() < own - other
    return Double(isOwn ? choices[kernel] : random.integer(below: count))
  }

  func addLogDensities(at position: Double, to sums: UnsafeMutableBufferPointer<Double>) {
    let (logOwn, logOther) = (log(own), log(other))
    for (kernel, choice) in choices.enumerated() {
      sums[kernel] += choice == Int(position) ? logOwn : logOther
    }
    sums[choices.count] -= log(Double(count))
  }
}
