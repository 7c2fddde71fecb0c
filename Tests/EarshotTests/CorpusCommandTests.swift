import Foundation
import Glibc
import Testing

/// Corpora as their users bring them: any layout, any damage.
@Suite("earshot corpus")
struct CorpusCommandTests {
  /// Moves the clips of the bench's corpus into a folder for each class.
  private func classFolders(_ bench: Workbench, named name: String = "sounds") throws {
    for clip in try FileManager.default.contentsOfDirectory(
      atPath: bench.corpus.appending(path: "audio").path)
    {
      let target = clip.split(separator: "-").last.map(String.init)?.prefix(1) ?? "0"
      let folder = bench.url.appending(path: "\(name)/\(SmallCorpus.classNames[Int(target) ?? 0])")
      try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
      try FileManager.default.copyItem(
        at: bench.corpus.appending(path: "audio/\(clip)"), to: folder.appending(path: clip))
    }
  }

  @Test func `a run says what it took a folder for, and trains on it`() throws {
    let bench = try Workbench()
    try classFolders(bench)
    let ending = try bench.earshot("run", "tiny", "--corpus", "sounds")
    #expect(ending.status == 0, "\(ending.messages)")
    #expect(
      ending.messages.contains(
        "sounds: taken for a folder for each class; no folds named: clips dealt to 5 by recording, seed 1"))
  }

  @Test func `a folder that reads in two ways is refused until it is written down`() throws {
    let bench = try Workbench()
    try classFolders(bench, named: "tones")
    let refused = try bench.earshot("run", "tiny", "--corpus", "tones")
    #expect(refused.status == 2)
    #expect(refused.messages.contains("--layout esc50 or --layout folders"), "\(refused.messages)")
    let listed = try bench.earshot("corpus", "list", "tones", "--layout", "esc50")
    #expect(listed.status == 0 && listed.output.contains("taken for the layout of ESC-50 (meta/tones.csv)"))
    let imported = try bench.earshot("corpus", "import", "tones", "--layout", "esc50", "--json")
    #expect(imported.status == 0, "\(imported.messages)")
    let entry = try JSONSerialization.jsonObject(with: Data(imported.output.utf8)) as? [String: Any]
    #expect(entry?["layout"] as? String == "esc50" && entry?["clips"] as? Int == 60)
    let trained = try bench.earshot("run", "tiny", "--corpus", "tones")
    #expect(trained.status == 0, "\(trained.messages)")
    #expect(trained.messages.contains("tones: taken for a corpus with a manifest (earshot-corpus.json)"))
    try bench.write("other", to: "tones/audio/3-3011-A-1.wav")
    let changed = try bench.earshot("run", "tiny", "--corpus", "tones")
    #expect(changed.status == 2 && changed.messages.contains("audio/3-3011-A-1.wav with the digest"))
  }

  @Test func `pipes, devices, circles and noise among clips are told at once, and nothing hangs`() throws {
    let bench = try Workbench()
    try classFolders(bench)
    mkfifo(bench.url.appending(path: "sounds/hum/pipe.wav").path, 0o600)
    for (name, target) in [("device.wav", "/dev/zero"), ("circle.wav", "circle.wav")] {
      try FileManager.default.createSymbolicLink(
        atPath: bench.url.appending(path: "sounds/hum/\(name)").path, withDestinationPath: target)
    }
    try bench.write("", to: "sounds/hum/empty.wav")
    try bench.write("words", to: "sounds/hum/words.wav")
    let ending = try bench.earshot("corpus", "check", "sounds")
    #expect(ending.status == 2, "\(ending.messages)")
    for words in [
      "error: hum/pipe: cannot be read: it is no file", "error: hum/device: cannot be read: it is no file",
      "error: hum/circle: cannot be read: Too many levels of symbolic links",
      "error: hum/empty: cannot be decoded",
      "error: hum/words: cannot be decoded", "sounds: 5 errors",
    ] {
      #expect(ending.output.contains(words), "\(ending.output)")
    }
  }

  @Test(arguments: [
    (["--layout", "esc51"], "Did you mean \"esc50\"?"),
    (["--columns", "clip=a"], "expected clip=NAME and label=NAME"),
    (["--columns", "clip=a,label=b,clip=c"], "each once"), (["--columns", "file=a"], "expected clip="),
    (["--columns", "clip=a,label=b", "--layout", "folders"], "--layout table"),
    (["--folds", "1"], "--folds: found 1; expected 2...1000"), (["--output", "list.txt"], "ends in .json"),
    (["--name", ""], "--name"), (["--seed", "-1"], "--seed"),
  ])
  func `an argument that cannot be meant is refused`(arguments: [String], words: String) throws {
    let bench = try Workbench()
    let ending = try bench.start(["corpus", "import", "tones"] + arguments).wait()
    #expect(ending.status == 2)
    #expect(ending.messages.contains(words), "\(ending.messages)")
    #expect(!FileManager.default.fileExists(atPath: bench.corpus.appending(path: "earshot-corpus.json").path))
  }
}
