import Foundation
import Recognition
import Reporting

/// Lists of events that other programs read.
public enum EventListFormat: String, Sendable, CaseIterable {
  /// A track of labels of Audacity: onset, offset and class, parted by tabs; of one recording.
  case audacity
  /// As DCASE and sed_eval read it: file, onset, offset and class, parted by tabs.
  case dcase
  /// Comma-separated values (RFC 4180) with a line of headings.
  case csv

  /// What stands above the events of all recordings.
  public var heading: String {
    switch self {
    case .audacity, .dcase: ""
    case .csv:
      "file,class,onset,offset,confidence,verdict,disturbingProbability,rise,loudness\r\n"
    }
  }

  /// The events of `recording`, a line for each; times in seconds.
  public func lines(of recording: HeardRecording) -> String {
    recording.events.map { line(of: $0, in: recording) }.joined()
  }

  private func line(of event: HeardEvent, in recording: HeardRecording) -> String {
    let times = [event.onset, event.offset].map { String(format: "%.6f", $0) }
    let name = event.className.printable
    switch self {
    case .audacity: return (times + [name]).joined(separator: "\t") + "\n"
    case .dcase: return ([recording.file.printable] + times + [name]).joined(separator: "\t") + "\n"
    case .csv:
      let evidence = event.suitability?.evidence
      let numbers = [evidence?.disturbingProbability, evidence?.rise, evidence?.loudness]
      return
        ([recording.file, event.className] + times + [String(format: "%.6f", event.confidence)]
        + [event.suitability?.verdict.rawValue ?? ""]
        + numbers.map { $0.map { String(format: "%.6f", $0) } ?? "" })
        .map(\.csvField).joined(separator: ",") + "\r\n"
    }
  }
}
