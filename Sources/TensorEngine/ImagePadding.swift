/// The zeros that a convolution reads before an image's first row and column.
package struct ImagePadding: BitwiseCopyable, Sendable {
  package var above, left: Int

  package init(above: Int, left: Int) {
    self.above = above
    self.left = left
  }
}
