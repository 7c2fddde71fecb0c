import SeededRandom

/// How a class of sound is made.
///
/// What `source` draws belongs to one sound source (this dog, that engine) and is the same for all its
/// takes; what `take` draws differs from take to take. A recipe draws all its source's parameters first,
/// in a fixed order. The result is a clip's worth of samples at any level.
struct Recipe: Sendable {
  /// The class it makes, by the name the corpus gives it.
  let className: String
  /// Makes one take of one source.
  let sound: @Sendable (_ source: inout RandomStream, _ take: inout RandomStream) -> [Double]

  init(
    _ className: String,
    _ sound: @escaping @Sendable (_ source: inout RandomStream, _ take: inout RandomStream) -> [Double]
  ) {
    self.className = className
    self.sound = sound
  }

  /// All recipes, sorted by class name: a class' index is its place here.
  static let all: [Recipe] = (animals + people + signals + machines + impacts + elements)
    .sorted { $0.className < $1.className }
}
