import AudioFrontEnd
public import ExperimentSchema
public import Foundation
import SeededRandom

/// Composes soundscapes of the clips of a corpus, fold by fold: no clip of one fold is ever heard in a soundscape of
/// another.
///
/// Each soundscape follows from the profile's seed, its fold and its number alone. Events are taken from the part of a
/// clip that is not silent, so that their times are the truth; no two of one class touch, which could not be told from
/// a single one.
///
/// Source: the idea of Salamon et al. 2017, *Scaper: a library for soundscape synthesis and augmentation*. Checked in
/// `SoundscapeTests`.
public struct SoundscapeComposer: Sendable {
  /// The corpus that clips are taken from.
  public let corpus: Corpus
  /// How soundscapes are composed.
  public let profile: SoundscapeProfile
  /// The scenes that can be composed of the corpus' classes, with their labels.
  public let scenes: [(name: String, labels: [Int])]

  /// The part of each example that is not silent, in seconds.
  private let audible: [Range<Double>]
  /// Indices of examples by fold and label.
  private let examples: [Int: [Int: [Int]]]

  /// Listens to all clips of `corpus` for where they are not silent.
  ///
  /// - Parameters:
  ///   - corpus: The clips.
  ///   - profile: How soundscapes are composed.
  ///   - taxonomy: Which classes belong to which scenes.
  ///   - jobs: Threads that listen.
  ///   - progress: Told after every clip, one call at a time.
  /// - Throws: ``SoundscapeError`` for classes that the taxonomy does not know; ``FeatureExtractionError`` naming all
  ///   clips that cannot be decoded.
  public init(
    of corpus: Corpus, profile: SoundscapeProfile, taxonomy: Taxonomy,
    jobs: Int = ProcessInfo.processInfo.activeProcessorCount,
    progress: @Sendable (_ done: Int, _ total: Int) -> Void = { _, _ in }
  ) throws {
    self.corpus = corpus
    self.profile = profile
    let known = corpus.classNames.map(taxonomy.soundClass(named:))
    let unknown = zip(corpus.classNames, known).filter { $1 == nil }.map(\.0)
    guard unknown.isEmpty else { throw SoundscapeError.unknownClasses(unknown) }
    scenes = taxonomy.scenes.compactMap { scene in
      let labels = known.indices.filter { known[$0]?.scenes.contains(scene.name) == true }
      return labels.isEmpty ? nil : (scene.name, labels)
    }
    examples = Dictionary(grouping: corpus.examples.indices, by: { corpus.examples[$0].fold })
      .mapValues { Dictionary(grouping: $0, by: { corpus.examples[$0].label }) }
    audible = try Self.audibleParts(
      of: corpus, below: profile.silenceDecibels, jobs: jobs, progress: progress)
  }

  /// All soundscapes of `fold`, in their order.
  ///
  /// - Throws: ``SoundscapeError`` where the corpus has no clips of some class in that fold.
  public func soundscapes(ofFold fold: Int) throws(SoundscapeError) -> [Soundscape] {
    let missing = corpus.classNames.indices.filter { examples[fold]?[$0] == nil }
    guard missing.isEmpty else {
      throw .noClips(fold: fold, classes: missing.map { corpus.classNames[$0] })
    }
    return (0..<profile.soundscapesPerFold).map { soundscape(fold: fold, number: $0) }
  }

  private func soundscape(fold: Int, number: Int) -> Soundscape {
    var random = RandomStream(seed: profile.seed, purpose: .composition, epoch: fold, index: number)
    let scene = scenes[random.integer(below: scenes.count)]
    let background = Soundscape.Background(
      color: random.value(in: profile.background.color), level: profile.background.level)
    let count = profile.eventCount.lowerBound + random.integer(below: profile.eventCount.count)
    var events: [Soundscape.Event] = []
    for _ in 0..<count {
      let isStranger = random.uniform() < profile.strangerShare
      let labels = isStranger ? Array(corpus.classNames.indices) : scene.labels
      let label = labels[random.integer(below: labels.count)]
      if let event = event(of: label, fold: fold, beside: events, &random) { events.append(event) }
    }
    return Soundscape(
      id: "fold\(fold)-" + String(format: "%04d", number + 1), fold: fold, scene: scene.name,
      duration: profile.duration, sampleRate: profile.sampleRate, background: background,
      events: events.sorted { ($0.onset, $0.offset, $0.label) < ($1.onset, $1.offset, $1.label) })
  }

