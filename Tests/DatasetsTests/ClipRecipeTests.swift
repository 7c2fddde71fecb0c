import AudioFrontEnd
import Datasets
import TestSupport
import Testing

@Suite("Copies of clips, changed by chance", .tags(.property))
struct ClipRecipeTests {
  private static let corpus = SyntheticCorpus.corpus(seed: 1, sourcesPerClass: 5, takesPerSource: 2)
  private static let settings = CopySettings(
    seed: 3, rollSeconds: 2, background: CopySettings.Background(noiseExponent: 1, ratios: 5...20),
    gainDecibels: 6)
  private static let clip = Waveform(
    samples: (0..<2_000).map { Float($0 % 50) / 50 - 0.5 }, sampleRate: 1_000)

  private func recipe(
    _ number: Int, _ settings: CopySettings = settings, of example: Int = 0, in corpus: Corpus = corpus
  ) -> ClipRecipe {
    ClipRecipe(.copy(number, settings), of: corpus.examples[example], in: corpus)
  }

  private func heard(_ recipe: ClipRecipe) throws -> [Float] {
    try recipe.apply(to: Self.clip, of: Self.corpus).samples
  }

  @Test func `a clip as it is has no recipe`() throws {
    for variation in [ClipVariation.plain, .playbackSpeed(1)] {
      let recipe = ClipRecipe(variation, of: Self.corpus.examples[0], in: Self.corpus)
      #expect(recipe.text.isEmpty)
      #expect(try heard(recipe) == Self.clip.samples)
    }
  }

  @Test func `equal seeds give equal bits; seeds, numbers and clips differ`() throws {
    let first = try heard(recipe(0))
    #expect(try heard(recipe(0)) == first)
    var other = Self.settings
    other.seed = 4
    let others = [recipe(1), recipe(0, other), recipe(0, of: 1)]
    #expect(Set(try others.map(heard) + [first]).count == 4)
    #expect(Set(others.map(\.text) + [recipe(0).text]).count == 4)
  }

  @Test func `without a background of clips, a copy is the same whatever the corpus holds beside`() throws {
    let example = Self.corpus.examples[7]
    let alone = Corpus(
      name: "alone", classNames: Self.corpus.classNames, examples: [example])
    #expect(recipe(2, of: 0, in: alone).text == recipe(2, of: 7).text)
    #expect(try heard(recipe(2, of: 0, in: alone)) == heard(recipe(2, of: 7)))
  }

  @Test func `each change draws for itself`() {
    var gainAlone = Self.settings
    (gainAlone.rollSeconds, gainAlone.background) = (nil, nil)
    #expect(recipe(0).text.hasSuffix(recipe(0, gainAlone).text))
    #expect(recipe(0).text.split(separator: "\n").map { $0.prefix(4) } == ["roll", "nois", "gain"])
  }

  @Test func `draws lie in their ranges and reach near both ends`() throws {
    var draws: [Substring: [Double]] = [:]
    for number in 0..<300 {
      for line in recipe(number).text.split(separator: "\n") {
        let words = line.split(separator: " ")
        draws[words[0], default: []].append(try #require(Double(words[words[0] == "noise" ? 2 : 1])))
      }
    }
    for (kind, range) in [("roll", -2.0...2), ("noise", 5...20), ("gain", -6...6)] {
      let values = try #require(draws[Substring(kind)])
      let width = range.upperBound - range.lowerBound
      #expect(values.count == 300 && values.allSatisfy { range.contains($0) }, "\(kind)")
      #expect(try #require(values.min()) < range.lowerBound + 0.05 * width)
      #expect(try #require(values.max()) > range.upperBound - 0.05 * width)
    }
  }

  @Test func `a background is another recording of the same fold`() throws {
    var settings = Self.settings
    settings.background = .init(noiseExponent: nil, ratios: 0...10)
    let byDigest = Dictionary(uniqueKeysWithValues: Self.corpus.examples.map { ("\($0.contentDigest)", $0) })
    var chosen: Set<String> = []
    for index in stride(from: 0, to: Self.corpus.examples.count, by: 7) {
      let example = Self.corpus.examples[index]
      for number in 0..<5 {
        let words = try #require(
          recipe(number, settings, of: index).text.split(separator: "\n").first {
            $0.hasPrefix("background ")
          }
        ).split(separator: " ")
        let other = try #require(byDigest[String(words[1])])
        #expect(other.fold == example.fold && other.source != example.source)
        chosen.insert(other.id)
      }
    }
    #expect(chosen.count > 100, "\(chosen.count)")
  }

  @Test func `in a fold of one recording nothing is mixed in`() throws {
    var settings = Self.settings
    settings.background = .init(noiseExponent: nil, ratios: 0...10)
    let example = Self.corpus.examples[0]
    let takes = Corpus(
      name: "takes", classNames: Self.corpus.classNames,
      examples: Self.corpus.examples.filter { $0.source == example.source })
    #expect(takes.examples.count == 2)
    #expect(!recipe(0, settings, in: takes).text.contains("background"))
  }

  @Test func `what is mixed in is heard, resampled where rates differ`() throws {
    var settings = Self.settings
    settings.background = .init(noiseExponent: nil, ratios: 0...0)
    (settings.rollSeconds, settings.gainDecibels) = (nil, nil)
    let mixed = try heard(recipe(0, settings))
    let difference = zip(mixed, Self.clip.samples).map { $0 - $1 }
    func power(_ samples: [Float]) -> Float { samples.reduce(0) { $0 + $1 * $1 } }
    #expect(abs(power(difference) / power(Self.clip.samples) - 1) < 1e-3)
  }
}
