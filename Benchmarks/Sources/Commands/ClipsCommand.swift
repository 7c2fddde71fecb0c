import ArgumentParser
import Foundation

/// `earshot-bench clips`: recordings turned into features.
struct ClipsCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "clips",
    abstract: "An experiment's front end on recordings, one after the other, from the file.")

  @Argument(help: "The file of the experiment.")
  var experiment: String

  @Argument(help: "The recordings.")
  var recordings: [String]

  func validate() throws {
    if recordings.isEmpty { throw ValidationError("Name at least one recording.") }
  }

  func run() throws {
    let clips = try FrontEndClips(
      experiment: URL(filePath: experiment), recordings: recordings.map { URL(filePath: $0) })
    try answerRequests { try clips.perform($0) }
  }
}
