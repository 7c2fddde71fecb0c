import ExperimentSchema
import Testing

@Suite("Windows of soundscapes")
struct SoundWindowsTests {
  private let files = try! ExperimentFiles()

  private static let sigmoid =
    #"[{ "type": "dense", "name": "output", "units": "classes", "activation": "sigmoid" }]"#
  private static let binary = #"{ "loss": "binaryCrossEntropy", "epochs": 3 }"#

  private static func text(
    _ corpus: String, layers: String = sigmoid, training: String = binary
  ) -> String {
    experimentText(layers: layers, training: training, more: #""corpus": \#(corpus)"#)
  }

  private static func experiment(_ corpus: String) throws -> Experiment {
    try ExperimentDecoder.experiment(text: text(corpus))
  }

  private static let whole = #"{ "name": "x", "windows": { "duration": 1, "hop": 0.5 } }"#

  @Test func `they are read, defaults filled in, and read back from the resolved text`() throws {
    let experiment = try Self.experiment(Self.whole)
    #expect(experiment.corpus.windows == SoundWindows(duration: 1, hop: 0.5, minimumOverlap: 0.1))
    #expect(try ExperimentDecoder.experiment(text: experiment.resolvedText) == experiment)
    for none in [#"{ "name": "x" }"#, #"{ "name": "x", "windows": null }"#] {
      let experiment = try Self.experiment(none)
      #expect(experiment.corpus.windows == nil)
      #expect(!experiment.resolvedText.contains("windows"))
    }
  }

  @Test func `they are part of what is trained, each setting of them`() throws {
    let texts = [
      #"{ "name": "x" }"#, Self.whole, #"{ "name": "x", "windows": { "duration": 1, "hop": 0.25 } }"#,
      #"{ "name": "x", "windows": { "duration": 1, "hop": 0.5, "minimumOverlap": 0.2 } }"#,
      #"{ "name": "x", "windows": { "duration": 2, "hop": 0.5 } }"#,
    ]
    let digests = try texts.map { try Self.experiment($0).configurationDigest(classNames: ["a", "b"]) }
    #expect(Set(digests).count == texts.count)
    let spelt = #"{ "name": "y", "windows": { "minimumOverlap": 0.1, "hop": 0.5, "duration": 1.0 } }"#
    #expect(try Self.experiment(spelt).configurationDigest(classNames: ["a", "b"]) == digests[1])
  }

  @Test func `another corpus has other classes and the same windows`() throws {
    let file = try files.write("experiment.json", Self.text(Self.whole))
    let other = try ExperimentDecoder.experiment(at: file, corpus: "some/folder")
    #expect(
      other.corpus
        == CorpusSelection(name: "some/folder", windows: SoundWindows(duration: 1, hop: 0.5)))
  }

  @Test func `all that does not go with them is told at once`() throws {
    let problems = try files.problems(
      in: Self.text(
        #"{ "name": "x", "classes": "few", "windows": { "duration": 1, "hop": 0.5, "minimumOverlap": 1.5 } }"#,
        layers: #"[{ "type": "dense", "name": "output", "units": "classes", "activation": "softmax" }]"#,
        training: """
          { "loss": "categoricalCrossEntropy", "epochs": 3, "augmentation": { "copies": { "count": 1,
            "background": { "type": "clips", "lowestRatio": 0, "highestRatio": 3 } } } }
          """))
    let expected = [
      "corpus.windows.minimumOverlap: found 1.5 s; expected at most corpus.windows.duration, 1.0 s.",
      #"corpus.classes: found "few" beside windows; expected "all". Choose classes where soundscapes are composed"#,
      #"model.layers.output: found "softmax" beside corpus.windows; expected "sigmoid", a probability for each"#,
      "training.augmentation.copies.background: found clips beside corpus.windows; expected noise: what is heard",
    ]
    #expect(problems.count == expected.count, "\(problems)")
    for text in expected { #expect(problems.contains { $0.contains(text) }, "\(text)\nin \(problems)") }
  }

  @Test func `values out of range are told with their place`() throws {
    let problems = try files.problems(
      in: Self.text(#"{ "name": "x", "windows": { "duration": 0, "hopp": 1, "minimumOverlap": 0 } }"#))
    for path in ["duration", "hop", "hopp", "minimumOverlap"] {
      #expect(problems.contains { $0.contains("corpus.windows.\(path): found ") }, "\(path) in \(problems)")
    }
  }

  @Test(arguments: [
    (1.0, 0.5, 10.0, 19), (1, 1, 10, 10), (1, 0.5, 10.2, 20), (1, 0.5, 0.3, 1), (1, 0.5, 1, 1),
    (1, 0.5, 1.01, 2),
    (1, 3, 10, 4), (0.96, 0.48, 10, 20),
  ])
  func `the last window is the first that reaches the end`(
    duration: Double, hop: Double, recording: Double, count: Int
  ) throws {
    let starts = SoundWindows(duration: duration, hop: hop).starts(inRecordingOf: recording)
    #expect(starts.count == count)
    #expect(starts == (0..<count).map { Double($0) * hop })
    #expect(starts.dropLast().allSatisfy { $0 + duration < recording })
    #expect(try #require(starts.last) + duration >= recording)
  }

  @Test func `a model's document tells of them, and of models without them nothing`() throws {
    let experiment = try Self.experiment(Self.whole)
    var document = ModelDocument(
      experiment: "x", corpus: "y", classNames: ["a", "background"], windows: experiment.corpus.windows,
      frontEnd: experiment.frontEnd, model: experiment.model, validationFolds: [5], validationAccuracy: 0.5,
      weightsDigest: "0")
    #expect(try ModelDocument(text: document.text, source: "model.json") == document)
    #expect(document.isMultiLabel)
    document.windows = nil
    #expect(try ModelDocument(text: document.text, source: "model.json") == document)
    #expect(!document.isMultiLabel && !document.text.contains("windows"))
  }
}
