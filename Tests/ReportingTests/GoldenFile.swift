import Foundation
import Testing

/// Texts reviewed by eye and committed: `EARSHOT_UPDATE_GOLDEN=1 swift test` writes them anew.
enum GoldenFile {
  static func expect(
    _ text: String, equals name: String, sourceLocation: SourceLocation = #_sourceLocation
  ) throws {
    let source = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "Golden/\(name)")
    if ProcessInfo.processInfo.environment["EARSHOT_UPDATE_GOLDEN"] != nil {
      try Data(text.utf8).write(to: source)
      return
    }
    let golden = Bundle.module.bundleURL.appending(path: "Golden/\(name)")
    let expected = try String(contentsOf: golden, encoding: .utf8)
    #expect(text == expected, "differs from Golden/\(name)", sourceLocation: sourceLocation)
  }
}
