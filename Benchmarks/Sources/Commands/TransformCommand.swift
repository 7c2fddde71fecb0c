import ArgumentParser
import Foundation

/// `earshot-bench transform`: clips put through one transform of the front end.
struct TransformCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "transform",
    abstract: "One transform of the front end on clips in memory, one after the other.")

  @Argument(
    help: "The transform: \(TransformedClips.Transform.allCases.map(\.rawValue).joined(separator: ", ")).")
  var transform: TransformedClips.Transform

  @Argument(help: "The recordings.")
  var recordings: [String]

  func validate() throws {
    if recordings.isEmpty { throw ValidationError("Name at least one recording.") }
  }

  func run() throws {
    let clips = try TransformedClips(transform, recordings: recordings.map { URL(filePath: $0) })
    try answerRequests { try clips.perform($0) }
  }
}

extension TransformedClips.Transform: ExpressibleByArgument {}
