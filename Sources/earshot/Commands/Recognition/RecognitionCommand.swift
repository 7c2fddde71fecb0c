import ArgumentParser

/// `earshot recognition`: how well trained models hear, by recordings of which everything is known.
struct RecognitionCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "recognition",
    abstract: "Fits trained models to annotated recordings, and scores what they hear in them.",
    discussion: """
      Annotated recordings are made by earshot corpus compose. docs/recognition.md tells how to keep what is fitted \
      apart from what is scored.
      """,
    subcommands: [RecognitionFitCommand.self, RecognitionScoreCommand.self])
}
