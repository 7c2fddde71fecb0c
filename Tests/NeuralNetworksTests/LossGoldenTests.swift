import NeuralNetworks
import TensorEngine
import TestSupport
import Testing

/// Losses and their gradients with respect to the logits, against PyTorch in float64; golden values from
/// `Tests/ReferenceImplementations/optimizers.py`.
///
/// Tolerance: 2e-6 of the loss; of a gradient 1e-6 of its greatest value and of the largest there could be, since
/// single precision leaves 6e-8 of a probability near 1.
@Suite("Losses: PyTorch's values and gradients", .tags(.golden))
struct LossGoldenTests {
  struct File: Decodable {
    var losses: [Record]
  }

  struct Record: Decodable {
    var name: String
    var classes, batch: Int
    var labelSmoothing: Double
    var targets: String
    var scale: Float
    var loss: Double
    var gradient: [Double]

    var kind: OutputLoss.Kind {
      switch name {
      case "softmax meanSquaredError": .softmax(.meanSquaredError)
      case "softmax categoricalCrossEntropy": .softmax(.crossEntropy)
      case "sigmoid meanSquaredError": .sigmoid(.meanSquaredError)
      default: .sigmoid(.binaryCrossEntropy)
      }
    }

    var description: String { "\(name) of \(classes), \(targets), smoothing \(labelSmoothing), ±\(scale)" }
  }

  @Test func `with labels and mixed targets, smoothed or not, from mild and from certain logits`() throws {
    let records = try golden("losses.json", as: File.self).losses
    #expect(records.count == 128)
    for record in records {
      let (classes, batch) = (record.classes, record.batch)
      let stored = OutputLoss.storedCount(classCount: classes)
      let loss = OutputLoss(record.kind, labelSmoothing: record.labelSmoothing, classCount: classes)
      let logits = formulaValues(tag: 80 + UInt32(classes), count: batch * classes, scale: record.scale)
      let labels = (0..<batch).map { (7 * $0 + 3) % classes }
      var total = 0.0
      var gradients: [Float] = []
      for example in 0..<batch {
        let row =
          Array(logits[example * classes..<(example + 1) * classes])
          + [Float](repeating: 0, count: stored - classes)
        var targets = [Float](repeating: 0, count: stored)
        targets[labels[example]] += 0.75
        // torch.roll brings each example the label of the one before it.
        targets[labels[(example + batch - 1) % batch]] += 0.25
        var (scratch, probabilities, gradient) = (row, row, row)
        let outcome = targets.withUnsafeBufferPointer { targets in
          loss.lossAndGradient(
            logits: row, isRectified: false,
            answer: record.targets == "labels" ? .label(labels[example]) : .targets(targets.baseAddress!),
            batch: batch, targets: &scratch, probabilities: &probabilities, gradient: &gradient)
        }
        total += outcome.loss
        gradients += gradient[..<classes]
        #expect(
          gradient[classes...].allSatisfy { $0 == 0 } && probabilities[classes...].allSatisfy { $0 == 0 })
        #expect(
          outcome.isCorrect
            == (row[..<classes].firstIndex(of: row[..<classes].max()!) == labels[example]))
      }
      #expect(
        abs(total / Double(batch) - record.loss) < 2e-6 * max(record.loss, 0.01), "\(record.description)")
      let greatest = record.gradient.reduce(1 / Double(batch)) { max($0, abs($1)) }
      for (found, expected) in zip(gradients, record.gradient) {
        #expect(abs(Double(found) - expected) < 1e-6 * greatest, "\(record.description)")
      }
    }
  }

  @Test func `the derivative of a relu before the end is applied`() {
    for kind in [OutputLoss.Kind.softmax(.crossEntropy), .sigmoid(.binaryCrossEntropy)] {
      let loss = OutputLoss(kind, labelSmoothing: 0.1, classCount: 3)
      let logits: [Float] = [0, 2, 0.5] + [Float](repeating: 0, count: 13)
      var (targets, probabilities, open, gated) = (logits, logits, logits, logits)
      _ = loss.lossAndGradient(
        logits: logits, isRectified: false, answer: .label(1), batch: 4, targets: &targets,
        probabilities: &probabilities, gradient: &open)
      _ = loss.lossAndGradient(
        logits: logits, isRectified: true, answer: .label(1), batch: 4, targets: &targets,
        probabilities: &probabilities, gradient: &gated)
      #expect(open[0] != 0 && gated[0] == 0)
      #expect(gated[1...] == open[1...])
    }
  }
}
