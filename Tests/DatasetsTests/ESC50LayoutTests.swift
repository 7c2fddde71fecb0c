import AudioFrontEnd
import ContentDigest
import Datasets
import Foundation
import SeededRandom
import TestSupport
import Testing

@Suite("ESC-50's layout")
struct ESC50LayoutTests {
  @Test func `clips, classes, folds and sources are read`() throws {
    let folder = try CorpusFolder.standard()
    let corpus = try CorpusLocation.open(folder.url.path)
    #expect(corpus.name == "small-corpus")
    #expect(corpus.classNames == ["dog", "rain"])
    #expect(corpus.folds == [1, 2])
    #expect(corpus.examples.map(\.id) == ["1-10-A-0", "1-11-A-1", "2-12-A-0", "2-13-A-1"])
    #expect(corpus.examples.map(\.label) == [0, 1, 0, 1])
    #expect(corpus.examples.map(\.source) == ["10", "11", "12", "13"])
    let bytes = try Data(contentsOf: folder.url.appending(path: "audio/1-10-A-0.wav"))
    #expect(corpus.examples[0].contentDigest == ContentDigest(of: bytes))
    #expect(try corpus.waveform(of: corpus.examples[0]).samples.count == 4_410)
  }

  @Test func `the order of rows, CRLF, a byte-order mark and quotes make no difference`() throws {
    let folder = try CorpusFolder.standard()
    let expected = try CorpusLocation.open(folder.url.path).digest
    let rows = [
      "take,category,filename,fold,src_file", #"A,rain,"2-13-A-1.wav",2,13"#, "A,dog,1-10-A-0.wav,1,10",
      "A,rain,1-11-A-1.wav,1,11", "A,dog,2-12-A-0.wav,2,12",
    ]
    for separator in ["\n", "\r\n", "\r", "\n\n"] {
      try Data(("\u{FEFF}" + rows.joined(separator: separator)).utf8).write(to: folder.table)
      #expect(try CorpusLocation.open(folder.url.path).digest == expected)
    }
  }

  @Test func `sources come from the name where the table has none, and extensions may differ`() throws {
    let folder = try CorpusFolder(
      clips: ["1-10-A-0.flac", "odd.wav"],
      table: "filename,fold,category\n1-10-A-0.wav,1,dog\nodd.wav,2,dog\n")
    let corpus = try CorpusLocation.open(folder.url.path)
    #expect(corpus.examples.map(\.source) == ["10", "odd"])
  }

  @Test func `the digest changes with every part of the content`() throws {
    let folder = try CorpusFolder.standard()
    let original = try String(contentsOf: folder.table, encoding: .utf8)
    var digests = [try CorpusLocation.open(folder.url.path).digest]
    for (part, other) in [("1,0,dog,True,10", "3,0,dog,True,10"), ("dog", "cat"), (",13,", ",14,")] {
      try Data(original.replacing(part, with: other).utf8).write(to: folder.table)
      digests.append(try CorpusLocation.open(folder.url.path).digest)
    }
    try Data(original.utf8).write(to: folder.table)
    try folder.addClip("1-10-A-0.wav", frequency: 999)
    digests.append(try CorpusLocation.open(folder.url.path).digest)
    #expect(Set(digests).count == 5)
  }

  @Test func `remembered digests are used, and dropped when a file changes`() throws {
    let folder = try CorpusFolder.standard()
    let cache = folder.folder.url.appending(path: "cache")
    let first = try CorpusLocation.open(folder.url.path, cacheFolder: cache)
    #expect(try CorpusLocation.open(folder.url.path, cacheFolder: cache).digest == first.digest)
    try folder.addClip("1-10-A-0.wav", frequency: 999)
    let changed = try CorpusLocation.open(folder.url.path, cacheFolder: cache)
    #expect(changed.digest != first.digest)
    #expect(changed.digest == (try CorpusLocation.open(folder.url.path).digest))
    // A damaged memory is no more than a slow start.
    let memory = cache.appending(path: "digests")
    for name in try FileManager.default.contentsOfDirectory(atPath: memory.path) {
      try Data([0xFF, 0x0A, 0x00]).write(to: memory.appending(path: name))
    }
    #expect(try CorpusLocation.open(folder.url.path, cacheFolder: cache).digest == changed.digest)
  }

