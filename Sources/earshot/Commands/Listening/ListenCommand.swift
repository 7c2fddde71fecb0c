import ArgumentParser
import AudioFrontEnd
import Datasets
import DurableFiles
import Foundation
import Listening
import Reporting
import Synchronization

/// `earshot listen`: hears recordings.
struct ListenCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "listen",
    abstract: "Hears recordings: which events, when, of which scene, and whether they suit children.",
    discussion: """
      earshot listen garden.wav
      earshot listen *.flac --jobs 4 --format csv -o events.csv
      ffmpeg -i film.mkv -f wav - | earshot listen -
      earshot listen street.ogg --format audacity -o labels.txt
      earshot listen garden.wav --model shipped-detector
      earshot listen garden.wav --model gen7 --runs Runs --playback-gain -3

      Reads WAV, FLAC, Ogg Vorbis, MP3 and AIFF of up to a day. Of several recordings those that cannot be heard are \
      named, and the others are heard; the exit code is then 2. --json prints a line for each recording. \
      docs/listening.md tells what the answers mean and how far they are to be trusted.
      """)

  enum Format: String, ExpressibleByArgument, CaseIterable {
    case text, json, audacity, dcase, csv
  }

  @Argument(help: ArgumentHelp("Recordings; - is standard input.", valueName: "file"))
  var files: [String] = []

  @OptionGroup var listening: ListeningOptions

  @Option(
    parsing: .unconditional,
    help: ArgumentHelp(
      "How many dB louder than 0 LUFS at full scale it is played: with it, loudness has a part in the verdict.",
      valueName: "dB"))
  var playbackGain: Double?

  @Option(help: "How events are written: text, json, audacity, dcase or csv.")
  var format = Format.text

  @Option(
    name: .shortAndLong,
    help: ArgumentHelp("Write to a file instead of standard output.", valueName: "file"))
  var output: String?

  @Option(help: ArgumentHelp("Recordings heard at once.", valueName: "n"))
  var jobs = 1

  @Option(help: ArgumentHelp("Threads for each recording.", valueName: "n"))
  var threads = 1

  @Option(
    help: ArgumentHelp("The most that is read from standard input, such as 500MB.", valueName: "size"),
    transform: ByteSize.init(parsing:))
  var inputLimit = ByteSize(bytes: 4_000_000_000)

  @Flag(help: "Draw with ASCII characters only.")
  var ascii = false

  @Flag(help: "Print whom the clips are owed to that the models that ship were trained on.")
  var credits = false

  @OptionGroup var outputOptions: OutputOptions

  func validate() throws {
    guard !credits else { return }
    guard !files.isEmpty else {
      throw ValidationError("found no recording; expected at least one, or - for standard input.")
    }
    guard files.filter({ $0 == "-" }).count < 2 else {
      throw ValidationError("found - twice; expected it once: standard input ends once.")
    }
    for (name, value) in [("--jobs", jobs), ("--threads", threads)] where !(1...1_024 ~= value) {
      throw ValidationError("\(name): found \(value); expected 1...1024.")
    }
    if let playbackGain, !(PlaybackGain.range ~= playbackGain) {
      throw ValidationError("--playback-gain: found \(playbackGain); expected -200...200 dB.")
    }
    if output == "" { throw ValidationError("--output: found an empty name; expected the name of a file.") }
    if outputOptions.json, format != .text, format != .json {
      throw ValidationError(
        "--format: found \(format.rawValue) with --json beside it; expected one of the two.")
    }
    if format == .audacity, files.count > 1 {
      throw ValidationError(
        "--format audacity: found \(files.count) recordings; expected one: labels do not say of which they are."
      )
    }
  }

  func run() throws {
    guard !credits else { return Console.write(ShippedModel.credits) }
    let ear = Ear(
      recognizer: try listening.recognizer(), threads: threads, playbackGain: playbackGain,
      inputLimit: inputLimit.bytes)
    let page = ListeningPage(
      format: outputOptions.json ? .json : format, ascii: ascii,
      width: output == nil ? Console.width(isOutput: true) : 100)
    let state = Mutex((written: "", isFirst: true, status: ExitStatus.done))
    let (isPrinted, files) = (output == nil, files)
    let progress = clipProgress(outputOptions, "listening")
    @Sendable func write(_ text: String, to written: inout String) {
      guard isPrinted else { return written += text }
      if !text.isEmpty { Console.write(text) }
    }
    state.withLock { write(page.heading, to: &$0.written) }
    let delivery = OrderedDelivery<Result<HeardRecording, any Error>> { number, result in
      state.withLock { state in
        switch result {
        case .success(let heard):
          write((state.isFirst ? "" : page.separator) + page.text(of: heard), to: &state.written)
          state.isFirst = false
        case .failure(let error):
          let status = ExitStatus.report(error)
          // What the user can mend is told rather than what the machine has failed in.
          if state.status != .misused { state.status = status }
        }
      }
      progress(number + 1, files.count)
    }
    WorkerThreads.forEach(count: files.count, jobs: jobs, makeWorkspace: {}) { _, number in
      delivery.take(Result { try ear.hear(files[number]) }, number: number)
    }
    let (written, _, status) = state.withLock { $0 }
    if let output { try DurableFile.write(Data(written.utf8), to: URL(filePath: output)) }
    if status != .done { throw status }
  }
}
