import ExperimentSchema
import Foundation
import Testing

/// The golden values that `Tests/ReferenceImplementations/search.py` made, by Optuna.
struct GoldenSearch: Decodable {
  struct Importance: Decodable {
    let isMaximised: Bool
    let points: [[Scalar]]
    let values, importances: [Double]
  }
  struct Median: Decodable {
    let isMaximised: Bool
    let others: [[Double]]
    let own: [Double]
    let isPruned: [Bool]
  }
  struct Front: Decodable {
    let areMaximised: [Bool]
    let points: [[Double]]
    let ranks, best: [Int]
    let bestCount: Int
  }

  let importances: [Importance]
  let medians: [Median]
  let fronts: [Front]

  static func load() throws -> GoldenSearch {
    let file = try #require(
      Bundle.module.url(forResource: "search", withExtension: "json", subdirectory: "Golden"))
    return try JSONDecoder().decode(GoldenSearch.self, from: Data(contentsOf: file))
  }

  /// The space that the script searches.
  static let space = [
    Hyperparameter(keyPath: "optimizer", choices: ["adam", "adamW", "sgd"]),
    Hyperparameter(keyPath: "activation", choices: ["relu", "gelu", "tanh", "sigmoid"]),
    Hyperparameter(keyPath: "learningRate", domain: .logUniform(1e-5...1e-1)),
    Hyperparameter(keyPath: "units", domain: .integer(16...512, step: 16, isLogarithmic: false)),
    Hyperparameter(keyPath: "dropout", domain: .quantised(0...0.8, step: 0.1)),
    Hyperparameter(keyPath: "batch", domain: .integer(4...256, step: 1, isLogarithmic: true)),
    Hyperparameter(keyPath: "momentum", domain: .uniform(0...1)),
  ]
}

/// A number or a name.
enum Scalar: Decodable {
  case number(Double)
  case name(String)

  init(from decoder: any Decoder) throws {
    let container = try decoder.singleValueContainer()
    if let number = try? container.decode(Double.self) {
      self = .number(number)
    } else {
      self = .name(try container.decode(String.self))
    }
  }

  /// What it is in `domain`.
  func value(in domain: Hyperparameter.Domain) throws -> HyperparameterValue {
    switch (self, domain) {
    case (.name(let name), .choice(let choices)):
      .choice(try #require(choices.firstIndex { $0.label == name }))
    case (.number(let number), .integer): .integer(Int(number))
    case (.number(let number), _): .number(number)
    case (.name(let name), _):
      throw DecodingError.dataCorrupted(.init(codingPath: [], debugDescription: name))
    }
  }
}

extension Hyperparameter {
  /// A choice of names.
  init(keyPath: String, choices: [String]) {
    self.init(keyPath: keyPath, domain: .choice(choices.map { .init(label: $0, json: "\"\($0)\"") }))
  }
}
