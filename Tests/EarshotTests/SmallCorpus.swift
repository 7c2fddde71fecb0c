import Foundation

/// Sixty clips of a quarter of a second: a hum, a hiss and a whistle, four sources of each in each of five folds.
enum SmallCorpus {
  static let classNames = ["hiss", "hum", "whistle"]
  static let sampleRate = 22_050

  /// Writes the corpus in the layout of ESC-50.
  static func write(to folder: URL) throws {
    for name in ["audio", "meta"] {
      try FileManager.default.createDirectory(
        at: folder.appending(path: name), withIntermediateDirectories: true)
    }
    var table = "filename,fold,target,category,esc10,src_file,take\n"
    var random = LinearCongruentialGenerator(state: 1)
    for fold in 1...5 {
      for (target, className) in classNames.enumerated() {
        for source in 0..<4 {
          let name = "\(fold)-\(1000 * fold + 10 * target + source)-A-\(target).wav"
          table += "\(name),\(fold),\(target),\(className),False,\(1000 * fold + 10 * target + source),A\n"
          let clip = waveFile(samples(of: className, &random))
          try clip.write(to: folder.appending(path: "audio/\(name)"))
        }
      }
    }
    try Data(table.utf8).write(to: folder.appending(path: "meta/tones.csv"))
  }

  private static func samples(
    of className: String, _ random: inout LinearCongruentialGenerator
  ) -> [Int16] {
    let frequency = Double.random(in: 0..<1, using: &random) * 400 + (className == "hum" ? 100 : 2_000)
    let loudness = Double.random(in: 2_000..<12_000, using: &random)
    return (0..<sampleRate / 4).map { index in
      let noise = Double.random(in: -1..<1, using: &random)
      let tone = sin(2 * Double.pi * frequency * Double(index) / Double(sampleRate))
      return Int16(loudness * (className == "hiss" ? noise : 0.6 * tone + 0.4 * noise))
    }
  }

  /// A mono 16-bit WAV file.
  static func waveFile(_ samples: [Int16]) -> Data {
    var file = Data()
    func number<Number: FixedWidthInteger>(_ value: Number) {
      withUnsafeBytes(of: value.littleEndian) { file.append(contentsOf: $0) }
    }
    let byteCount = UInt32(2 * samples.count)
    file.append(contentsOf: "RIFF".utf8)
    number(36 + byteCount)
    file.append(contentsOf: "WAVEfmt ".utf8)
    number(UInt32(16))
    number(UInt16(1))
    number(UInt16(1))
    number(UInt32(sampleRate))
    number(UInt32(2 * sampleRate))
    number(UInt16(2))
    number(UInt16(16))
    file.append(contentsOf: "data".utf8)
    number(byteCount)
    for sample in samples { number(sample) }
    return file
  }
}

/// Numbers that are the same wherever the tests run. Source: Knuth's MMIX multiplier, the high half returned.
struct LinearCongruentialGenerator: RandomNumberGenerator {
  var state: UInt64

  mutating func next() -> UInt64 {
    func step() -> UInt64 {
      state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
      return state >> 32
    }
    return step() << 32 | step()
  }
}
