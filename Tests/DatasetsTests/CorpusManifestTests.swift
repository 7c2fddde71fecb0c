import ContentDigest
import Datasets
import Foundation
import TestSupport
import Testing

@Suite("Corpus manifests")
struct CorpusManifestTests {
  private func importing(
    _ folder: SoundFolder, _ options: CorpusImport.Options = CorpusImport.Options()
  ) throws -> CorpusImport.Written {
    try CorpusImport.write(folder.path, options: options, cacheFolder: nil)
  }

  private func complaint(_ path: String) -> String {
    do throws(CorpusError) {
      _ = try CorpusLocation.open(path)
      return ""
    } catch {
      return "\(error)"
    }
  }

  @Test func `what was imported is read again as it was`() throws {
    for folder in [try SoundFolder.urbanSound8K(), try SoundFolder.scenes()] {
      let corpus = try folder.open()
      let written = try importing(folder)
      let read = try folder.open()
      #expect(
        read.digest == corpus.digest && read.name == corpus.name && read.classNames == corpus.classNames)
      #expect(written.corpus.digest == corpus.digest)
      #expect(read.reading?.layout == .manifest && read.reading?.table == "earshot-corpus.json")
      #expect(read.reading?.clipsWithoutSource == corpus.reading?.clipsWithoutSource)
      #expect(try CorpusLocation.open(written.manifest.path).digest == corpus.digest)
    }
  }

  @Test func `a choice is written down once`() throws {
    let folder = try SoundFolder.table()
    let dealing = FoldDealing(foldCount: 2, seed: 7)
    let choice = LayoutChoice(columns: TableColumns(clip: "file", label: "kind"), dealing: dealing)
    let options = CorpusImport.Options(choice: choice, name: "tapes", licence: "CC BY 4.0")
    let written = try importing(folder, options)
    let corpus = try folder.open()
    #expect(corpus.name == "tapes" && corpus.digest == written.corpus.digest)
    #expect(corpus.reading?.dealing == dealing && corpus.reading?.namesNoSources == true)
    let text = try String(contentsOf: written.manifest, encoding: .utf8)
    #expect(text.contains(#""licence": "CC BY 4.0""#) && text.contains(#""layout": "table""#))
  }

  @Test func `a manifest may lie elsewhere, and both may be moved together`() throws {
    let folder = try SoundFolder.scenes()
    let home = folder.url.deletingLastPathComponent()
    try FileManager.default.createDirectory(
      at: home.appending(path: "lists"), withIntermediateDirectories: true)
    let file = home.appending(path: "lists/scenes.json")
    let digest = try importing(folder, CorpusImport.Options(output: file)).corpus.digest
    #expect(try String(contentsOf: file, encoding: .utf8).contains(#""folder": "../sounds""#))
    #expect(try CorpusLocation.open(file.path).digest == digest)
    #expect(try folder.open().reading?.layout == .scenes)
  }

  @Test func `a clip that has changed, and one that has gone, are named`() throws {
    let folder = try SoundFolder.scenes()
    _ = try importing(folder)
    try folder.add(clip: "audio/p2_0.wav", frequency: 999)
    #expect(folder.complaint().contains("found audio/p2_0.wav with the digest "))
    #expect(folder.complaint().contains("as the manifest has it"))
    try FileManager.default.removeItem(at: folder.url.appending(path: "audio/p3_0.wav"))
    try folder.add(clip: "audio/new.wav", frequency: 333)
    let kinds = try CorpusCheck.report(at: folder.path).findings.map { "\($0.name) \($0.ids.joined())" }
    #expect(kinds.contains("changedFile audio/p2_0") && kinds.contains("missingFile audio/p3_0"))
    #expect(kinds.contains("unnamedFile "))
    #expect(folder.complaint().contains("found no file audio/p3_0.wav"))
  }

  @Test func `a manifest is not replaced unasked`() throws {
    let folder = try SoundFolder.scenes()
    _ = try importing(folder)
    #expect {
      try importing(folder)
    } throws: {
      "\($0)".contains("earshot-corpus.json: found a file of that name; expected none. Add --replace")
    }
    try folder.add(clip: "audio/p2_0.wav", frequency: 999)
    _ = try importing(folder, CorpusImport.Options(replaces: true))
    #expect(folder.complaint().isEmpty)
  }

  @Test func `licence files are kept with their digests`() throws {
    let folder = try SoundFolder.scenes()
    try folder.add(text: "CC BY", to: "LICENSE.txt")
    let written = try importing(folder)
    #expect(written.licenceFiles == ["LICENSE.txt"])
    let text = try String(contentsOf: written.manifest, encoding: .utf8)
    #expect(text.contains(ContentDigest(of: "CC BY").hexadecimal))
  }

  private static let whole = """
    {
      "earshotCorpus": 1,
      "name": "x",
      "layout": "folders",
      "clips": [
        {"id": "a", "file": "Dog/a.wav", "class": "Dog", "fold": 1, "sha256": "\(String(repeating: "0", count: 64))"}
      ]
    }
    """

  @Test(
    arguments: [
      ("\"earshotCorpus\": 1", "\"earshotCorpus\": 2", ":2: found 2 at earshotCorpus; expected 1"),
      ("\"fold\": 1", "\"fold\": 0", ":6: found 0 at clips[0].fold; expected an integer in 1...1000"),
      ("\"fold\": 1", "\"fold\": 1.5", ":6: found 1.5 at clips[0].fold"),
      ("Dog/a.wav", "../a.wav", ":6: found \"../a.wav\" at clips[0].file; expected a path below"),
      ("\"id\"", "\"ids\"", "found the unknown key \"ids\" in clips[0]"),
      ("\"folders\"", "\"folder\"", ":4: found \"folder\" at layout; expected one of esc50"),
      ("0000\"", "000\"", "expected a SHA-256 of 64 hexadecimal digits"),
      ("\"name\": \"x\"", "\"name\": \"x\", \"name\": \"y\"", "a second time"),
      ("\"clips\": [", "\"clips\": [ 5,", "found 5 at clips[0]"),
    ] as [(String, String, String)])
  func `a manifest that cannot be used is told with its line`(part: String, other: String, words: String)
    throws
  {
    let folder = try SoundFolder(clips: ["Dog/a.wav"])
    try folder.add(text: Self.whole.replacingOccurrences(of: part, with: other), to: "earshot-corpus.json")
    #expect(folder.complaint().contains(words), "\(folder.complaint())")
  }

  @Test(.tags(.property)) func `damaged manifests end in a corpus or an error`() throws {
    let folder = try SoundFolder.scenes()
    let manifest = try importing(folder).manifest
    let whole = [UInt8](try Data(contentsOf: manifest))
    var refusals = 0
    for bytes in DamagedText(whole, count: 500, seed: 5) {
      try Data(bytes).write(to: manifest)
      do throws(CorpusError) {
        _ = try folder.open()
      } catch {
        refusals += 1
        #expect(!error.problems.isEmpty && "\(error)".contains("expected"))
      }
    }
    #expect(refusals > 250, "\(refusals)")
  }

  @Test func `the schema beside the experiments is the one that decodes`() throws {
    let file = packageFolder.appending(path: "Experiments/schema/corpus.schema.json")
    #expect(try String(contentsOf: file, encoding: .utf8) == CorpusImport.jsonSchema)
  }
}
