import Glibc
import SeededRandom

/// What lies between a sound and its recording: the source's distance, the room, other sounds, the
/// microphone. What `source` draws is common to all takes of one source.
enum RecordingChain {
  /// Returns `sound` as it would have been recorded, its peak between -20 and 0 dB.
  ///
  /// - Parameters:
  ///   - sound: A clip's worth of samples at any level.
  ///   - distractor: Makes a sound of another class, where one is to be heard faintly.
  static func record(
    _ sound: [Double], source: inout RandomStream, take: inout RandomStream,
    distractor: (inout RandomStream) -> [Double]
  ) -> [Double] {
    let band = source.logUniform(20..<250)..<source.logUniform(3500..<10_500)
    let room = source.chance(0.6) ? Room(&source) : nil
    let background = Background(&source)
    let signalToNoise = source.uniform(in: -3..<20)
    let isShort = source.chance(0.15)
    let drive = source.chance(0.2) ? source.uniform(in: 0.8..<2.5) : nil
    let peak = -source.uniform(in: 0..<20)

    let level = sound.rootMeanSquare + 1e-9
    var clip = BandPass(band, order: 1).filtered(sound.map { $0 / level })
    if let room { clip = room.reverberate(clip) }
    let noise = background.sound(&source, &take, distractor: distractor)
    clip = clip + background.gain(under: clip, noise: noise, decibels: signalToNoise) * noise
    if isShort {
      let end = Int(take.uniform(in: 0.3..<0.8) * Double(clip.count))
      for sample in end..<clip.count { clip[sample] = 0 }
    }
    if let drive {
      let scale = drive / max(clip.peak, 1e-9)
      clip = clip.map { tanh($0 * scale) }
    }
    return (pow(10, peak / 20) / max(clip.peak, 1e-9)) * clip
  }
}

/// A room: exponentially decaying noise after the direct sound.
private struct Room {
  let response: [Double]

  init(_ source: inout RandomStream) {
    let count = Synthesis.sampleCount(of: source.uniform(in: 0.1..<0.9))
    var response = Noise.white(sampleCount: count, &source)
    // Down by 60 dB at its end.
    for sample in response.indices { response[sample] *= exp(-6.9 * Double(sample) / Double(count)) }
    response[0] = source.uniform(in: 1..<6) * Double(count).squareRoot() / 10
    let energy = response.reduce(0) { $0 + $1 * $1 }.squareRoot()
    self.response = response.map { $0 / energy }
  }

  func reverberate(_ clip: [Double]) -> [Double] {
    // 131 072 samples hold the clip and the longest response without wrapping into the clip's beginning.
    let length = 131_072
    var sound = Spectrum(sampleCount: length)
    sound.load(clip)
    var room = Spectrum(sampleCount: length)
    room.load(response)
    sound.multiply(by: room)
    return Array(sound.signal().prefix(clip.count))
  }
}

/// What else is to be heard: coloured noise, and sometimes a faint sound of another class.
private struct Background {
  let color: Double
  let unrest: Double
  let distractorLevel: Double?

  init(_ source: inout RandomStream) {
    color = source.uniform(in: 0..<2)
    unrest = source.uniform(in: 0..<0.4)
    distractorLevel = source.chance(0.35) ? source.uniform(in: 0.3..<1.2) : nil
  }

  func sound(
    _ source: inout RandomStream, _ take: inout RandomStream, distractor: (inout RandomStream) -> [Double]
  ) -> [Double] {
    let wander = Contour.wander(rate: 2, depth: unrest, sampleCount: Synthesis.sampleCount, &take)
    let noise = Noise.colored(color, &take) * wander
    guard let distractorLevel else { return noise }
    let other = distractor(&source)
    return 1 / (noise.standardDeviation + 1e-9) * noise
      + distractorLevel / (other.standardDeviation + 1e-9) * other
  }

  /// The factor that puts `noise` `decibels` below the audible part of `clip`.
  func gain(under clip: [Double], noise: [Double], decibels: Double) -> Double {
    let threshold = clip.peak * 0.05
    let level = clip.filter { abs($0) > threshold }.rootMeanSquare
    return level / max(noise.rootMeanSquare, 1e-9) * pow(10, -decibels / 20)
  }
}
