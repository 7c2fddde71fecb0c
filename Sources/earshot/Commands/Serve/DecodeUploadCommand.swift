import ArgumentParser
import Glibc
import WebApp

/// `earshot decode-upload`: decodes one upload, started by `earshot serve`.
struct DecodeUploadCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "decode-upload", abstract: "Decodes standard input into standard output, within limits.",
    shouldDisplay: false)

  func run() throws { Glibc.exit(ConfinedDecoding.run()) }
}
