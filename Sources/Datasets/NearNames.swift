/// Which of some names a misspelt one may have meant.
enum NearNames {
  /// Returns at most three of `names` that few edits, or a shared beginning, part from `name`.
  static func near(_ name: String, in names: [String]) -> [String] {
    let wanted = simplified(name)
    let ranked = names.compactMap { candidate -> (distance: Int, name: String)? in
      let other = simplified(candidate)
      let distance = distance(wanted, other)
      let isPart = min(wanted.count, other.count) >= 3 && (other.contains(wanted) || wanted.contains(other))
      guard isPart || distance <= max(1, max(wanted.count, other.count) / 3) else { return nil }
      return (isPart ? min(distance, 1) : distance, candidate)
    }
    return ranked.sorted { ($0.distance, $0.name) < ($1.distance, $1.name) }.prefix(3).map(\.name)
  }

  /// Returns "Did you mean a or b?", or `fallback` where nothing is near.
  static func question(_ name: String, in names: [String], otherwise fallback: String) -> String {
    let near = near(name, in: names)
    return near.isEmpty ? fallback : "Did you mean \(near.joined(separator: " or "))?"
  }

  private static func simplified(_ name: String) -> String {
    String(name.lowercased().filter { $0.isLetter || $0.isNumber }.prefix(64))
  }

  /// Levenshtein's distance.
  private static func distance(_ left: String, _ right: String) -> Int {
    let right = Array(right)
    var row = Array(0...right.count)
    for (index, character) in left.enumerated() {
      var diagonal = row[0]
      row[0] = index + 1
      for column in right.indices {
        let substituted = diagonal + (right[column] == character ? 0 : 1)
        diagonal = row[column + 1]
        row[column + 1] = min(substituted, row[column] + 1, row[column + 1] + 1)
      }
    }
    return row[right.count]
  }
}
