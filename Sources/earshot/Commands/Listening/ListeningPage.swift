import Listening
import Reporting

/// What is heard, in the format that was asked for.
struct ListeningPage: Sendable {
  let format: ListenCommand.Format
  let ascii: Bool
  /// Columns of the terminal.
  let width: Int

  /// What stands above all recordings.
  var heading: String { listFormat?.heading ?? "" }

  /// What stands between two of them.
  var separator: String { format == .text ? "\n" : "" }

  /// What is heard in a recording.
  func text(of heard: HeardRecording) -> String {
    if let listFormat { return listFormat.lines(of: heard) }
    return format == .json
      ? heard.jsonText + "\n" : heard.text(width: width, style: ascii ? .ascii : .unicode)
  }

  private var listFormat: EventListFormat? { EventListFormat(rawValue: format.rawValue) }
}
