public import AudioFrontEnd
import SeededRandom

extension SyntheticClip {
  /// Returns the clip's sound: 5 s at 22 050 Hz, peak between -20 and 0 dB.
  ///
  /// Everything follows from the seed, class, source and take. Two takes of one source share what belongs
  /// to the source, the room and the microphone, and differ in what happens.
  ///
  /// Source: parametric synthesis of environmental sounds, one recipe for each class. Checked in
  /// `SyntheticClipGoldenTests`.
  ///
  /// - Complexity: O(n log n), about 10 ms.
  public func render() -> Waveform {
    var parameters = stream(.sound, take: nil)
    var happenings = stream(.sound, take: take)
    let sound = Recipe.all[classIndex].sound(&parameters, &happenings)
    var surroundings = stream(.recording, take: nil)
    var chances = stream(.recording, take: take)
    let recording = RecordingChain.record(sound, source: &surroundings, take: &chances) { random in
      // Another class: the step is at least 1 and less than the number of classes.
      let step = 1 + random.integer(below: Recipe.all.count - 1)
      let other = (classIndex + step) % Recipe.all.count
      var parameters = stream(.distractor, take: nil)
      var happenings = stream(.distractor, take: take)
      return Recipe.all[other].sound(&parameters, &happenings)
    }
    return Waveform(samples: recording.map { Float($0) }, sampleRate: Synthesis.sampleRate)
  }

  /// Parts of a clip that draw from streams of their own.
  private enum Part: Int {
    case sound = 1
    case recording = 2
    case distractor = 3
  }

  /// The stream of a part: of the source where `take` is nil, else of that take.
  private func stream(_ part: Part, take: Int?) -> RandomStream {
    RandomStream(
      seed: seed, purpose: .synthesis.part(part.rawValue), epoch: take.map { $0 + 1 } ?? 0,
      index: classIndex << 16 | source)
  }
}
