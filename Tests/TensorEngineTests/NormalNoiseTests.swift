import Foundation
import TensorEngine
import TestSupport
import Testing

@Suite("Normal noise: against Box and Muller's transform in double precision", .tags(.golden))
struct NormalNoiseTests {
  private func noise(_ first: UInt32, _ second: UInt32) -> (cosine: Float, sine: Float) {
    var values = [Float](repeating: 0, count: 32)
    values.withUnsafeMutableBufferPointer {
      NormalNoise.add(
        (.init(repeating: first), .init(repeating: second), .init(repeating: 1), .init(repeating: 2)),
        deviation: 1, to: $0.baseAddress!)
    }
    return (values[3], values[11])
  }

  @Test func `every angle, from the least to the greatest radius`() {
    for (step, first) in stride(from: UInt32(0), through: .max - 0xFFFF, by: 0x07FF_FF01).enumerated() {
      for angle in stride(from: UInt32(step), through: .max - 0x3F_FFFF, by: 0x003F_FF01) {
        let u = 1 - Double(first >> 9) / 0x1p23
        let v = Double(angle >> 9) / 0x1p23
        let radius = (-2 * log(u)).squareRoot()
        let (cosine, sine) = noise(first, angle)
        #expect(abs(Double(cosine) - radius * cos(2 * .pi * v)) < 2e-6 * max(1, radius))
        #expect(abs(Double(sine) - radius * sin(2 * .pi * v)) < 2e-6 * max(1, radius))
      }
    }
  }

  @Test func `the ends of the ranges are finite`() {
    for first in [0, 1, UInt32.max] {
      for second in [0, 1, 0x4000_0000, 0x8000_0000, UInt32.max] {
        let (cosine, sine) = noise(first, second)
        #expect(abs(cosine) < 5.7 && abs(sine) < 5.7)
      }
    }
    #expect(noise(0, 77) == (0, 0))
    #expect(noise(.max, 0).cosine > 5.6)
  }

  @Test func `is added, times the deviation`() {
    var values = (0..<32).map { Float($0) }
    var unit = [Float](repeating: 0, count: 32)
    let words: NormalNoise.Words = (
      .init(repeating: 0x1234_5678), .init(repeating: 0x9ABC_DEF0), .init(repeating: 7), .init(repeating: 8)
    )
    values.withUnsafeMutableBufferPointer { NormalNoise.add(words, deviation: 0.5, to: $0.baseAddress!) }
    unit.withUnsafeMutableBufferPointer { NormalNoise.add(words, deviation: 1, to: $0.baseAddress!) }
    for index in 0..<32 { #expect(abs(values[index] - Float(index) - unit[index] / 2) < 4e-6) }
  }
}
