import Logging

/// Passes the libraries' warnings and errors on, one line each.
struct MessageHandler: LogHandler {
  let say: @Sendable (String) -> Void
  var metadata: Logger.Metadata = [:]
  var logLevel = Logger.Level.error

  init(say: @escaping @Sendable (String) -> Void) { self.say = say }

  subscript(metadataKey key: String) -> Logger.Metadata.Value? {
    get { metadata[key] }
    set { metadata[key] = newValue }
  }

  func log(event: LogEvent) { say("earshot: \(event.message)") }
}
