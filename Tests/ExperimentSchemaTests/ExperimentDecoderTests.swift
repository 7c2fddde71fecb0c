import ExperimentSchema
import Foundation
import Testing

@Suite("Strict decoding")
struct ExperimentDecoderTests {
  let files: ExperimentFiles

  init() throws { files = try ExperimentFiles() }

  @Test func `defaults are filled in`() throws {
    let file = try files.write("experiment.json", experimentText())
    let experiment = try ExperimentDecoder.experiment(at: file)
    #expect(experiment.title == "tiny")
    #expect(experiment.corpus == CorpusSelection(name: "synthetic", classes: "original32"))
    #expect(experiment.split == Split(train: [1, 2, 3, 4], validation: [5]))
    #expect(experiment.frontEnd.spectralGate == nil)
    #expect(experiment.training.batchSize == 32)
    #expect(experiment.training.optimizer == .adam(TrainingSpecification.Adam()))
    #expect(experiment.training.seeds == [1])
  }

  @Test func `all problems of all kinds are told in one pass`() throws {
    let text = """
      { "name": "tiny",
        "frontEnd": { "features": { "type": "meanMagnitudeSpectrum", "fftLength": 513 } },
        "model": { "layers": [
          { "type": "conv1D", "name": "conv1", "filters": 4, "kernelSize": 300 },
          { "type": "dense", "name": "output", "units": 3.5, "activation": "softmax" } ] },
        "training": { "loss": "meanSquareError", "epochs": 0, "learningRte": 0.1, "epochs": 9 },
        "split": { "train": [1, 2], "validation": [2], "test": [3, 2] } }
      """
    let problems = try files.problems(in: text)
    #expect(
      problems == [
        #":6: training.epochs: found the key a second time; expected each key once. Delete one of the two."#,
        #":5: model.layers.output.units: found 3.5; expected a whole number in 1...1000000."#,
        #":6: training.loss: found "meanSquareError"; expected one of meanSquaredError, categoricalCrossEntropy, sparseCategoricalCrossEntropy, binaryCrossEntropy. Did you mean "meanSquaredError"?"#,
        #":6: training.epochs: found 0; expected a whole number in 1...1000000."#,
        #":6: training.learningRte: found an unknown key; expected one of loss, labelSmoothing, optimizer, gradientClipping, schedule, averaging, augmentation, regularization, epochs, batchSize, seeds. Delete it."#,
        #":7: split.validation: found 2, which train has too; expected folds that the model does not learn from. Take them out of train or out of validation."#,
        #":7: split.test: found 2, which train has too; expected folds that the model does not learn from. Take them out of train or out of test."#,
        #":7: split.test: found 2, which validation has too; expected folds that nothing is chosen by. Take them out of validation or out of test."#,
        #":2: frontEnd.features.fftLength: found 513; expected an even number of samples. Try 514."#,
        #":4: model.layers.conv1.kernelSize: found 300; expected 1...257, the frames of its input [257]. Make it smaller, drop a pooling layer before it, or set padding to "same"."#,
      ])
  }

  @Test(
    "a misfit names place, finding, expectation and remedy",
    arguments: [
      (
        experimentText(layers: "[]"),
        ":3: model.layers: found an empty array; expected 1 to 1000 elements."
      ),
      (
        experimentText(
          layers: #"[{ "type": "dence", "name": "output", "units": "classes", "activation": "softmax" }]"#),
        #":3: model.layers.output.type: found "dence"; expected one of dense, conv1D, conv2D, maxPool1D, maxPool2D, averagePool1D, averagePool2D, globalMaxPool, globalAveragePool, max, mean, batchNormalization, dropout, spatialDropout, flatten, relu, leakyRelu, gelu, sigmoid, tanh, softmax, sequential, residual, parallel. Did you mean "dense"?"#
      ),
      (
        experimentText(
          layers: #"[{ "name": "output", "units": "classes", "activation": "softmax" }]"#),
        #":3: model.layers.output.type: found nothing; expected one of dense, conv1D, conv2D, maxPool1D, maxPool2D, averagePool1D, averagePool2D, globalMaxPool, globalAveragePool, max, mean, batchNormalization, dropout, spatialDropout, flatten, relu, leakyRelu, gelu, sigmoid, tanh, softmax, sequential, residual, parallel. Add the key."#
      ),
      (
        experimentText(layers: #"[{ "type": "dense", "name": "output", "units": 4, "activation": "relu" }]"#),
        #":3: model.layers.output: found a last layer without softmax; expected softmax, so that the model gives a probability for each class. End with a dense layer of units "classes" and activation "softmax"."#
      ),
      (
        experimentText(
          layers: """
            [{ "type": "softmax", "name": "early" },
             { "type": "dense", "name": "early", "units": "classes", "activation": "softmax" }]
            """),
        #":4: model.layers[1].name: found "early" a second time; expected a name of its own for each layer, in blocks too. Rename one of the two."#
      ),
      (
        experimentText(
          layers: """
            [{ "type": "conv2D", "name": "conv1", "filters": 4, "kernelSize": 3 },
             { "type": "dense", "name": "output", "units": "classes", "activation": "softmax" }]
            """),
        #":3: model.layers.conv1: found an input of shape [257]; expected [channel, melBand, frame]. Use the 1D layer of that name, or features of type logMelSpectrogram."#
      ),
      (
        experimentText(
          layers: """
            [{ "type": "conv1D", "name": "conv1", "filters": 4, "kernelSize": 3 },
             { "type": "dense", "name": "output", "units": "classes", "activation": "softmax" }]
            """),
        #":4: model.layers.output: found an input of shape [4, 255]; expected a vector [features]. Put a flatten layer before it."#
      ),
      (
        experimentText(frontEnd: #"{ "features": { "type": "logMelSpectrogram", "frameCount": 10 } }"#),
        #":3: model.layers.output: found an input of shape [1, 64, 10]; expected a vector [features]. Put a flatten layer before it."#
      ),
      (
        experimentText(training: #"{ "loss": "meanSquaredError", "epochs": 3, "seeds": [1, 1] }"#),
        ":4: training.seeds[1]: found 1 a second time; expected each value once. Delete one of the two."
      ),
      (
        experimentText(more: #""split": { "train": [1, 2, 1.0], "validation": [3] }"#),
        ":5: split.train[2]: found 1.0 a second time; expected each value once. Delete one of the two."
      ),
      (
        experimentText(training: #"{ "loss": "meanSquaredError", "epochs": 3, "seeds": [-1] }"#),
        ":4: training.seeds[0]: found -1; expected a whole number in 0...9223372036854775807."
      ),
      (
        experimentText(training: #"{ "loss": "meanSquaredError", "epochs": 1e30 }"#),
        ":4: training.epochs: found 1e30; expected a whole number in 1...1000000."
      ),
      (
        experimentText(
          more:
            #""claims": [{ "id": "a", "metric": "validation.acuracy", "relation": "equals", "value": 1, "corpus": "c", "source": "s" }]"#
        ),
        #":5: claims[0].metric: found "validation.acuracy"; expected one of train.accuracy, train.loss, train.evaluatedAccuracy, validation.accuracy, validation.loss, validation.crossEntropy, validation.brier, validation.macroF1, validation.averagePrecision, best(validation.accuracy). Did you mean "validation.accuracy"?"#
      ),
      (
        experimentText(
          more:
            #""claims": [{ "id": "a", "metric": "validation.accuracy", "relation": "equals", "corpus": "c", "source": "s" }]"#
        ),
        ":5: claims[0].value: found nothing; expected the claimed value. Add the key."
      ),
      (
        #"{ "name": "Tiny!" }"#,
        #":1: name: found "Tiny!"; expected 1 to 64 of the characters a-z0-9 ._-, the first a letter or digit."#
      ),
      ("[1, 2]", ":1: found an array; expected an object."),
      ("{ \"name\": \"tiny\", }", ":1: found `}`; expected a key in double quotes. Mend the JSON there."),
      (
        "{ \"name\": \"tiny\"\n  \"title\": 3 }",
        ":2: found `\"title\": 3 }`; expected a comma or \"}\". Mend the JSON there."
      ),
      ("", ":1: found the end of the file; expected a value. Mend the JSON there."),
      ("{ \"name\": 1e999 }", ":1: found 1e999; expected a number below 1.8e308. Write a smaller number."),
    ])
  func misfit(text: String, message: String) throws {
    #expect(try files.problems(in: text).contains(message))
  }

  @Test func `a claim may be about the final epoch or the best one`() throws {
    for metric in [
      "validation.accuracy", "best(validation.accuracy)", "validation.macroF1", "validation.averagePrecision",
    ] {
      let claim =
        #""claims": [{ "id": "a", "metric": "\#(metric)", "relation": "equals", "value": 1, "corpus": "c", "source": "s" }]"#
      #expect(try files.problems(in: experimentText(more: claim)).isEmpty)
    }
  }

  @Test func `the shape of a layer is not judged behind one that is misspelt`() throws {
    let problems = try files.problems(
      in: experimentText(
        layers: """
          [{ "type": "conv1D", "name": "conv1", "filters": "many", "kernelSize": 3 },
           { "type": "maxPool1D", "name": "pool1", "poolSize": 4000 },
           { "type": "flatten", "name": "flatten" },
           { "type": "dense", "name": "output", "units": "classes", "activation": "softmax" }]
          """))
    #expect(
      problems == [
        #":3: model.layers.conv1.filters: found "many"; expected a whole number in 1...1000000."#
      ])
  }

  @Test func `a file that is not there, a folder and text that is not UTF-8 are told apart`() throws {
    let absent = files.folder.appending(path: "absent.json")
    #expect(throws: ExperimentError.self) { try ExperimentDecoder.experiment(at: absent) }
    func message(_ file: URL) -> String {
      do throws(ExperimentError) {
        _ = try ExperimentDecoder.experiment(at: file)
        return ""
      } catch {
        return error.description
      }
    }
    #expect(message(absent).contains("found no such file; expected a JSON file. Check its name;"))
    #expect(
      message(files.folder).contains("found something that is no file; expected a JSON file. Name a file."))
    let latin = files.folder.appending(path: "latin.json")
    try Data([0x7B, 0xE9, 0x7D]).write(to: latin)
    #expect(message(latin).contains("bytes that are not UTF-8"))
    let large = files.folder.appending(path: "large.json")
    try Data(repeating: 0x20, count: 1_000_001).write(to: large)
    #expect(message(large).contains("more than 1000000 bytes"))
  }
}
