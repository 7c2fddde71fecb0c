import Datasets
import TestSupport
import Testing

@Suite("Preconditions of corpora and tables", .tags(.crash))
struct CorpusCrashTests {
  @Test func `a label that is no index of a class stops the program`() async {
    await #expect(processExitsWith: .failure) {
      var example = SyntheticCorpus.corpus(seed: 1).examples[0]
      example.label = 1
      _ = Corpus(name: "one", classNames: ["Dog"], examples: [example])
    }
  }

  @Test func `values that do not fit labels and shape stop the program`() async {
    await #expect(processExitsWith: .failure) {
      _ = FeatureTable(shape: [3], values: [1, 2], labels: [0], folds: [1], ids: ["a"])
    }
  }

  @Test func `a corpus of no sources stops the program`() async {
    await #expect(processExitsWith: .failure) {
      _ = SyntheticCorpus.corpus(seed: 1, sourcesPerClass: 0)
    }
  }
}
