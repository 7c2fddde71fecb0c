import Datasets
import Foundation
import Testing

@Suite("Class lists")
struct ClassListTests {
  static let original = packageFolder.appending(path: "Experiments/classes/original32.json")

  /// ESC-50's labels, without its clips.
  static func corpus(_ labels: [String], name: String = "esc50") -> Corpus {
    let names = labels.sorted()
    let clip = SyntheticCorpus.corpus(seed: 1).examples[0]
    return Corpus(
      name: name, classNames: names,
      examples: names.indices.map { label in
        var example = clip
        example.id = "clip-\(names[label])"
        example.label = label
        return example
      })
  }

  @Test func `the original's 32 classes are the synthetic corpus' own`() throws {
    let list = try ClassList(contentsOf: Self.original)
    #expect(list.name == "original32")
    #expect(list.classes.map(\.name) == SyntheticCorpus.classNames)
    #expect(SyntheticCorpus.classNames == SyntheticCorpus.classNames.sorted())
    let corpus = SyntheticCorpus.corpus(seed: 1)
    let selected = try corpus.selecting(list)
    #expect(selected.name == "synthetic")
    #expect(selected.digest == corpus.digest)
  }

  @Test func `a selection takes the list's names and a name of its own`() throws {
    let list = try ClassList(contentsOf: Self.original)
    let labels = list.classes.flatMap(\.labels) + ["airplane", "mouse_click"]
    let selected = try Self.corpus(labels).selecting(list)
    #expect(selected.name == "esc50-original32")
    #expect(selected.classNames == SyntheticCorpus.classNames)
    #expect(selected.examples.count == 32)
    let crickets = try #require(selected.examples.first { $0.id == "clip-crickets" })
    #expect(selected.classNames[crickets.label] == "Night")
  }

  @Test func `a listed class without clips is told with near labels`() throws {
    let list = ClassList(
      name: "two",
      classes: [
        ClassList.Entry(name: "Night", labels: ["cricket"]), ClassList.Entry(name: "dog", labels: []),
      ])
    #expect {
      try Self.corpus(["crickets", "dog"], name: "tiny").selecting(list)
    } throws: {
      "\($0)"
        == "corpus tiny: found no clips of class Night of the list two; expected clips labelled Night or "
        + "cricket. This corpus has crickets: add it to the class' labels."
    }
  }

  @Test(
    arguments: [
      ("[", "the end of the file"), ("[]", "an empty array at the file"), ("{}", "nothing at name"),
      (#"{"name": "x", "classes": []}"#, "an empty array at classes"),
      (#"{"name": "x", "classes": [{"name": "a"}], "clases": 1}"#, #"unknown key "clases""#),
      (#"{"name": "x", "classes": [{"nam": "a"}]}"#, #"unknown key "nam""#),
      (#"{"name": 3, "classes": [{"name": "a"}]}"#, "3 at name"),
      (#"{"name": "x", "name": "y", "classes": [{"name": "a"}]}"#, "the key name a second time"),
      (#"{"name": "x", "classes": [{"name": "a", "labels": "b"}]}"#, #""b" at classes[0].labels"#),
      (#"{"name": "x", "classes": [{"name": "a"}, {"name": "b", "labels": ["a"]}]}"#, #"the label "a""#),
      (#"{"name": "x", "classes": [7]}"#, "at classes[0]"),
    ] as [(String, String)])
  func `lists that do not fit are refused`(json: String, found: String) {
    #expect {
      try ClassList(json: Data(json.utf8), location: "list.json")
    } throws: {
      "\($0)".hasPrefix("list.json:1: found ") && "\($0)".contains(found)
    }
  }

  @Test func `all problems of a list are told together`() throws {
    let json = """
      { "nme": "x",
        "classes": [
          { "name": "",
            "labels": 1 }] }
      """
    do throws(CorpusError) {
      _ = try ClassList(json: Data(json.utf8), location: "list.json")
      Issue.record("the list was accepted")
    } catch {
      #expect(error.problems.map(\.line) == [1, 1, 3, 4])
      #expect("\(error)".contains(#"Did you mean "name"?"#))
    }
  }

  @Test func `a file that is not there, a folder and one that is too large are refused`() throws {
    let folder = FileManager.default.temporaryDirectory.appending(path: "classes-\(UUID())")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    let large = folder.appending(path: "large.json")
    try Data(repeating: 0x20, count: 1 << 20 + 1).write(to: large)
    for (file, found) in [
      (folder.appending(path: "absent.json"), "no readable file"), (folder, "no readable file"),
      (large, "more than 1 MB"),
    ] {
      #expect {
        try ClassList(contentsOf: file)
      } throws: {
        "\($0)".hasPrefix("\(file.path): found \(found); expected a class list. ")
      }
    }
  }
}
