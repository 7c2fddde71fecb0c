import Reporting
import Testing

@Suite("Axis scale: places and ticks")
struct AxisScaleTests {
  static let domains: [ClosedRange<Double>] = [
    0...1, -1...1, 0.37...0.43, -12.5...99, 1e-9...2e-9, 1e6...1.00001e6, 0...1e300, 3...3, 0...0, -5...(-5),
    -.infinity ... .infinity, -.greatestFiniteMagnitude ... .greatestFiniteMagnitude, 1...200, 0.02...80,
  ]

  @Test(arguments: domains, [AxisScale.Kind.linear, .logarithmic])
  func `values keep their order and stay between the ends`(domain: ClosedRange<Double>, kind: AxisScale.Kind)
  {
    let scale = AxisScale(domain, to: (40, 340), kind: kind)
    let (lower, upper) = (scale.domain.lowerBound, scale.domain.upperBound)
    let values = (0...20).map { lower + (upper / 20 - lower / 20) * Double($0) } + [upper]
    let places = values.map(scale.place)
    #expect(places.allSatisfy { (40...340).contains($0) }, "\(places)")
    #expect(zip(places, places.dropFirst()).allSatisfy { $0 <= $1 })
    #expect(abs(scale.place(lower) - 40) < 1e-6 && abs(scale.place(upper) - 340) < 1e-6)
    // Beyond the ends, and not a number.
    #expect(scale.place(-.infinity) == scale.place(lower) && scale.place(.infinity) == scale.place(upper))
    #expect((40...340).contains(scale.place(.nan)))
  }

  @Test(arguments: domains, [2, 5, 6, 10])
  func `ticks are few, ascending, round and inside`(domain: ClosedRange<Double>, limit: Int) {
    for kind in [AxisScale.Kind.linear, .logarithmic] {
      let scale = AxisScale(domain, to: (0, 100), kind: kind)
      let ticks = scale.ticks(atMost: limit)
      #expect((1...limit).contains(ticks.count), "\(ticks)")
      #expect(zip(ticks, ticks.dropFirst()).allSatisfy { $0 < $1 }, "\(ticks)")
      let margin = (scale.domain.upperBound / 2 - scale.domain.lowerBound / 2) * 1e-6
      #expect(
        ticks.allSatisfy {
          scale.domain.lowerBound - margin <= $0 && $0 <= scale.domain.upperBound + margin
        }, "\(ticks)")
    }
  }

  @Test func `a value alone lies in the middle`() {
    #expect(AxisScale(3...3, to: (0, 100)).place(3) == 50)
    #expect(abs(AxisScale(3...3, to: (0, 100), kind: .logarithmic).place(3) - 50) < 1e-9)
  }

  @Test func `a logarithmic axis has equal steps for equal factors, and none for what is not positive`() {
    let scale = AxisScale(1e-4...1, to: (0, 100), kind: .logarithmic)
    #expect([1e-4, 1e-3, 1e-2, 1e-1, 1].map { scale.place($0).rounded() } == [0, 25, 50, 75, 100])
    #expect(scale.ticks(atMost: 6).count == 5)
    #expect(AxisScale(0...10, to: (0, 100), kind: .logarithmic).place(5) == 50)
  }

  @Test func `ticks of percentages and epochs are the ones that people expect`() {
    #expect(AxisScale(0...1, to: (0, 1)).ticks(atMost: 6).map { ($0 * 10).rounded() } == [0, 2, 4, 6, 8, 10])
    #expect(AxisScale(1...200, to: (0, 1)).ticks(atMost: 6) == [50, 100, 150, 200])
  }
}