  /// Tries places for an event before it is left out, which only a crowded profile brings about.
  private static let attemptCount = 200

  private func event(
    of label: Int, fold: Int, beside others: [Soundscape.Event], _ random: inout RandomStream
  ) -> Soundscape.Event? {
    guard let candidates = examples[fold]?[label] else { return nil }
    let example = candidates[random.integer(below: candidates.count)]
    let sound = audible[example]
    let length = min(
      random.value(in: profile.eventDuration), sound.upperBound - sound.lowerBound, profile.duration)
    let clipOnset = random.value(in: sound.lowerBound...max(sound.lowerBound, sound.upperBound - length))
    let signalToNoise = random.value(in: profile.signalToNoise)
    for _ in 0..<Self.attemptCount {
      let onset = random.value(in: 0...profile.duration - length)
      let event = Soundscape.Event(
        label: label, clip: corpus.examples[example].id, clipOnset: clipOnset, onset: onset,
        offset: onset + length, signalToNoise: signalToNoise)
      if fits(event, beside: others) { return event }
    }
    return nil
  }

  /// Whether no more events are heard at once than may be, and none of the same class touches `event`.
  private func fits(_ event: Soundscape.Event, beside others: [Soundscape.Event]) -> Bool {
    let near = others.filter { $0.onset < event.offset && event.onset < $0.offset }
    guard !near.contains(where: { $0.label == event.label }) else { return false }
    // The most are heard where one of them begins.
    let onsets = [event.onset] + near.map(\.onset).filter { $0 >= event.onset }
    return onsets.allSatisfy { onset in
      near.count { $0.onset <= onset && onset < $0.offset } < profile.maximumOverlap
    }
  }

  private static func audibleParts(
    of corpus: Corpus, below decibels: Double, jobs: Int, progress: @Sendable (Int, Int) -> Void
  ) throws -> [Range<Double>] {
    let examples = corpus.examples
    let trim = try SilenceTrim(.init(topDecibels: decibels, frameLength: 2_048, hopLength: 512))
    let parts = WorkerThreads.map(count: examples.count, jobs: jobs, progress: progress) {
      index -> Result<Range<Double>, AudioFileError> in
      Result { () throws(AudioFileError) in
        let waveform = try corpus.waveform(of: examples[index])
        let kept = trim.bounds(of: waveform.samples)
        let rate = Double(waveform.sampleRate)
        return Double(kept.lowerBound) / rate..<Double(kept.upperBound) / rate
      }
    }
    let failures = zip(examples, parts).compactMap { example, part -> (id: String, reason: String)? in
      guard case .failure(let error) = part else { return nil }
      return (example.id, String(describing: error))
    }
    guard failures.isEmpty else { throw FeatureExtractionError.clips(failures) }
    return parts.compactMap { try? $0.get() }
  }
}

extension RandomStream {
  /// A value equally likely anywhere in `range`, whose ends may be equal.
  fileprivate mutating func value(in range: ClosedRange<Double>) -> Double {
    range.lowerBound < range.upperBound
      ? uniform(in: range.lowerBound..<range.upperBound) : range.lowerBound
  }
}

/// Soundscapes could not be composed.
public enum SoundscapeError: Error, Sendable, Equatable {
  /// Classes that the taxonomy does not name.
  case unknownClasses([String])
  /// Classes without clips in a fold.
  case noClips(fold: Int, classes: [String])
}

extension SoundscapeError: CustomStringConvertible {
  public var description: String {
    switch self {
    case .unknownClasses(let names):
      "taxonomy: found no class \(CorpusError.told(names) { "\"\($0)\"" }); expected every class of the corpus. "
        + "Add them to taxonomy.json, or as aliases of classes that are there."
    case .noClips(let fold, let classes):
      "fold \(fold): found no clips of \(classes.joined(separator: ", ")); expected some of every class. "
        + "Choose classes that every fold has."
    }
  }
}
