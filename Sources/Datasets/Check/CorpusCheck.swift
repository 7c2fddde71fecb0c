import AudioFrontEnd
import ContentDigest
public import Foundation

/// Looks for what would spoil results on a corpus.
public enum CorpusCheck {
  /// Returns what is wrong or remarkable in `corpus`; every clip is decoded.
  ///
  /// - Parameters:
  ///   - corpus: The corpus.
  ///   - jobs: Threads that decode; the report does not depend on it.
  ///   - progress: Told after every clip, one call at a time.
  public static func report(
    on corpus: Corpus, jobs: Int = ProcessInfo.processInfo.activeProcessorCount,
    progress: @Sendable (_ done: Int, _ total: Int) -> Void = { _, _ in }
  ) -> CorpusReport {
    report(on: corpus, besides: [], jobs: jobs, progress: progress)
  }

  /// Returns what is wrong or remarkable with the corpus at `path`, missing and unnamed files included.
  ///
  /// - Parameters:
  ///   - path: A folder in a layout that is known, a CSV table or a manifest.
  ///   - choice: How it is read.
  ///   - cacheFolder: Where digests of audio files are remembered; nil for nowhere.
  ///   - jobs: Threads that decode.
  ///   - progress: Told after every clip, one call at a time.
  /// - Throws: ``CorpusError`` where the table itself cannot be used.
  public static func report(
    at path: String, choice: LayoutChoice = .recognized, cacheFolder: URL? = nil,
    jobs: Int = ProcessInfo.processInfo.activeProcessorCount,
    progress: @Sendable (_ done: Int, _ total: Int) -> Void = { _, _ in }
  ) throws(CorpusError) -> CorpusReport {
    var listing = try CorpusLocation.listing(at: path, choice: choice)
    let results = AudioDigests(of: listing.folder, cacheFolder: cacheFolder).results(
      of: listing.clips.map { listing.folder.appending(path: $0.path) }, progress: { _, _ in })
    var findings =
      listing.missing.map { CorpusFinding(kind: .missingFile(id: $0.id)) }
      + listing.unnamedFiles.map { CorpusFinding(kind: .unnamedFile(name: $0)) }
    for (clip, result) in zip(listing.clips, results) {
      switch result {
      case .failure(let failure):
        findings.append(CorpusFinding(kind: .unreadableFile(id: clip.id, reason: failure.words)))
      case .success(let digest):
        guard let expected = clip.digest, expected != digest else { continue }
        findings.append(
          CorpusFinding(
            kind: .changedFile(
              id: clip.id, found: String(digest.hexadecimal.prefix(12)),
              expected: String(expected.hexadecimal.prefix(12)))))
      }
    }
    listing.keepClips { if case .success = results[$0] { true } else { false } }
    let corpus = listing.corpus(digests: results.compactMap { try? $0.get() }, dealing: choice.dealing)
    findings += annotationProblems(of: corpus, in: listing.folder)
    return report(on: corpus, besides: findings, jobs: jobs, progress: progress)
  }

  /// What is wrong with the annotations of a folder of soundscapes; nothing of a folder that has none.
  private static func annotationProblems(of corpus: Corpus, in folder: URL) -> [CorpusFinding] {
    let file = folder.appending(path: SoundscapeAnnotations.fileName)
    guard FileManager.default.fileExists(atPath: file.path) else { return [] }
    let problems: [CorpusError.Problem]
    do throws(CorpusError) {
      problems = corpus.disagreements(with: try SoundscapeAnnotations(contentsOf: file))
    } catch {
      problems = error.problems
    }
    return problems.map {
      CorpusFinding(kind: .annotations(line: $0.line, found: $0.found, expected: $0.expected))
    }
  }

  private static func report(
    on corpus: Corpus, besides others: [CorpusFinding], jobs: Int, progress: @Sendable (Int, Int) -> Void
  ) -> CorpusReport {
    let examples = corpus.examples
    let inspections = WorkerThreads.map(count: examples.count, jobs: jobs, progress: progress) {
      Inspection(of: examples[$0])
    }
    let rates = samplingRates(inspections)
    let findings =
      others + undecodable(examples, inspections) + silent(examples, inspections)
      + oddLengths(examples, inspections)
      + duplicates(examples, inspections) + crossingSources(examples) + imbalances(in: corpus)
      + differences(rates: rates, reading: corpus.reading)
    let ordered = CorpusFinding.Severity.allCases.flatMap { severity in
      findings.filter { $0.severity == severity }
    }
    return CorpusReport(
      corpus: corpus, samplingRates: rates, seconds: inspections.reduce(0) { $0 + ($1.duration ?? 0) },
      findings: ordered)
  }

  /// What decoding a clip tells of it.
  private struct Inspection: Sendable {
    var duration: Double?
    var sampleRate: Int?
    var peak: Float = 0
    var isTruncated = false
    var digest: ContentDigest?
    var failure: String?

    init(of example: Example) {
      switch example.audio {
      case .synthetic(let clip): note(clip.render())
      case .file(let file), .window(let file, _, _):
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
      sampleRate = waveform.sampleRate
      peak = waveform.samples.reduce(0) { max($0, $1.magnitude) }
      var hasher = ContentHasher()
      hasher.update("\(waveform.sampleRate) Hz\n".utf8)
      waveform.samples.withUnsafeBytes { hasher.update($0) }
      digest = hasher.finalize()
    }
  }

  private static func undecodable(_ examples: [Example], _ inspections: [Inspection]) -> [CorpusFinding] {
    zip(examples, inspections).compactMap { example, inspection in
      if let failure = inspection.failure {
        return CorpusFinding(kind: .undecodableFile(id: example.id, reason: failure))
      }
      return inspection.isTruncated ? CorpusFinding(kind: .truncatedFile(id: example.id)) : nil
    }
  }

  /// The loudest amplitude of a clip that counts as silent: -80 dB, below the last bits of most recorders.
  private static let silentPeak: Float = 1e-4

  private static func silent(_ examples: [Example], _ inspections: [Inspection]) -> [CorpusFinding] {
    zip(examples, inspections).compactMap { example, inspection in
      guard inspection.duration != nil, inspection.peak < silentPeak else { return nil }
      return CorpusFinding(kind: .silentClip(id: example.id, peak: inspection.peak))
    }
  }

  private static func samplingRates(_ inspections: [Inspection]) -> [CorpusFinding.SamplingRate] {
    let counts = Dictionary(inspections.compactMap(\.sampleRate).map { ($0, 1) }, uniquingKeysWith: +)
    return counts.sorted { $0.key < $1.key }.map {
      CorpusFinding.SamplingRate(hertz: $0.key, clips: $0.value)
    }
  }

  /// What clips differ in, and what the layout leaves open.
  private static func differences(
    rates: [CorpusFinding.SamplingRate], reading: CorpusReading?
  ) -> [CorpusFinding] {
    var findings = rates.count > 1 ? [CorpusFinding(kind: .samplingRates(rates))] : []
    if let reading, reading.namesNoSources { findings.append(CorpusFinding(kind: .sourcesNotNamed)) }
    if let dealing = reading?.dealing {
      findings.append(CorpusFinding(kind: .foldsDealt(count: dealing.foldCount, seed: dealing.seed)))
    }
    return findings
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
