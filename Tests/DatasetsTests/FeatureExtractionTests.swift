import AudioFrontEnd
import ContentDigest
import Datasets
import DurableFiles
import Foundation
import Synchronization
import Testing

@Suite("Feature extraction")
struct FeatureExtractionTests {
  static let settings = FrontEnd.Settings(
    sampleRate: 22_050,
    spectralGate: FrontEnd.Gate.stationary(SpectralGate.Settings(noise: .profile(samples: 2_000))),
    trim: SilenceTrim.Settings(),
    features: .meanMagnitudeSpectrum(fftLength: 512, hopLength: 256))

  @Test func `a table has the corpus' order and does not depend on threads`() throws {
    let folder = try CorpusFolder.standard()
    let corpus = try CorpusLocation.open(folder.url.path)
    let one = try FeatureExtraction.table(for: corpus, frontEnd: Self.settings, cache: nil, jobs: 1)
    #expect(one.shape == [257])
    #expect(one.labels == [0, 1, 0, 1])
    #expect(one.folds == [1, 1, 2, 2])
    #expect(one.ids == corpus.examples.map(\.id))
    #expect(one.indices(inFolds: [2]) == [2, 3])
    let frontEnd = try FrontEnd(Self.settings)
    for index in corpus.examples.indices {
      let waveform = try corpus.waveform(of: corpus.examples[index])
      #expect(try Array(one[index]) == frontEnd.features(of: waveform))
    }
    for jobs in [2, 3, 7] {
      let many = try FeatureExtraction.table(for: corpus, frontEnd: Self.settings, cache: nil, jobs: jobs)
      #expect(many.values == one.values)
    }
  }

  @Test func `clips heard in other ways follow those as they are, and are kept apart in the cache`() throws {
    let folder = try CorpusFolder.standard()
    let cache = FeatureCache(folder: folder.folder.url.appending(path: "cache"))
    let corpus = try CorpusLocation.open(folder.url.path)
    let plain = try FeatureExtraction.table(for: corpus, frontEnd: smallFrontEnd, cache: cache, jobs: 2)
    let ways: [ClipVariation] = [
      .playbackSpeed(0.8),
      .copy(0, CopySettings(seed: 1, rollSeconds: 0.1, background: nil, gainDecibels: 6)),
    ]
    let table = try FeatureExtraction.table(
      for: corpus, heardAs: ways, frontEnd: smallFrontEnd, cache: cache, jobs: 2)
    #expect(table.rowsPerClip == 3 && table.clipCount == 4)
    #expect(table.labels == [0, 1, 0, 1, 0, 1, 0, 1, 0, 1, 0, 1])
    #expect(table.ids == corpus.examples.map(\.id) + corpus.examples.map(\.id) + corpus.examples.map(\.id))
    #expect(table.indices(inFolds: [2]) == [2, 3])
    #expect(table.rowsOfAllWays(inFolds: [2]) == [2, 3, 6, 7, 10, 11])
    #expect(Array(table.values.prefix(plain.values.count)) == plain.values)
    let frontEnd = try FrontEnd(smallFrontEnd)
    for (index, example) in corpus.examples.enumerated() {
      var slow = try corpus.waveform(of: example)
      slow.play(atSpeed: 0.8)
      #expect(try Array(table[4 + index]) == frontEnd.features(of: slow))
    }
    #expect(Set((0..<12).map { Array(table[$0]) }).count == 12, "every row sounds otherwise")
    // With its clips gone, only the cache can answer.
    try FileManager.default.removeItem(at: folder.url.appending(path: "audio"))
    let again = try FeatureExtraction.table(
      for: corpus, heardAs: ways, frontEnd: smallFrontEnd, cache: cache, jobs: 1)
    #expect(again.values == table.values)
    let failure = #expect(throws: FeatureExtractionError.self) {
      try FeatureExtraction.table(for: corpus, heardAs: ways, frontEnd: smallFrontEnd, cache: nil, jobs: 2)
    }
    #expect("\(try #require(failure))".hasPrefix("4 clips cannot be turned into features:"), "each told once")
  }

  @Test func `progress counts every clip once, upwards`() throws {
    let corpus = SyntheticCorpus.corpus(seed: 1, sourcesPerClass: 1, takesPerSource: 1)
    let counts = Mutex<[Int]>([])
    _ = try FeatureExtraction.table(
      for: corpus, frontEnd: smallFrontEnd, cache: nil, jobs: 2,
      progress: { done, total in counts.withLock { $0.append(total == 32 ? done : -1) } })
    #expect(counts.withLock(\.self) == Array(1...32))
  }

  @Test func `a cancelled computation says so`() throws {
    let corpus = SyntheticCorpus.corpus(seed: 1, sourcesPerClass: 1, takesPerSource: 1)
    #expect {
      try FeatureExtraction.table(
        for: corpus, frontEnd: smallFrontEnd, cache: nil, jobs: 2, isCancelled: { true })
    } throws: {
      if case FeatureExtractionError.cancelled = $0 { true } else { false }
    }
  }

  @Test func `all clips that cannot be decoded are told, by file and reason`() throws {
    let folder = try CorpusFolder.standard()
    let corpus = try CorpusLocation.open(folder.url.path)
    for name in ["1-11-A-1.wav", "2-12-A-0.wav"] {
      try Data("no audio".utf8).write(to: folder.url.appending(path: "audio/" + name))
    }
    #expect {
      try FeatureExtraction.table(for: corpus, frontEnd: smallFrontEnd, cache: nil, jobs: 2)
    } throws: {
      let lines = "\($0)".split(separator: "\n")
      return lines.count == 3 && lines[0] == "2 clips cannot be turned into features:"
        && lines[1].hasPrefix("1-11-A-1: ") && lines[1].contains("found no audio")
        && lines[2].hasPrefix("2-12-A-0: ")
    }
  }

  @Test func `settings out of range are told before any clip is read`() throws {
    var settings = smallFrontEnd
    settings.sampleRate = 3
    #expect {
      try FeatureExtraction.table(
        for: SyntheticCorpus.corpus(seed: 1), frontEnd: settings, cache: nil, jobs: 1)
    } throws: {
      "\($0)".hasPrefix("frontEnd.sampleRate: found 3;")
    }
  }
}

