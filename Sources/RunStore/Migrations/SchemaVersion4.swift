/// What the fourth release adds: all classes that are heard in a clip, where several may be at once.
///
/// Clips of earlier releases have them when their corpus is next registered.
enum SchemaVersion4 {
  static let identifier = "v4"

  static let sql = """
    ALTER TABLE example ADD COLUMN heard TEXT
      CHECK (heard IS NULL OR json_valid(heard) AND json_type(heard) = 'array');
    """
}
