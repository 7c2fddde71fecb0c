import ContentDigest
public import Datasets
import DurableFiles
public import ExperimentSchema
public import Foundation
public import NeuralNetworks

/// A trained model as its run leaves it, `model.json` and `model.safetensors`: all that is needed to tell the class of
/// a clip from its features. Checked in `TrainedModelTests`.
public struct TrainedModel: Sendable {
  /// The run that trained it, as its weights say; nil where they do not.
  public let run: String?
  /// Layers, front end and classes.
  public let document: ModelDocument
  /// The weights, as a plan of ``ModelDocument/model`` takes them.
  public let parameters: [NamedTensor]
  /// What features go through before the layers see them; nil where they are taken as they are.
  public let normalizer: FeatureNormalizer?

  /// Reads the model that run `folder` has left.
  ///
  /// - Throws: `ExperimentError` or `SafetensorsError` where a file cannot be read, ``TrainedModelError`` where the two
  ///   do not belong together.
  public init(of folder: RunFolder) throws {
    guard let text = try? String(contentsOf: folder.modelFile, encoding: .utf8) else {
      throw TrainedModelError(file: folder.modelFile, found: "no text that can be read")
    }
    let (tensors, words) = try Safetensors.read(from: folder.weightsFile)
    try self.init(
      document: ModelDocument(text: text, source: folder.modelFile.relativePath), tensors: tensors,
      words: words, from: folder.weightsFile)
  }

  /// Reads a model from the text and the bytes of its two files, which `weightsFile` names in messages.
  ///
  /// - Throws: As ``init(of:)``.
  package init(text: String, weights: Data, from weightsFile: URL) throws {
    let (tensors, words) = try Safetensors.decode(weights)
    try self.init(
      document: ModelDocument(text: text, source: "model.json"), tensors: tensors, words: words,
      from: weightsFile)
  }

  private init(
    document: ModelDocument, tensors: [NamedTensor], words: [String: String], from weightsFile: URL
  ) throws {
    guard weightsDigest(of: tensors).hexadecimal == document.weightsDigest else {
      throw TrainedModelError(file: weightsFile, found: "other weights than model.json was written for")
    }
    var tensors = tensors
    let frontEnd = document.frontEnd
    if let normalization = frontEnd.normalization {
      normalizer = FeatureNormalizer(normalization, shape: frontEnd.featureShape, from: &tensors)
      guard normalizer != nil else {
        throw TrainedModelError(file: weightsFile, found: "no scale that fits the front end's features")
      }
    } else {
      normalizer = nil
    }
    self.document = document
    run = words["run"]
    parameters = tensors
  }

  /// Writes both files into `folder`; the document's digest must be that of `tensors`.
  static func write(_ tensors: [NamedTensor], _ document: ModelDocument, to folder: RunFolder) throws {
    try Safetensors.write(tensors, metadata: ["run": folder.id], to: folder.weightsFile)
    try DurableFile.write(Data(document.text.utf8), to: folder.modelFile)
  }

  /// Returns the probabilities of the classes for clips of these features, as the front end computes them.
  ///
  /// - Parameter features: `[clip, ...featureShape]`, not normalised; whole clips.
  /// - Returns: `[clip, class]`.
  /// - Throws: `PlanError` where weights and layers do not go together.
  public func probabilities(of features: [Float]) throws -> [Float] {
    predictions(of: normalized(features), by: try makePlan(), as: .probabilities)
  }

  /// Compiles the layers with their weights: for callers that predict more than once.
  ///
  /// - Throws: `PlanError` where weights and layers do not go together.
  package func makePlan() throws -> InferencePlan {
    let plan = try InferencePlan(
      model: document.model, inputShape: document.frontEnd.featureShape,
      classCount: document.classNames.count)
    try plan.setParameters(parameters)
    return plan
  }

  /// Returns features as the layers see them.
  ///
  /// - Parameter features: `[clip, ...featureShape]`, as the front end computes them; whole clips.
  package func normalized(_ features: [Float]) -> [Float] {
    let featureCount = document.frontEnd.featureShape.reduce(1, *)
    precondition(features.count.isMultiple(of: featureCount), "features of another shape")
    guard let normalizer else { return features }
    var features = features
    features.withUnsafeMutableBufferPointer { features in
      for start in stride(from: 0, to: features.count, by: featureCount) {
        normalizer.apply(to: UnsafeMutableBufferPointer(rebasing: features[start..<start + featureCount]))
      }
    }
    return features
  }

  /// Returns what `plan`, which ``makePlan()`` has made, says of clips of these features.
  ///
  /// - Parameter features: `[clip, ...featureShape]`, ``normalized(_:)``.
  /// - Returns: `[clip, class]`, as `scale` says.
  package func predictions(
    of features: [Float], by plan: InferencePlan, as scale: PredictionScale
  ) -> [Float] {
    let count = features.count / document.frontEnd.featureShape.reduce(1, *)
    var predictions = [Float](repeating: 0, count: count * plan.classCount)
    let indices = (0..<Int32(count)).map { $0 }
    features.withUnsafeBufferPointer { features in
      indices.withUnsafeBufferPointer { indices in
        predictions.withUnsafeMutableBufferPointer {
          plan.predict(features: features, indices: indices, as: scale, into: $0)
        }
      }
    }
    return predictions
  }
}

/// Files that do not make a trained model.
public struct TrainedModelError: Error, CustomStringConvertible {
  /// The file that is at fault.
  public let file: URL
  /// What it holds.
  public let found: String

  public var description: String {
    "\(file.relativePath): found \(found); expected model.json and model.safetensors of one run, as it left "
      + "them. Train it again."
  }
}
