import AudioFrontEnd
import ContentDigest
public import Foundation

/// Looks for what would spoil results on a corpus.
public enum CorpusCheck {
  /// Returns what is wrong or remarkable in `corpus`, errors first; every clip is decoded.
  ///
  /// - Parameters:
  ///   - corpus: The corpus.
  ///   - jobs: Threads that decode; the findings do not depend on it.
  ///   - progress: Told after every clip, one call at a time.
  public static func findings(
    in corpus: Corpus, jobs: Int = ProcessInfo.processInfo.activeProcessorCount,
    progress: @Sendable (_ done: Int, _ total: Int) -> Void = { _, _ in }
  ) -> [CorpusFinding] {
    let examples = corpus.examples
    let inspections = WorkerThreads.map(count: examples.count, jobs: jobs, progress: progress) {
      Inspection(of: examples[$0])
    }
    let findings =
      undecodable(examples, inspections) + oddLengths(examples, inspections)
      + duplicates(examples, inspections) + crossingSources(examples) + imbalances(in: corpus)
    return ordered(findings)
  }

  /// Returns what is wrong or remarkable with the corpus in `folder`, missing and unnamed files included.
  ///
  /// - Parameters:
  ///   - folder: A folder in a layout that is known.
  ///   - cacheFolder: Where digests of audio files are remembered; nil for nowhere.
  ///   - jobs: Threads that decode.
  ///   - progress: Told after every clip, one call at a time.
  /// - Throws: ``CorpusError`` where the table itself cannot be used.
  public static func findings(
    inFolder folder: URL, cacheFolder: URL? = nil,
    jobs: Int = ProcessInfo.processInfo.activeProcessorCount,
    progress: @Sendable (_ done: Int, _ total: Int) -> Void = { _, _ in }
  ) throws(CorpusError) -> [CorpusFinding] {
    let folder = try CorpusLocation.folder(folder.path)
    let listing = try ESC50Listing(of: folder)
    let corpus = try ESC50Layout.corpus(
      of: listing, in: folder, cacheFolder: cacheFolder, progress: { _, _ in })
    let ofFiles =
      listing.missing.map { CorpusFinding(kind: .missingFile(id: $0.id)) }
      + listing.unnamedFiles.map { CorpusFinding(kind: .unnamedFile(name: $0)) }
    return ordered(ofFiles + findings(in: corpus, jobs: jobs, progress: progress))
  }

  /// What decoding a clip tells of it.
  private struct Inspection: Sendable {
    var duration: Double?
    var isTruncated = false
    var digest: ContentDigest?
    var failure: String?

    init(of example: Example) {
      switch example.audio {
      case .synthetic(let clip): note(clip.render())
      case .file(let file):
        do throws(AudioFileError) {
          let audio = try AudioFile.decode(file)
          isTruncated = audio.isTruncated
          note(audio.waveform)
        } catch {
          failure = error.description
        }
      }
    }

    private mutating func note(_ waveform: Waveform) {
      duration = waveform.duration
      var hasher = ContentHasher()
      hasher.update("\(waveform.sampleRate) Hz\n".utf8)
      waveform.samples.withUnsafeBytes { hasher.update($0) }
      digest = hasher.finalize()
    }
  }

  private static func ordered(_ findings: [CorpusFinding]) -> [CorpusFinding] {
    CorpusFinding.Severity.allCases.flatMap { severity in findings.filter { $0.severity == severity } }
  }

  private static func undecodable(_ examples: [Example], _ inspections: [Inspection]) -> [CorpusFinding] {
    zip(examples, inspections).compactMap { example, inspection in
      if let failure = inspection.failure {
        return CorpusFinding(kind: .undecodableFile(id: example.id, reason: failure))
      }
      return inspection.isTruncated ? CorpusFinding(kind: .truncatedFile(id: example.id)) : nil
    }
  }

  /// The usual duration is the most frequent one, in milliseconds.
  private static func oddLengths(_ examples: [Example], _ inspections: [Inspection]) -> [CorpusFinding] {
    let durations = inspections.compactMap(\.duration)
    let counts = Dictionary(durations.map { (($0 * 1_000).rounded(), 1) }, uniquingKeysWith: +)
    guard let usual = counts.max(by: { ($0.value, $0.key) < ($1.value, $1.key) })?.key else { return [] }
    return zip(examples, inspections).compactMap { example, inspection in
      guard let duration = inspection.duration, (duration * 1_000 - usual).magnitude > 1 else { return nil }
      return CorpusFinding(
        kind: .oddLength(id: example.id, duration: duration, usualDuration: usual / 1_000))
    }
  }

  private static func duplicates(_ examples: [Example], _ inspections: [Inspection]) -> [CorpusFinding] {
    var groups: [ContentDigest: [Example]] = [:]
    for (example, inspection) in zip(examples, inspections) {
      if let digest = inspection.digest { groups[digest, default: []].append(example) }
    }
    return groups.values.filter { $0.count > 1 }.sorted { $0[0].id < $1[0].id }.map { group in
      let isAcross = Set(group.map(\.label)).count > 1 || Set(group.map(\.fold)).count > 1
      return CorpusFinding(
        kind: .duplicateAudio(ids: group.map(\.id), isAcrossClassesOrFolds: isAcross))
    }
  }

  private static func crossingSources(_ examples: [Example]) -> [CorpusFinding] {
    Dictionary(grouping: examples, by: \.source).sorted { $0.key < $1.key }.compactMap { source, clips in
      let folds = Set(clips.map(\.fold)).sorted()
      guard folds.count > 1 else { return nil }
      return CorpusFinding(
        kind: .sourceCrossesFolds(source: source, folds: folds, ids: clips.map(\.id)))
    }
  }

  private static func imbalances(in corpus: Corpus) -> [CorpusFinding] {
    let summary = CorpusSummary(of: corpus)
    let classes = summary.classes.sorted { ($0.clipCount, $0.name) < ($1.clipCount, $1.name) }
    guard let smallest = classes.first, let largest = classes.last else { return [] }
    var findings: [CorpusFinding] = []
    if 2 * largest.clipCount >= 3 * smallest.clipCount {
      findings.append(
        CorpusFinding(
          kind: .classImbalance(
            smallest: smallest.name, smallestCount: smallest.clipCount, largest: largest.name,
            largestCount: largest.clipCount)))
    }
    for entry in summary.classes {
      for (fold, count) in zip(summary.folds, entry.clipsPerFold) where count == 0 {
        findings.append(CorpusFinding(kind: .classMissingFromFold(className: entry.name, fold: fold)))
      }
    }
    return findings
  }
}
