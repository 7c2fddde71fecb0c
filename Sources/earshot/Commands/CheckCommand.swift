import ArgumentParser
import ExperimentSchema
import Reporting
import RunStore

/// `earshot check`: judges every claim from the stored runs.
struct CheckCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "check",
    abstract: "Judges every claim from the stored runs: a gate for continuous integration.",
    discussion: """
      The claims are those of history.json and of the experiments it lists. A claim is judged on its own corpus and \
      protocol, from three seeds on; on another corpus it is for reference only.

      Exit codes: 0 no claim failed, 3 a claim is not replicated and its file does not accept that, 4 a claim is \
      inconclusive or none was judged on its own corpus.
      """)

  @Option(help: ArgumentHelp("Only this corpus (default: all). Repeatable.", valueName: "name"))
  var corpus: [String] = []

  @Flag(help: "Draw with ASCII characters only.")
  var ascii = false

  @Flag(help: "Print JSON.")
  var json = false

  @OptionGroup var storeOptions: StoreOptions
  @OptionGroup var experimentOptions: ExperimentOptions

  func run() throws {
    let (history, experiments) = try experimentOptions.history()
    let check = try ClaimCheck.make(
      history: history, experiments: experiments, store: storeOptions.open(.readOnly),
      corpora: corpus.isEmpty ? nil : corpus,
      digest: { experiment, classNames in experiment.configurationDigest(classNames: classNames) })
    Console.write(
      json
        ? check.json : check.text(width: Console.width(isOutput: true), style: ascii ? .ascii : .unicode))
    switch check.outcome {
    case .passed: break
    case .failed: throw ExitStatus.claimFailed
    case .undecided: throw ExitStatus.inconclusive
    }
  }
}
