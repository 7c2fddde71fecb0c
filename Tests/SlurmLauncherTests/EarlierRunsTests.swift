import ExperimentRunner
import ExperimentSchema
import Foundation
import RunStore
import SlurmLauncher
import TestSupport
import Testing

@Suite("What earlier attempts have left")
struct EarlierRunsTests {
  private let folder: TemporaryFolder
  private let scratch: ScratchFolder
  private let store: RunStore

  init() throws {
    folder = try TemporaryFolder()
    scratch = try ScratchFolder()
    store = try RunStore.inMemory()
  }

  private var own: URL { folder.url.appending(path: "own") }

  /// Runs in a folder called `name`, as another process left them.
  private func earlier(
    _ name: String, epochs: Int, seed: UInt64 = 1, as status: RunStatus = .running
  ) throws -> RunFolder {
    let runs = folder.url.appending(path: name)
    let id = try SlurmFixture.train(
      1, to: epochs, seed: seed, id: "run-\(name)", as: status, runs: runs, store: RunStore.inMemory())
    return RunFolder(id: id, in: runs)
  }

  private func bring(_ folders: [RunFolder]) throws -> [String] {
    try EarlierRuns(in: folders, scratch: scratch).bring(to: own, home: folder.runs, store: store)
  }

  @Test func `is brought with its rows, and is nobody's`() throws {
    let run = try earlier("a", epochs: 2)
    try Data("held".utf8).write(to: run.lockFile)
    try Data("half".utf8).write(to: run.url.appending(path: ".model.safetensors.1.2.tmp"))
    #expect(try bring([run]) == ["run-a"])
    #expect(try store.runDetail("run-a").summary.epochs == 2)
    let names = try FileManager.default.contentsOfDirectory(atPath: own.appending(path: "run-a").path)
    #expect(names.sorted() == ["lock", "model.safetensors", "run.sqlite"])
    #expect(try Data(contentsOf: RunFolder(id: "run-a", in: own).lockFile).isEmpty)
  }

  @Test func `is taken from the attempt that is complete, before one that was cut short`() throws {
    let folders = [try earlier("a", epochs: 2), try earlier("b", epochs: 3, as: .completed)]
    #expect(try bring(folders) == ["run-b"])
  }

  @Test func `is passed over where its rows are damaged`() throws {
    let damaged = try earlier("a", epochs: 3, as: .completed)
    let bytes = try Data(contentsOf: damaged.rowsFile)
    try bytes.prefix(bytes.count / 2).write(to: damaged.rowsFile)
    #expect(try bring([damaged, earlier("b", epochs: 1)]) == ["run-b"])
    #expect(!FileManager.default.fileExists(atPath: own.appending(path: "run-a").path))
  }

  @Test func `is nothing where the folder is empty or gone`() throws {
    #expect(EarlierRuns(in: [RunFolder(id: "none", in: own)], scratch: scratch).isEmpty)
  }

  @Test func `leaves behind a checkpoint that is damaged`() throws {
    let run = try earlier("a", epochs: 2)
    try Data("no tensors".utf8).write(to: run.checkpointFile)
    #expect(try bring([run]) == ["run-a"])
    #expect(!FileManager.default.fileExists(atPath: RunFolder(id: "run-a", in: own).checkpointFile.path))
  }

  @Test func `stays at home where it is complete, and answers`() throws {
    let id = try SlurmFixture.train(1, to: 3, runs: folder.runs, store: RunStore.inMemory())
    #expect(try bring([RunFolder(id: id, in: folder.runs)]).isEmpty)
    #expect(try store.runDetail(id).summary.status == .completed)
    #expect(!FileManager.default.fileExists(atPath: own.appending(path: id).path))
  }
}
