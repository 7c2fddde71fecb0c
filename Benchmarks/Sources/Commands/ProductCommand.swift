import ArgumentParser

/// `earshot-bench product`: matrix products.
struct ProductCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "product", abstract: "A product of random matrices, M x K by K x N, on one thread.")

  @Argument(help: "Rows of the left matrix.")
  var rows: Int

  @Argument(help: "Columns of the left matrix, rows of the right one.")
  var depth: Int

  @Argument(help: "Columns of the right matrix; a multiple of 16 unless packed.")
  var columns: Int

  @Option(help: "Which kernel multiplies.")
  var kernel = Products.Kernel.dense

  @Option(help: "Products in one repetition.")
  var calls = 1

  func validate() throws {
    guard [rows, depth, columns, calls].allSatisfy({ (1...1 << 16).contains($0) }) else {
      throw ValidationError("Sizes and calls are in 1 ... 65536.")
    }
    guard [rows * depth, depth * columns, rows * columns].allSatisfy({ $0 <= 1 << 28 }) else {
      throw ValidationError("A matrix holds at most 268435456 values.")
    }
    guard kernel == .packed || columns.isMultiple(of: 16) else {
      throw ValidationError("The dense kernels store columns in multiples of 16; found \(columns).")
    }
  }

  func run() throws {
    let product = Products(kernel: kernel, rowCount: rows, depth: depth, columnCount: columns)
    try answerRequests { _ in
      for _ in 0..<calls { product.perform() }
    }
  }
}
