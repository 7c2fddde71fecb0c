import Datasets
import Foundation
import TestSupport
import Testing

@Suite("Layouts of corpora")
struct LayoutTests {
  // MARK: UrbanSound8K

  @Test func `UrbanSound8K's table gives folds, classes and recordings`() throws {
    let corpus = try SoundFolder.urbanSound8K().open()
    #expect(
      lines(of: corpus) == [
        "7061-6-0-0 gun_shot 1 7061", "7061-6-0-1 gun_shot 1 7061", "9031-3-1-0 dog_bark 10 9031",
      ])
    #expect(corpus.reading?.layout == .urbanSound8K)
    #expect(
      corpus.reading?.description == "taken for the layout of UrbanSound8K (metadata/UrbanSound8K.csv)")
  }

  @Test func `a slice in another fold's folder is missing, and told with its line`() throws {
    let folder = try SoundFolder.urbanSound8K(
      rows: SoundFolder.urbanRows.replacingOccurrences(of: "2,10,3", with: "2,9,3"))
    #expect(folder.complaint().contains("UrbanSound8K.csv:4: found no file audio/fold9/9031-3-1-0.wav"))
  }

  @Test func `a table without the recordings' column is refused`() throws {
    let folder = try SoundFolder.urbanSound8K(
      header: SoundFolder.urbanHeader.replacingOccurrences(of: "fsID", with: "fsid"))
    #expect(folder.complaint().contains(#"UrbanSound8K.csv:1: found no column fsID"#))
    #expect(folder.complaint().contains(#"Did you mean "fsid"?"#))
  }

  // MARK: Folders

  @Test func `folders of folds hold folders of classes`() throws {
    let folder = try SoundFolder(
      clips: ["s01/Dog/1-100-A-0.wav", "s01/Rain/x.wav", "s02/Dog/1-100-B-0.ogg", "s10/Rain/x.wav"],
      texts: ["s01/notes.txt": "none", "README.md": "none"])
    let corpus = try folder.open()
    #expect(
      lines(of: corpus) == [
        "s01/Dog/1-100-A-0 Dog 1 100", "s01/Rain/x Rain 1 s01/Rain/x", "s02/Dog/1-100-B-0 Dog 2 100",
        "s10/Rain/x Rain 10 s10/Rain/x",
      ])
    #expect(corpus.reading?.dealing == nil)
    #expect(corpus.reading?.clipsWithoutSource == 2)
    #expect(corpus.reading?.description.hasSuffix("; 2 of 4 clips without a recording named") == true)
  }

  @Test func `folders of classes have their clips dealt to folds, and say that nothing names recordings`()
    throws
  {
    let folder = try SoundFolder(clips: (0..<10).flatMap { ["Dog/\($0).wav", "Rain/\($0).wav"] })
    let corpus = try folder.open()
    #expect(corpus.folds == [1, 2, 3, 4, 5])
    #expect(CorpusSummary(of: corpus).classes.map(\.clipsPerFold) == [[2, 2, 2, 2, 2], [2, 2, 2, 2, 2]])
    #expect(
      corpus.reading?.description
        == "taken for a folder for each class; no folds named: clips dealt to 5 by recording, seed 1; "
        + "no recordings named: whether one crosses folds cannot be checked")
    #expect(try folder.open().digest == corpus.digest)
    let other = try folder.open(LayoutChoice(dealing: FoldDealing(foldCount: 5, seed: 2)))
    #expect(other.digest != corpus.digest)
  }

  @Test func `folders that are folds and classes at once are refused with both`() throws {
    let folder = try SoundFolder(clips: ["Dog/1.wav", "Rain/1.wav", "s01/Dog/1.wav"])
    #expect(folder.complaint().contains("found clips in Dog/ and folders of clips in s01/"))
    let twice = try SoundFolder(clips: ["s1/Dog/1.wav", "s01/Rain/1.wav"])
    #expect(twice.complaint().contains("both of the number 1"))
    let unnumbered = try SoundFolder(clips: ["s1/Dog/1.wav", "s1/Rain/1.wav", "test/Rain/1.wav"])
    #expect(unnumbered.complaint().contains("found the folder test/ of classes; expected a fold"))
    let same = try SoundFolder(clips: ["Dog/1.wav", "Dog/1.flac", "Rain/1.wav"])
    #expect(same.complaint().contains("found the clip Dog/1 again, after Dog/1.flac"))
  }

  // MARK: Scenes

  @Test func `lists of scenes give folds by what they evaluate on`() throws {
    let corpus = try SoundFolder.scenes().open()
    #expect(
      lines(of: corpus) == [
        "audio/b1_0 bus 1 b1", "audio/b1_10 bus 1 b1", "audio/p2_0 park 1 p2", "audio/p3_0 park 2 p3",
      ])
    #expect(corpus.reading?.layout == .scenes && corpus.reading?.table == "meta.txt")
  }

  @Test func `one list of evaluation makes three folds, and a header is none of the clips`() throws {
    let folder = try SoundFolder(
      clips: ["audio/a.wav", "audio/b.wav", "audio/c.wav"],
      texts: [
        "meta.csv":
          "filename\tscene_label\tidentifier\tsource_label\naudio/a.wav\tbus\tx-1\ta\naudio/b.wav\ttram\tx-2\ta\naudio/c.wav\tbus\tx-3\ta\n",
        "evaluation_setup/fold1_train.csv": "filename\tscene_label\naudio/b.wav\ttram\n",
        "evaluation_setup/fold1_evaluate.csv": "filename\tscene_label\naudio/a.wav\tbus\n",
      ])
    #expect(
      lines(of: try folder.open()) == ["audio/a bus 1 x-1", "audio/b tram 2 x-2", "audio/c bus 3 x-3"])
  }

  @Test func `lists that do not agree are told in the file and line where they do not`() throws {
    let none = try SoundFolder.scenes()
    try none.add(text: "audio/q_0.wav\tpark\n", to: "evaluation_setup/fold2_evaluate.txt")
    #expect(
      none.complaint().contains(
        "fold2_evaluate.txt:1: found audio/q_0.wav; expected a clip that meta.txt lists"))
    let twice = try SoundFolder.scenes()
    try twice.add(
      text: "audio/p3_0.wav\tpark\naudio/p2_0.wav\tpark\n", to: "evaluation_setup/fold2_evaluate.txt")
    #expect(twice.complaint().contains("fold2_evaluate.txt:2: found audio/p2_0.wav, which is in fold 1 too"))
    let left = try SoundFolder.scenes()
    try left.add(text: "audio/b1_0.wav\n", to: "evaluation_setup/fold1_evaluate.txt")
    #expect(left.complaint().contains("meta.txt:2: found audio/b1_10.wav in none of fold1_evaluate.txt"))
  }

  // MARK: Tables

  @Test func `a table's columns are named`() throws {
    let folder = try SoundFolder.table()
    let choice = LayoutChoice(columns: SoundFolder.columns)
    #expect(
      lines(of: try folder.open(choice)) == ["a/1 dog 1 t1", "a/2 cat 1 t2", "b/1 dog 2 t3", "b/2 cat 2 b/2"])
    let byFile = try CorpusLocation.open(folder.path + "/list.csv", choice: choice)
    #expect(byFile.examples.map(\.id) == ["a/1", "a/2", "b/1", "b/2"])
    #expect(folder.complaint().contains("--layout folders or --layout table"))
    let nameless = folder.complaint(LayoutChoice(layout: .table))
    #expect(nameless.contains("list.csv:1: found no column filename"))
    #expect(nameless.contains("earshot corpus import \(folder.path)/list.csv --columns clip=NAME"))
  }

  @Test func `a table may leave folds and recordings out, and name clips in audio`() throws {
    let folder = try SoundFolder(
      clips: ["audio/x/1.wav", "audio/x/2.wav"],
      texts: ["list.csv": "filename,category\nx/1.wav,dog\nx/2.wav,cat\n"])
    let corpus = try folder.open()
    #expect(corpus.folds == [1, 2])
    #expect(corpus.reading?.namesNoSources == true)
  }

  @Test(arguments: ["../a/1.wav", "/etc/passwd", "a//1.wav", "a/../a/1.wav", ".hidden/1.wav", "a\\1.wav", ""])
  func `a path that leads elsewhere is refused with its line`(path: String) throws {
    let folder = try SoundFolder.table()
    try folder.add(text: "file,kind\na/1.wav,dog\n\(path),dog\n", to: "list.csv")
    let columns = TableColumns(clip: "file", label: "kind")
    #expect(
      folder.complaint(LayoutChoice(columns: columns)).contains("list.csv:3: found the file \"\(path)\""))
  }

  // MARK: Which layout

  @Test func `a folder that reads in two ways is an error that names both and the option that decides`()
    throws
  {
    let folder = try SoundFolder(
      clips: ["audio/1-10-A-0.wav", "Dog/1.wav"],
      texts: ["meta/esc.csv": "filename,fold,category\n1-10-A-0.wav,1,dog\n"])
    let complaint = folder.complaint()
    #expect(
      complaint.contains(
        "reads as the layout of ESC-50 (clips in audio/ and one table meta/*.csv) and as a folder"))
    #expect(complaint.contains("--layout esc50 or --layout folders"))
    #expect(try folder.open(LayoutChoice(layout: .esc50)).classNames == ["dog"])
    #expect(try folder.open(LayoutChoice(layout: .folders)).classNames == ["Dog", "audio"])
    #expect(folder.complaint(LayoutChoice(layout: .scenes)).contains("found a folder without meta.txt"))
  }

  @Test func `links that lead in circles are no folders and no clips`() throws {
    let folder = try SoundFolder(clips: ["Dog/1.wav", "Rain/1.wav"])
    for (name, target) in [("loop", "loop"), ("up", ".."), ("Dog/2.wav", "2.wav")] {
      try FileManager.default.createSymbolicLink(
        atPath: folder.url.appending(path: name).path, withDestinationPath: target)
    }
    #expect(folder.complaint().contains("2.wav, which cannot be read: Too many levels of symbolic links"))
    let report = try CorpusCheck.report(at: folder.path)
    #expect(report.findings.contains { $0.name == "unreadableFile" && $0.ids == ["Dog/2"] })
    #expect(report.corpus.examples.map(\.id) == ["Dog/1", "Rain/1"])
  }

  // MARK: Damaged tables

  private static let damaged:
    [(table: String, choice: LayoutChoice, make: @Sendable () throws -> SoundFolder)] = [
      ("metadata/UrbanSound8K.csv", .recognized, { try SoundFolder.urbanSound8K() }),
      ("meta.txt", .recognized, { try SoundFolder.scenes() }),
      ("evaluation_setup/fold1_evaluate.txt", .recognized, { try SoundFolder.scenes() }),
      ("list.csv", LayoutChoice(columns: SoundFolder.columns), { try SoundFolder.table() }),
    ]

  @Test(.tags(.property), arguments: 0..<4)
  func `damaged tables end in a corpus, or in an error with a place`(index: Int) throws {
    let (table, choice, make) = Self.damaged[index]
    let folder = try make()
    let whole = [UInt8](try Data(contentsOf: folder.url.appending(path: table)))
    var refusals = 0
    for bytes in DamagedText(whole, count: 150, seed: UInt64(index)) {
      try folder.add(bytes: bytes, to: table)
      do throws(CorpusError) {
        let corpus = try folder.open(choice)
        #expect(corpus.examples.allSatisfy { corpus.classNames.indices ~= $0.label && $0.fold >= 1 })
      } catch {
        refusals += 1
        #expect(error.location.hasPrefix(folder.path) && !error.problems.isEmpty)
        #expect(error.problems.allSatisfy { !$0.found.isEmpty && !$0.expected.isEmpty && !$0.remedy.isEmpty })
        #expect(error.problems.allSatisfy { $0.line != nil }, "\(error)")
      }
    }
    #expect(refusals > 75, "\(refusals)")
  }
}
