import AudioFrontEnd
import Datasets
import Foundation
import Testing

@Suite("Synthetic corpus")
struct SyntheticCorpusTests {
  @Test func `32 classes, 20 sources and 2 takes lie in five folds`() {
    let corpus = SyntheticCorpus.corpus(seed: 1)
    #expect(corpus.examples.count == 32 * 20 * 2)
    #expect(corpus.folds == [1, 2, 3, 4, 5])
    let summary = CorpusSummary(of: corpus)
    #expect(summary.classes.allSatisfy { $0.clipsPerFold == [8, 8, 8, 8, 8] && $0.sourceCount == 20 })
    let dog = corpus.examples.first { $0.id == "Dog-07-B" }
    #expect(dog?.fold == 2)
    #expect(dog?.source == "Dog-07")
    #expect(Set(corpus.examples.map(\.contentDigest)).count == corpus.examples.count)
  }

  @Test func `equal seeds make equal corpora, others do not`() {
    #expect(SyntheticCorpus.corpus(seed: 3).digest == SyntheticCorpus.corpus(seed: 3).digest)
    #expect(SyntheticCorpus.corpus(seed: 3).digest != SyntheticCorpus.corpus(seed: 4).digest)
  }

  @Test func `what is written out is read back`() throws {
    let folder = try TemporaryFolder()
    let target = folder.url.appending(path: "written")
    let corpus = SyntheticCorpus.corpus(seed: 2, sourcesPerClass: 5, takesPerSource: 1)
    try SyntheticCorpus.synthesize(to: target, corpus: corpus, jobs: 2)
    let read = try CorpusLocation.open(target.path)
    #expect(read.name == "written")
    #expect(corpus.isSynthetic && read.isSynthetic)
    try FileManager.default.removeItem(at: target.appending(path: "SYNTHETIC.md"))
    #expect(try !CorpusLocation.open(target.path).isSynthetic)
    #expect(read.classNames == corpus.classNames)
    #expect(read.examples.map(\.id) == corpus.examples.map(\.id))
    #expect(read.examples.map(\.label) == corpus.examples.map(\.label))
    #expect(read.examples.map(\.fold) == corpus.examples.map(\.fold))
    #expect(read.examples.map(\.source) == corpus.examples.map(\.source))
    for index in [0, 57, 159] {
      let written = try read.waveform(of: read.examples[index])
      let made = try corpus.waveform(of: corpus.examples[index])
      #expect(written.sampleRate == made.sampleRate)
      #expect(zip(written.samples, made.samples).allSatisfy { ($0 - $1).magnitude <= 1 / 32_000 })
    }
    #expect(try FileManager.default.contentsOfDirectory(atPath: folder.url.path) == ["written"])
  }

  @Test func `a folder that holds something is refused, an empty one is not`() throws {
    let folder = try TemporaryFolder()
    let corpus = try SyntheticCorpus.corpus(seed: 2, sourcesPerClass: 1, takesPerSource: 1).selecting(
      ClassList(name: "one", classes: [ClassList.Entry(name: "Dog", labels: [])]))
    let target = folder.url.appending(path: "target")
    try FileManager.default.createDirectory(at: target, withIntermediateDirectories: false)
    try SyntheticCorpus.synthesize(to: target, corpus: corpus)
    #expect(throws: CorpusError.self) { try SyntheticCorpus.synthesize(to: target, corpus: corpus) }
    #expect(throws: CorpusError.self) {
      try SyntheticCorpus.synthesize(
        to: target.appending(path: "meta/synthetic.csv/inside"), corpus: corpus)
    }
    #expect(try FileManager.default.contentsOfDirectory(atPath: folder.url.path) == ["target"])
  }
}
