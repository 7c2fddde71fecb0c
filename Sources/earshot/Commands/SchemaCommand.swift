import ArgumentParser
import Datasets
import ExperimentSchema

/// `earshot schema`: the JSON Schema of declared files.
struct SchemaCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "schema",
    abstract: "Prints the JSON Schema of declared files, for editors that complete and check.")

  enum Kind: String, ExpressibleByArgument, CaseIterable {
    case experiment, history, ablations, sweep, corpus, soundscapes, taxonomy, recognition
  }

  @Argument(
    help: """
      Which files: experiment, history, ablations, sweep, corpus (manifests), soundscapes, taxonomy or recognition.
      """)
  var kind: Kind

  func run() {
    switch kind {
    case .experiment: Console.write(Experiment.jsonSchema)
    case .history: Console.write(History.jsonSchema)
    case .ablations: Console.write(AblationStudy.jsonSchema)
    case .sweep: Console.write(DeclaredSweep.jsonSchema)
    case .corpus: Console.write(CorpusImport.jsonSchema)
    case .soundscapes: Console.write(SoundscapeProfile.jsonSchema)
    case .taxonomy: Console.write(Taxonomy.jsonSchema)
    case .recognition: Console.write(RecognitionSettings.jsonSchema)
    }
  }
}
