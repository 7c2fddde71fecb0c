import Foundation
import Reporting

/// The events of a recording, drawn along its time: a line for each class, over a scale in seconds.
///
/// Checked in `FormatTests`.
struct EventTimeline {
  let recording: HeardRecording
  let style: TextStyle

  private static let gap = "  "
  private static let fewestCells = 10

  /// The drawing, at most `width` columns wide where that leaves room for one; empty where nothing is heard.
  func text(width: Int) -> String {
    var names: [String] = []
    for event in recording.events where !names.contains(event.className) { names.append(event.className) }
    guard !names.isEmpty else { return "" }
    let labelWidth = min(24, names.map(\.printable.displayWidth).max() ?? 0)
    let cellCount = max(Self.fewestCells, width - labelWidth - Self.gap.count)
    let lines = names.map { name in
      padded(name.printable.truncated(toWidth: labelWidth), to: labelWidth) + Self.gap
        + cells(of: name, count: cellCount)
    }
    let margin = String(repeating: " ", count: labelWidth) + Self.gap
    return (lines + [margin + scale(cellCount: cellCount)]).joined(separator: "\n") + "\n"
  }

  /// A cell is full where the class is heard in half of its time, half full where in less of it.
  private func cells(of name: String, count: Int) -> String {
    let cellDuration = recording.duration / Double(count)
    let signs = style == .unicode ? ["·", "▒", "█"] : [".", "+", "#"]
    return (0..<count).map { cell in
      let (start, end) = (Double(cell) * cellDuration, Double(cell + 1) * cellDuration)
      let heard = recording.events.filter { $0.className == name }
        .reduce(0) { $0 + max(0, min($1.offset, end) - max($1.onset, start)) }
      // Half of a cell must not fail by rounding.
      return heard <= 1e-9 ? signs[0] : heard < cellDuration / 2 - 1e-9 ? signs[1] : signs[2]
    }.joined()
  }

  /// Seconds at round times, each standing above nothing but the cell of its time.
  private func scale(cellCount: Int) -> String {
    let step = roundStep(atLeast: recording.duration * 8 / Double(cellCount))
    var line = ""
    var time = 0.0
    while time < recording.duration - 1e-9 {
      let cell = Int((time / recording.duration * Double(cellCount)).rounded(.down))
      let text =
        (step < 1 ? String(format: "%.1f", time) : "\(Int(time.rounded()))") + (time == 0 ? " s" : "")
      guard cell >= line.count, cell + text.count <= cellCount else { break }
      line += String(repeating: " ", count: cell - line.count) + text
      time += step
    }
    return line
  }

  /// The least of 0.1, 0.2, 0.5, 1, 2, 5, 10, 30, 60, ... seconds that is at least `duration`.
  private func roundStep(atLeast duration: Double) -> Double {
    let steps = [0.1, 0.2, 0.5, 1, 2, 5, 10, 30, 60, 120, 300, 600, 1_800, 3_600, 7_200, 14_400]
    return steps.first { $0 >= duration } ?? duration.rounded(.up)
  }

  private func padded(_ text: String, to width: Int) -> String {
    text + String(repeating: " ", count: max(0, width - text.displayWidth))
  }
}
