import Foundation

/// Whether tests make as many trials as before a release, which takes minutes, and not as at every change.
public enum Soak {
  /// Whether `make soak` runs the tests.
  public static let isOn = ProcessInfo.processInfo.environment["EARSHOT_SOAK"] != nil

  /// Tells `make soak`, which adds such lines up, of the trials that a test has made.
  public static func tell(_ text: String) {
    if isOn { print("soak: \(text)") }
  }
}
