public import Testing

/// The marks that group the tests of every module in a report.
extension Tag {
  @Tag public static var gradient: Self
  @Tag public static var golden: Self
  @Tag public static var property: Self
  @Tag public static var crash: Self
  @Tag public static var slow: Self
}