@Suite("Feature table: values that are no numbers")
struct FeatureTableTests {
  private func table(shape: [Int], values: [Float]) -> FeatureTable {
    let count = values.count / shape.reduce(1, *)
    return FeatureTable(
      shape: shape, values: values, labels: .init(repeating: 0, count: count),
      folds: .init(repeating: 1, count: count), ids: (0..<count).map { "clip\($0)" })
  }

  @Test func `the first of a clip is named by its place`() {
    var values = (0..<24).map { Float($0) }
    #expect(table(shape: [1, 2, 3], values: values).clipsNotFinite.isEmpty)
    values[6 + 5] = .nan
    values[6 + 4] = .infinity
    values[18] = -.infinity
    let found = table(shape: [1, 2, 3], values: values).clipsNotFinite
    #expect(found.map(\.id) == ["clip1", "clip3"])
    #expect(
      found.map(\.reason) == [
        "its feature [0, 1, 1] is inf, not a finite number",
        "its feature [0, 0, 0] is -inf, not a finite number",
      ])
    #expect(
      table(shape: [6], values: values).clipsNotFinite.first?.reason
        == "its feature [4] is inf, not a finite number")
  }

  @Test func `large values whose sum overflows are numbers`() {
    let values = [Float](repeating: .greatestFiniteMagnitude, count: 8)
    #expect(table(shape: [4], values: values).clipsNotFinite.isEmpty)
  }
}

@Suite("Feature cache")
struct FeatureCacheTests {
  static let key = FeatureCache.key(of: ContentDigest(of: "audio"), frontEnd: smallFrontEnd)

  @Test func `what is kept is found again, in the same shape only`() throws {
    let folder = try TemporaryFolder()
    let cache = FeatureCache(folder: folder.url)
    let features: [Float] = [1, -0.5, .pi, 0, 5, 6]
    #expect(cache.features(for: Self.key, shape: [6]) == nil)
    try cache.store(features, shape: [2, 3], for: Self.key)
    #expect(cache.features(for: Self.key, shape: [2, 3]) == features)
    #expect(cache.features(for: Self.key, shape: [3, 2]) == nil)
    #expect(cache.features(for: Self.key, shape: [6]) == nil)
  }

  @Test func `a torn or changed file counts as absent and is written anew`() throws {
    let folder = try TemporaryFolder()
    let cache = FeatureCache(folder: folder.url)
    let features = (0..<40).map { Float($0) }
    try cache.store(features, shape: [40], for: Self.key)
    let file = try #require(
      FileManager.default.enumerator(at: folder.url, includingPropertiesForKeys: nil)?
        .compactMap { $0 as? URL }.first { !$0.hasDirectoryPath })
    let whole = try Data(contentsOf: file)
    for length in 0..<whole.count {
      try whole.prefix(length).write(to: file)
      #expect(cache.features(for: Self.key, shape: [40]) == nil)
    }
    for position in whole.indices {
      var changed = whole
      changed[position] ^= 1
      try changed.write(to: file)
      #expect(cache.features(for: Self.key, shape: [40]) == nil)
    }
    try cache.store(features, shape: [40], for: Self.key)
    #expect(cache.features(for: Self.key, shape: [40]) == features)
  }

  @Test func `keys tell apart audio and settings`() {
    var other = smallFrontEnd
    other.trim = SilenceTrim.Settings()
    let keys = [
      Self.key, FeatureCache.key(of: ContentDigest(of: "other"), frontEnd: smallFrontEnd),
      FeatureCache.key(of: ContentDigest(of: "audio"), frontEnd: other),
    ]
    #expect(Set(keys).count == 3)
  }

  @Test func `a second table comes from the cache, with the same bits`() throws {
    let folder = try CorpusFolder.standard()
    let cache = FeatureCache(folder: folder.folder.url.appending(path: "cache"))
    let corpus = try CorpusLocation.open(folder.url.path)
    let first = try FeatureExtraction.table(for: corpus, frontEnd: smallFrontEnd, cache: cache, jobs: 2)
    // With its clips gone, only the cache can answer.
    try FileManager.default.removeItem(at: folder.url.appending(path: "audio"))
    let second = try FeatureExtraction.table(for: corpus, frontEnd: smallFrontEnd, cache: cache, jobs: 1)
    #expect(first.values == second.values)
    #expect(first.cacheWarning == nil)
  }

  @Test func `a cache that cannot be written costs a warning and nothing else`() throws {
    let folder = try CorpusFolder.standard()
    let blocked = folder.folder.url.appending(path: "blocked")
    try Data().write(to: blocked)
    let corpus = try CorpusLocation.open(folder.url.path)
    let table = try FeatureExtraction.table(
      for: corpus, frontEnd: smallFrontEnd, cache: FeatureCache(folder: blocked), jobs: 2)
    #expect(table.clipCount == 4)
    #expect(table.cacheWarning?.hasPrefix("features are not kept: ") == true)
  }
}
