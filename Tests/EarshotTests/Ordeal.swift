import Foundation
import Testing

/// Runs that are killed or refused by the disk, each in a folder of runs of its own, and what is expected of them
/// afterwards: what was acknowledged is stored, and the same command ends with the bits of a run that nothing
/// disturbed.
struct Ordeal {
  let bench: Workbench
  /// The run, without its folder.
  let arguments: [String]
  /// How the run ends that nothing disturbs.
  let weights: String
  let measures: String

  /// A bench with features in the cache and the bits to expect.
  ///
  /// - Parameters:
  ///   - settings: Of the run, besides those of `tiny`.
  ///   - checkpointSeconds: Between two checkpoints; 0 saves after every batch.
  init(settings: [String] = [], checkpointSeconds: String = "0") throws {
    bench = try Workbench()
    arguments =
      ["run", "tiny", "--corpus", "tones", "--checkpoint-every", checkpointSeconds]
      + settings.flatMap { ["-S", $0] }
    let ending = try bench.start(arguments + ["--runs", "Unbroken", "--json"]).wait()
    try #require(ending.status == 0, "\(ending.messages)")
    let runs = try JSONDecoder().decode([RunEntry].self, from: Data(ending.output.utf8))
    weights = try bench.weightsDigest(of: runs[0].name, in: "Unbroken")
    measures = try bench.measures(of: runs[0].name, in: "Unbroken")
  }

  /// Starts the run in `folder`; `plan` says what goes wrong.
  func start(in folder: String, _ more: [String] = [], failing plan: String? = nil) throws -> EarshotProcess {
    try bench.start(
      arguments + ["--runs", folder] + more, environment: plan.map { ["EARSHOT_FAILURE": $0] } ?? [:])
  }

  /// How many points of failure an undisturbed run passes.
  func pointCount() throws -> Int {
    let ending = try start(in: "Traced", ["-q"], failing: "trace").wait()
    try #require(ending.status == 0)
    return ending.messages.split(separator: "\n").count { $0.hasPrefix("failure point") }
  }

  /// The last epoch that `ending` told as done; 0 where none was.
  static func acknowledged(by ending: EarshotProcess.Ending) -> Int {
    ending.messages.matches(of: /epoch (\d+)\//).compactMap { Int($0.1) }.max() ?? 0
  }

  /// The epochs that the store in `folder` holds of the newest run; 0 where there is no store, or no run.
  func storedEpochs(in folder: String) throws -> Int {
    let ending = try bench.start(["runs", "list", "--json", "--runs", folder]).wait()
    guard ending.status == 0 else {
      try #require(ending.messages.contains("there is no store here yet"), "\(ending.messages)")
      return 0
    }
    return try JSONDecoder().decode([RunEntry].self, from: Data(ending.output.utf8)).first?.epochs ?? 0
  }

  /// Gives the command again, with `--needed`, and checks that one run is complete, with the expected bits, and that
  /// nothing half-written is left.
  func expectRecovery(in folder: String, _ comment: String) throws {
    let ending = try start(in: folder, ["--needed", "--json", "-q"]).wait()
    #expect(ending.status == 0, "\(comment): \(ending.messages)")
    guard ending.status == 0 else { return }
    let listing = try bench.start(["runs", "list", "--json", "--runs", folder, "--status", "completed"])
      .wait()
    let completed = try JSONDecoder().decode([RunEntry].self, from: Data(listing.output.utf8))
    #expect(completed.count == 1, "\(comment)")
    guard let run = completed.first?.name else { return }
    #expect(try bench.weightsDigest(of: run, in: folder) == weights, "\(comment)")
    #expect(try bench.measures(of: run, in: folder) == measures, "\(comment)")
    let files = try FileManager.default.contentsOfDirectory(
      atPath: bench.url.appending(path: "\(folder)/\(run)").path)
    #expect(!files.contains { $0.hasSuffix(".tmp") }, "\(comment): \(files)")
  }

  /// Removes a folder of runs.
  func clear(_ folder: String) { try? FileManager.default.removeItem(at: bench.url.appending(path: folder)) }
}
