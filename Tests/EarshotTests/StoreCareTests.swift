import Foundation
import Testing

@Suite("earshot runs, doctor and gc: care for the store")
struct StoreCareTests {
  @Test func `runs are selected, marked, removed and brought back`() throws {
    let bench = try Workbench()
    let ids = try bench.train("--seeds", "1..3").map(\.name)
    func listed(_ arguments: String...) throws -> Int {
      let ending = try bench.start(["runs", "list", "--json"] + arguments).wait()
      try #require(ending.status == 0, "\(ending.messages)")
      return try JSONDecoder().decode([RunEntry].self, from: Data(ending.output.utf8)).count
    }
    #expect(try listed("-F", "seed > 1 and training.epochs = 4") == 2)
    #expect(try listed("-F", "model.layers.dropout.rate < 0.1") == 0)
    #expect(try bench.earshot("runs", "tag", ids[0], "+good", "+odd").output == "good\nodd\n")
    #expect(try bench.earshot("runs", "tag", ids[0], "-odd", "--json").output == "[\n  \"good\"\n]\n")
    #expect(try listed("-F", "tag = good") == 1)
    let sorted = try bench.earshot("runs", "list", "--columns", "seed,tag", "--sort", "seed:desc", "--csv")
    #expect(sorted.output == "seed,tag\r\n3,\r\n2,\r\n1,good\r\n")

    // What is piped is whole, however much of it there is.
    for query in [
      ["runs", "list", "--columns", "id,createdAt,startedAt,endedAt,model.layers.hidden.activation"],
      ["runs", "sql", "SELECT id, createdAt, startedAt, endedAt, id AS again FROM run"],
    ] {
      let table = try bench.start(query).wait().output
      #expect(ids.allSatisfy { table.contains($0 + "  ") } && !table.contains("…"), "\(table)")
    }

    let removal = try bench.earshot("runs", "rm", ids[0], ids[1])
    #expect(removal.status == 0 && removal.output == "\(ids[0])\n\(ids[1])\n")
    #expect(removal.messages.contains("earshot runs rm --undo"))
    #expect(try listed() == 1)
    #expect(try listed("--removed") == 2)
    #expect(try bench.earshot("runs", "show", ids[0]).status == 2)
    #expect(try bench.earshot("runs", "rm", "--undo", ids[0]).status == 0)
    #expect(try listed() == 2)
    #expect(try listed("-F", "tag = good") == 1)
  }

  @Test func `what is wrong in a filter or a query is the user's, and says where`() throws {
    let bench = try Workbench()
    try bench.train()
    let filter = try bench.earshot("runs", "list", "-F", "seed = 1 adn fold = 5")
    #expect(filter.status == 2 && filter.messages.hasSuffix("  seed = 1 adn fold = 5\n           ^\n"))
    #expect(try bench.earshot("runs", "list", "--sort", "training.epoch").status == 2)
    let write = try bench.earshot("runs", "sql", "DELETE FROM run")
    #expect(write.status == 2 && write.messages.contains("expected a SELECT"))
    let read = try bench.earshot("runs", "sql", "SELECT count(*) AS runs FROM runSummary", "--csv")
    #expect(read.output == "runs\r\n1\r\n")
  }

