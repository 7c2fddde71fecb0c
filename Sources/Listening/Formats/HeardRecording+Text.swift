import Foundation
import Recognition
public import Reporting

extension HeardRecording {
  /// What is heard, for a terminal of `width` columns: events as a table and along the time, the scene, the verdict with
  /// its reasons, and what the model is worth.
  public func text(width: Int, style: TextStyle = .unicode) -> String {
    let heading = "\(file.printable): \(Self.seconds(duration, 1)) s\n"
    let parts = [
      events.isEmpty ? "Nothing is heard of what the model knows.\n" : table.text(width: width, style: style),
      EventTimeline(recording: self, style: style).text(width: width), sceneLine + verdictLines + modelLines,
    ]
    return ([heading] + parts.filter { !$0.isEmpty }).joined(separator: "\n")
  }

  private var table: TextTable {
    var table = TextTable([
      .init("from s", .right), .init("to s", .right), .init("event"), .init("sure %", .right),
      .init("for children"),
    ])
    for event in events {
      table.append([
        Self.seconds(event.onset, 2), Self.seconds(event.offset, 2), event.className,
        Self.percent(event.confidence), event.suitability?.verdict.rawValue ?? "no verdict",
      ])
    }
    return table
  }

  private var sceneLine: String {
    guard scene.scene != nil else {
      return "Scene: none is told, for nothing is heard that speaks for one.\n"
    }
    let shares = scene.shares.filter { $0.share >= 0.005 }
    return "Scene: " + shares.map { "\($0.scene) \(Self.percent($0.share)) %" }.joined(separator: ", ") + "\n"
  }

  private var verdictLines: String {
    guard let suitability else {
      return
        "No verdict for children: the model was never measured on real recordings that it was not trained on.\n"
    }
    var lines = ["For children: \(suitability.explanation)"]
    for event in events {
      guard let verdict = event.suitability, verdict.verdict != .suitable else { continue }
      let time = "\(Self.seconds(event.onset, 1))-\(Self.seconds(event.offset, 1)) s"
      lines.append("  \(event.className.printable), \(time): \(verdict.explanation)")
    }
    return lines.joined(separator: "\n") + "\n"
  }

  private var modelLines: String {
    var lines = ["Model: \(card.name.printable)" + (card.run.map { " (\($0.printable))" } ?? "") + card.worth]
    lines.append("It knows: " + card.classNames.map(\.printable).joined(separator: ", ") + ".")
    if let credits = card.credits { lines.append("Credits: \(credits)") }
    return lines.joined(separator: "\n") + "\n"
  }

  static func seconds(_ value: Double, _ decimals: Int) -> String {
    String(format: "%.\(decimals)f", value)
  }

  private static func percent(_ share: Double) -> String { String(format: "%.0f", 100 * share) }
}

extension ModelCard {
  /// How often it was right, as the end of a sentence.
  fileprivate var worth: String {
    guard let heldOut else { return ", never measured on real recordings that it was not trained on." }
    let clips = heldOut.clipCount.map { "\($0) clips" } ?? "the clips"
    let folds = heldOut.folds.map(String.init).joined(separator: ", ")
    return String(format: ", right on %.1f %%", 100 * heldOut.accuracy)
      + " of \(clips) of \(heldOut.corpus.printable) (fold \(folds)) that it was not trained on."
  }
}
