import TensorEngine
import TestSupport
import Testing

/// The greatest error over the greatest value.
private func error(_ found: [Float], _ expected: [Double]) -> Double {
  let greatest = expected.map(abs).max() ?? 0
  let errors = zip(found, expected).map { value, expected in
    value.isNaN ? Double.infinity : abs(Double(value) - expected)
  }
  return (errors.max() ?? 0) / max(greatest, .leastNormalMagnitude)
}

@Suite("Winograd: error against double precision", .tags(.golden))
struct WinogradGoldenTests {
  /// Output, input gradient and weight gradient of each trial: near the exact ones, nothing else written; and over
  /// all trials at most `ratio` times as far off as the direct kernels.
  ///
  /// One small image alone says little: the greatest of a few hundred rounding errors is a matter of chance.
  private func check(_ trials: [ConvolutionTrial], ratio: Double = 3) {
    var greatest = Array(repeating: (direct: 0.0, winograd: 0.0), count: 3)
    for trial in trials {
      let expected = trial.expected()
      let (direct, isDirectTidy) = trial.results(of: .direct)
      let (winograd, isTidy) = trial.results(of: .winograd)
      #expect(isDirectTidy && isTidy, "memory around the results of \(trial)")
      for (pass, (direct, winograd, expected)) in [
        (direct.output, winograd.output, expected.output),
        (direct.inputGradient, winograd.inputGradient, expected.inputGradient),
        (direct.weightGradient, winograd.weightGradient, expected.weightGradient),
      ].enumerated() {
        let errors = (direct: error(direct, expected), winograd: error(winograd, expected))
        #expect(errors.direct < 3e-6 && errors.winograd < 3e-6, "pass \(pass) of \(trial): \(errors)")
        greatest[pass].direct = max(greatest[pass].direct, errors.direct)
        greatest[pass].winograd = max(greatest[pass].winograd, errors.winograd)
      }
    }
    for (pass, errors) in greatest.enumerated() {
      #expect(errors.winograd <= ratio * errors.direct, "pass \(pass) of \(trials[0]) and so on: \(errors)")
    }
  }

  private static let channels = [16, 32, 48, 64, 80]

  @Test("heights of 3 to 14 by widths of 3 to 14, channels in turn", arguments: 3...14)
  func smallSizes(rowCount: Int) {
    check(
      (3...14).map { columnCount in
        ConvolutionTrial(
          rowCount: rowCount, columnCount: columnCount,
          channelCount: Self.channels[(rowCount + columnCount) % 5],
          outputCount: Self.channels[(2 * rowCount + columnCount) % 5], padding: columnCount % 2,
          // Gradients of the weight are sums over a batch; sums of few pixels are nearly exact without transforms.
          exampleCount: 256 / (rowCount * columnCount) + 1, isRectified: rowCount % 2 == 0)
      })
  }

  @Test("images of one or two rows or columns", arguments: [1, 2])
  func tinySizes(rowCount: Int) {
    check(
      (1...14).flatMap { columnCount in
        [(rowCount, columnCount), (columnCount, rowCount)].map { rows, columns in
          ConvolutionTrial(
            rowCount: rows, columnCount: columns, channelCount: Self.channels[columnCount % 5],
            outputCount: Self.channels[(columnCount + 2) % 5], padding: 0)
        }
      }, ratio: 10)
  }

  @Test("larger sizes, even and odd", arguments: [16, 48, 64])
  func largerSizes(channelCount: Int) {
    check(
      [(17, 33, 32), (31, 19, 16), (40, 8, 64), (5, 101, 16), (23, 23, 48)].flatMap {
        rows, columns, outputs in
        (0...1).map { padding in
          ConvolutionTrial(
            rowCount: rows, columnCount: columns, channelCount: channelCount, outputCount: outputs,
            padding: padding, isRectified: padding == 1)
        }
      })
  }

  @Test("the weight gradient of several examples", arguments: [2, 5, 16])
  func examples(count: Int) {
    check([
      ConvolutionTrial(
        rowCount: 11, columnCount: 18, channelCount: 32, outputCount: 16, padding: 1, exampleCount: count)
    ])
  }

  @Test func `a shape that no kernel can take stops the program`() async {
    await #expect(processExitsWith: .failure) {
      _ = WinogradShape(channelCount: 8, panelCount: 1, rowCount: 4, columnCount: 4)
    }
  }
}

@Suite("Winograd: blocks of tiles", .tags(.property))
struct WinogradPropertyTests {
  @Test func `all tiles of an image lie in its blocks, which fit the scratch`() {
    for (rows, columns, channels, panels) in [
      (1, 1, 16, 1), (64, 128, 16, 2), (13, 7, 80, 5), (100, 3, 64, 4),
    ] {
      let shape = WinogradShape(
        channelCount: channels, panelCount: panels, rowCount: rows, columnCount: columns)
      #expect(shape.tileCount == ((rows + 3) / 4) * ((columns + 3) / 4))
      #expect(shape.blockTileCount.isMultiple(of: 2) && shape.blockTileCount >= 2)
      #expect(shape.scratchCount >= 36 * shape.blockTileCount * (channels + 16 * panels))
    }
  }
}