  @Test func `a damaged store is named, rebuilt from the folders, and the same afterwards`() throws {
    let bench = try Workbench()
    let runs = try bench.train("--seeds", "1,2").map(\.name)
    let measures = try runs.map { try bench.measures(of: $0) }
    let sound = try bench.earshot("doctor")
    #expect(sound.status == 0 && sound.output.isEmpty && sound.messages.contains("All is as it was stored."))
    let listing = try bench.listing()

    // A byte of every page but the first, as a failing disk changes them; the log is gone, which held nothing more.
    let store = bench.runs.appending(path: "earshot.sqlite")
    for suffix in ["-wal", "-shm"] { try? FileManager.default.removeItem(atPath: store.path + suffix) }
    var bytes = try Data(contentsOf: store)
    #expect(bytes.count > 10 * 4096, "a command leaves all in the store's file")
    for page in stride(from: 4096, to: bytes.count, by: 4096) { bytes[page] ^= 0xFF }
    try bytes.write(to: store)
    let damaged = try bench.earshot("doctor")
    #expect(
      damaged.status == 1 && damaged.messages.contains("doctor --rebuild"),
      "\(damaged.status) \(damaged.messages), \(bytes.count) bytes")
    let rebuilt = try bench.earshot("doctor", "--rebuild", "--json")
    #expect(rebuilt.status == 0, "\(rebuilt.messages)")
    let result = try JSONSerialization.jsonObject(with: Data(rebuilt.output.utf8)) as? [String: Any]
    #expect(result?["fromFolders"] as? [String] == runs.sorted())
    #expect(try bench.earshot("doctor").status == 0)
    #expect(try runs.map { try bench.measures(of: $0) } == measures)
    #expect(try Set(bench.listing().map(\.name)) == Set(listing.map(\.name)))
    #expect(try bench.earshot("run", "tiny", "--corpus", "tones", "--needed", "--seeds", "1,2").status == 0)
    #expect(bench.runNames.count == 2)
  }

  @Test func `a store that is gone is told beside the folders that hold its runs, and rebuilt from them`()
    throws
  {
    let bench = try Workbench()
    let run = try bench.train()[0].name
    let measures = try bench.measures(of: run)
    for suffix in ["", "-wal", "-shm"] {
      try? FileManager.default.removeItem(atPath: bench.runs.path + "/earshot.sqlite" + suffix)
    }
    let missing = try bench.earshot("doctor")
    #expect(missing.status == 1 && missing.output.contains("gone, or empty; a folder beside it holds a run"))
    #expect(missing.messages.contains("doctor --rebuild"))
    #expect(try bench.earshot("doctor", "--rebuild").status == 0)
    #expect(try bench.measures(of: run) == measures)
    #expect(try bench.earshot("doctor", "--runs", "Elsewhere").status == 2)
  }

  @Test func `gc says what would go, and takes it only when told to`() throws {
    let bench = try Workbench()
    let id = try bench.train()[0].name
    try FileManager.default.createDirectory(
      at: bench.runs.appending(path: "tiny-orphan"), withIntermediateDirectories: true)
    try bench.write("{}", to: "Runs/tiny-orphan/experiment.json")
    #expect(try bench.earshot("runs", "rm", id, "-q").status == 0)
    #expect(try bench.earshot("gc").messages == "Nothing to take away.\n")
    let looked = try bench.earshot("gc", "--days", "0")
    #expect(looked.status == 0 && looked.messages.contains("2 would go"), "\(looked.messages)")
    #expect(bench.runNames.count == 2)
    #expect(try bench.earshot("gc", "--days", "0", "-y").status == 0)
    #expect(bench.runNames.isEmpty)
    #expect(try bench.earshot("runs", "rm", "--undo", id).status == 2)
  }

  @Test func `gc keeps the cache of features within its bound, with or without a store`() throws {
    let bench = try Workbench()
    _ = try bench.train()
    let features = { try bench.cachedFeatures() }
    #expect(try bench.earshot("gc").messages == "Nothing to take away.\n")
    let count = try features().count
    #expect(count > 0)
    let looked = try bench.earshot("gc", "--cache-size", "0", "--json")
    #expect(looked.output.contains("\"cachedFeatures\""), "\(looked.output)")
    #expect(looked.output.contains("\(count) files of features"))
    #expect(try features().count == count)
    #expect(try bench.earshot("gc", "--cache-size", "0kB", "--runs", "Elsewhere", "-y").status == 0)
    #expect(try features().isEmpty)
    #expect(try bench.train("--seeds", "1").count == 1)
    let refused = try bench.earshot("gc", "--cache-size", "-1GB")
    #expect(refused.status == 2 && refused.messages.contains("--cache-size"), "\(refused.messages)")
  }
}