  @Test(
    arguments: [
      ("1-10-A-0.wav,1,dog,extra", 2, "4 fields"), ("1-10-A-0.wav,1", 2, "2 fields"),
      ("1-10-A-0.wav,one,dog", 2, #"the fold "one""#), ("1-10-A-0.wav,1.5,dog", 2, #"the fold "1.5""#),
      ("1-10-A-0.wav,0,dog", 2, #"the fold "0""#),
      ("1-10-A-0.wav,99999999999999999999,dog", 2, "the fold"),
      ("1-10-A-0.wav,1,", 2, #"the category """#), (",1,dog", 2, #"the filename """#),
      ("../1-10-A-0.wav,1,dog", 2, "the filename"), ("/etc/passwd,1,dog", 2, "the filename"),
      ("a/b.wav,1,dog", 2, "the filename"), ("..,1,dog", 2, "the filename"),
      ("1-10-A-0.wav,1,dog\n1-10-A-0.wav,1,dog", 3, "the clip 1-10-A-0 again, after line 2"),
      ("1-10-A-0.wav,1,dog\n1-10-A-0.ogg,1,dog", 3, "the clip 1-10-A-0 again, after line 2"),
      (#""1-10-A-0.wav,1,dog"#, 2, "a quote that is not closed"),
      (#"1-10"A-0.wav,1,dog"#, 2, "a quote inside a field"),
      ("1-10-A-9.wav,1,dog", 2, "no file audio/1-10-A-9.wav"),
    ] as [(String, Int, String)])
  func `a row that cannot be used is told with its line`(row: String, line: Int, found: String) throws {
    let folder = try CorpusFolder(clips: ["1-10-A-0.wav"], table: "filename,fold,category\n" + row + "\n")
    let problem = try #require(problems(of: folder).first)
    #expect(problem.line == line)
    #expect(problem.found.contains(found))
    #expect(!problem.expected.isEmpty && !problem.remedy.isEmpty)
  }

  @Test(
    arguments: [
      ("", "no lines"), ("\n\n", "no lines"), ("filename,fold,category\n", "a header and no rows"),
      ("filename,fold\n1-10-A-0.wav,1\n", "no column category"),
      ("file_name,fold,category\nx,1,y\n", "no column filename"),
      ("filename,fold,category,fold\nx,1,y,2\n", "the column fold twice"),
      ("filename,\"fold,category\n", "a quote that is not closed"),
    ] as [(String, String)])
  func `a table without the columns it needs is told`(table: String, found: String) throws {
    let folder = try CorpusFolder(clips: ["1-10-A-0.wav"], table: table)
    #expect(try #require(problems(of: folder).first).found.contains(found))
  }

  @Test func `a misspelt column is told with the near name, at file and line`() throws {
    let folder = try CorpusFolder(table: "file_name,fold,category\nx,1,y\n")
    #expect {
      try CorpusLocation.open(folder.url.path)
    } throws: { error in
      "\(error)"
        == "\(folder.table.path):1: found no column filename; expected the columns filename, fold, category. "
        + #"Did you mean "file_name"?"#
    }
  }

  @Test func `all problems are told in one pass, the first twenty in full`() throws {
    let rows = (1...30).map { "clip\($0).wav,none,dog\n" }.joined()
    let folder = try CorpusFolder(table: "filename,fold,category\n" + rows)
    #expect(problems(of: folder).count == 30)
    #expect {
      try CorpusLocation.open(folder.url.path)
    } throws: { error in
      let lines = "\(error)".split(separator: "\n")
      return lines.count == 21 && lines.last == "... and 10 more"
    }
  }

  @Test func `bytes that are not UTF-8 are told`() throws {
    let folder = try CorpusFolder(clips: ["1-10-A-0.wav"], table: "")
    try Data("filename,fold,category\n1-10-A-0.wav,1,d".utf8 + [0xFF, 0xFE, 0x0A]).write(to: folder.table)
    #expect(try #require(problems(of: folder).first).found.contains("not UTF-8"))
  }

  @Test(.tags(.property), arguments: 0..<200 as Range<UInt64>)
  func `mutated tables end in a corpus or an error`(seed: UInt64) throws {
    let folder = try CorpusFolder.standard()
    var random = RandomStream(seed: seed, purpose: .synthesis)
    var bytes = [UInt8](try Data(contentsOf: folder.table))
    let odd: [UInt8] = Array(",\"\n\r\0/.-0\u{E9} ".utf8) + [0xFF, 0xEF, 0xBB, 0xBF]
    for _ in 0..<1 + Int(random.uniform() * 12) {
      let position = Int(random.uniform() * Double(bytes.count))
      let byte = odd[Int(random.uniform() * Double(odd.count))]
      switch Int(random.uniform() * 4) {
      case 0: bytes[position] = byte
      case 1: bytes.insert(byte, at: position)
      case 2: bytes.remove(at: position)
      default: bytes.replaceSubrange(position..<min(bytes.count, position + 20), with: bytes.prefix(10))
      }
    }
    try Data(bytes).write(to: folder.table)
    do throws(CorpusError) {
      let corpus = try CorpusLocation.open(folder.url.path)
      #expect(corpus.examples.allSatisfy { corpus.classNames.indices ~= $0.label && $0.fold >= 1 })
    } catch {
      #expect(!error.problems.isEmpty && "\(error)".contains("expected"))
    }
  }

  @Test(.enabled(if: Recordings.areThere, "ESC-10 is not beside the package (../shared/data/esc10)"))
  func `ESC-10 is known by its classes`() throws {
    let corpus = try CorpusLocation.open(Recordings.folder.path)
    #expect(corpus.name == "esc10")
    #expect(corpus.examples.count == 400)
    #expect(corpus.folds == [1, 2, 3, 4, 5])
    #expect(CorpusSummary(of: corpus).classes.allSatisfy { $0.clipsPerFold == [8, 8, 8, 8, 8] })
    #expect(Set(corpus.examples.map(\.source)).count == 304)
  }
}

@Suite("Corpus location")
struct CorpusLocationTests {
  @Test func `the synthetic corpus is known by name`() throws {
    #expect(try CorpusLocation.open("synthetic").name == "synthetic")
  }

  @Test(arguments: ["sinthetic", "Synthetic", "synthetics"])
  func `a misspelt name is answered with the near one`(name: String) {
    #expect {
      try CorpusLocation.open(name)
    } throws: {
      "\($0)".hasSuffix(#"Did you mean "synthetic"?"#)
    }
  }

  @Test func `what is missing in a folder is named, and a corpus inside it`() throws {
    let corpus = try CorpusFolder.standard()
    #expect {
      try CorpusLocation.open(corpus.folder.url.path)
    } throws: {
      "\($0)".contains(
        "found a folder without audio/ and meta/*.csv; expected a corpus in one of these layouts: ")
        && "\($0)".contains("Did you mean \(corpus.url.path)?")
    }
    #expect {
      try CorpusLocation.open(corpus.folder.url.appending(path: "Smal Corpus").path)
    } throws: {
      "\($0)".hasSuffix("Did you mean \(corpus.url.path)?")
    }
    #expect(throws: CorpusError.self) { try CorpusLocation.open("") }
    #expect(throws: CorpusError.self) { try CorpusLocation.open(corpus.table.path) }
  }
}
