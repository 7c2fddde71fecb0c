import ArgumentParser
import Reporting
import RunStore

/// `earshot runs show`: one run from its configuration to its confusions.
struct RunsShowCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "show", abstract: "Shows one run: measures, curve, classes, configuration, provenance.")

  @Argument(help: ArgumentHelp("A run's id, or how it begins.", valueName: "run"))
  var id: String

  @Flag(help: "Draw with ASCII characters only.")
  var ascii = false

  @OptionGroup var storeOptions: StoreOptions
  @OptionGroup var output: OutputOptions

  func run() throws {
    let page = try RunPage.make(id: id, store: storeOptions.open(.readOnly))
    Console.write(
      output.json
        ? page.json : page.text(width: Console.width(isOutput: true), style: ascii ? .ascii : .unicode))
  }
}
