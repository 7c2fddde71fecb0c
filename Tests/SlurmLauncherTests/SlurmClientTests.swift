import Foundation
import SlurmLauncher
import TestSupport
import Testing

@Suite("Slurm's clients")
struct SlurmClientTests {
  private let folder: TemporaryFolder
  private let slurm: FakeSlurm

  init() throws {
    folder = try TemporaryFolder()
    slurm = try FakeSlurm(in: folder.url)
  }

  @Test func `that are not there are named, with what to do`() throws {
    let error = #expect(throws: SlurmError.self) {
      try SlurmClient(environment: ["PATH": folder.url.path])
    }
    #expect(error == .notInstalled(missing: ["sbatch", "squeue", "scontrol", "scancel"]))
    #expect("\(try #require(error))".contains("--launcher local"))
  }

  @Test func `tell the limits of the cluster`() throws {
    try slurm.answer(
      to: "scontrol", "MaxArraySize            = 8\nMaxJobCount             = 500\nSlurmUser = root(0)\n")
    let limits = try slurm.client().limits()
    #expect(limits.arrayTaskCount == 7)
    #expect(limits.jobCount == 500)
    #expect(SlurmLimits(configuration: "").arrayTaskCount == 1000)
  }

  @Test func `that get no answer are told apart from those that are refused`() throws {
    try slurm.answer(
      to: "scontrol", "",
      messages: "slurm_load_ctl_conf error: Unable to contact slurm controller (connect failure)",
      status: 1)
    #expect {
      try slurm.client().limits()
    } throws: {
      if case .unreachable(client: "scontrol", _) = $0 as? SlurmError { true } else { false }
    }
    try slurm.answer(
      to: "sbatch", "", messages: "sbatch: error: invalid partition specified: nope", status: 1)
    let error = #expect(throws: SlurmError.self) {
      try slurm.client().requireAcceptable(SlurmOptions(partition: "nope"))
    }
    #expect(
      error == .refused(client: "sbatch", message: "sbatch: error: invalid partition specified: nope"))
  }

  @Test func `hand over every option as one argument, the user's last`() throws {
    let options = try SlurmOptions(
      partition: "main", time: "30", memory: "2G", further: ["--account=a b", "--signal=B:USR1@120"],
      threads: 2)
    let job = try slurm.client().submit(
      "#!/bin/sh\n", name: "earshot-x", indices: 0...4, log: "/r/%a.log", options: options)
    #expect(job == 7)
    #expect(
      slurm.calls(of: "sbatch") == [
        "--parsable --array=0-4 --job-name=earshot-x --output=/r/%a.log --nodes=1 --ntasks=1 --cpus-per-task=2 "
          + "--requeue --open-mode=append --signal=B:USR1@60 --partition=main --time=30 --mem=2G --account=a b "
          + "--signal=B:USR1@120"
      ])
    #expect(slurm.input(of: "sbatch") == "#!/bin/sh\n")
  }

  @Test func `of several clusters give a number and the cluster's name`() throws {
    try slurm.answer(to: "sbatch", "4711;west\n")
    let job = try slurm.client().submit(
      "", name: "earshot-x", indices: 0...0, log: "/r", options: SlurmOptions())
    #expect(job == 4711)
  }

  @Test(arguments: ["--array=1-3", "--arr=1", "-J", "-Jname", "--wrap=ls", "account=x", "-", "--job-name=x"])
  func `are not handed what the launcher sets itself`(option: String) {
    #expect(throws: SlurmError.optionReserved(option: option)) { try SlurmOptions(further: [option]) }
  }

  @Test func `are asked for all jobs at once, by name`() throws {
    try slurm.answer(
      to: "squeue",
      "earshot-a   0   1   RUNNING   0   0   None\nearshot-b   3   2   PENDING   0   1   BeginTime\n")
    let tasks = try slurm.client().tasks(ofJobsNamed: ["earshot-a", "earshot-b"])
    #expect(tasks.map(\.name) == ["1_0", "2_3"])
    #expect(slurm.calls(of: "squeue").count == 1)
    #expect(slurm.calls(of: "squeue")[0].contains("--name=earshot-a,earshot-b"))
  }

  @Test func `run a script whose words no shell takes apart`() {
    let script = TaskScript(executable: "/it's here/earshot", file: "/a b/$(rm).json")
    #expect(script.text == "#!/bin/sh\nexec '/it'\\''s here/earshot' sweep task '/a b/$(rm).json'\n")
  }
}
