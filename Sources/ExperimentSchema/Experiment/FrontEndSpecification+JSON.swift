import JSONText

/// As JSON. Of what was not always there, only what differs from its default is written, so that files that
/// do not use it keep their digests.
extension FrontEndSpecification {
  /// The front end as one line of JSON with sorted keys: equal for equal settings.
  public var canonicalText: String { json.canonicalText() }

  var json: JSONNode {
    var stages: [(String, JSONNode)] = [("sampleRate", .integer(sampleRate))]
    if let preEmphasis { stages.append(("preEmphasis", preEmphasis.json)) }
    stages.append(("spectralGate", spectralGate?.json ?? .null))
    stages.append(("trim", trim?.json ?? .null))
    if let length { stages.append(("length", length.json)) }
    stages.append(("features", features.json))
    if let normalization { stages.append(("normalization", normalization.json)) }
    return .object(stages)
  }
}

extension FrontEndSpecification.PreEmphasis {
  fileprivate var json: JSONNode { .object(["coefficient": .number(coefficient)]) }
}

extension FrontEndSpecification.SpectralGate {
  fileprivate var json: JSONNode {
    switch self {
    case .stationary(let gate): gate.json
    case .nonStationary(let gate): gate.json
    }
  }
}

extension FrontEndSpecification.StationaryGate {
  fileprivate var json: JSONNode {
    var members: [(String, JSONNode)] =
      switch noise {
      case .profile(let samples): [("noiseSamples", .integer(samples))]
      case .quietestFrames(let share):
        [("noise", .string(Noise.Name.quietestFrames.rawValue)), ("quietestShare", .number(share))]
      case .wholeClip: [("noise", .string(Noise.Name.wholeClip.rawValue))]
      }
    members.append(("thresholdDeviations", .number(thresholdDeviations)))
    if amount != 1 { members.append(("amount", .number(amount))) }
    members += [("fftLength", .integer(fftLength)), ("hopLength", .integer(hopLength))]
    return .object(members)
  }
}

extension FrontEndSpecification.NonStationaryGate {
  fileprivate var json: JSONNode {
    .object([
      "type": .string("nonStationary"), "timeConstant": .number(timeConstant),
      "threshold": .number(threshold), "slope": .number(slope),
      "frequencySmoothing": .number(frequencySmoothing), "timeSmoothing": .number(timeSmoothing),
      "amount": .number(amount), "fftLength": .integer(fftLength), "hopLength": .integer(hopLength),
    ])
  }
}

extension FrontEndSpecification.Trim {
  fileprivate var json: JSONNode {
    .object([
      "topDecibels": .number(topDecibels), "frameLength": .integer(frameLength),
      "hopLength": .integer(hopLength),
    ])
  }
}

extension FrontEndSpecification.Length {
  fileprivate var json: JSONNode {
    .object([
      "seconds": .number(seconds), "mode": .string(mode.rawValue), "keep": .string(keep.rawValue),
    ])
  }
}

extension FrontEndSpecification.Features {
  fileprivate var json: JSONNode {
    switch self {
    case .meanMagnitudeSpectrum(let fftLength, let hopLength):
      .object([
        "type": .string("meanMagnitudeSpectrum"), "fftLength": .integer(fftLength),
        "hopLength": .integer(hopLength),
      ])
    case .frames(let frames, let frameCount):
      .object(frames.members + [("frameCount", .integer(frameCount))])
    case .summary(let frames, let statistics):
      .object([
        "type": .string("summary"), "of": .object(frames.members),
        "statistics": .array(statistics.map { .string($0.name) }),
      ])
    case .textureStatistics(let settings):
      .object([
        "type": .string("textureStatistics"), "fftLength": .integer(settings.fftLength),
        "hopLength": .integer(settings.hopLength), "lowestFrequency": .number(settings.lowestFrequency),
        "highestFrequency": .number(settings.highestFrequency), "duration": .number(settings.duration),
      ])
    case .fineStatistics(let duration):
      .object(["type": .string("fineStatistics"), "duration": .number(duration)])
    case .joined(let parts):
      .object(["type": .string("joined"), "parts": .array(parts.map(\.json))])
    }
  }
}

extension FrontEndSpecification.FrameFeatures {
  fileprivate var members: [(String, JSONNode)] {
    var members: [(String, JSONNode)] =
      switch kind {
      case .spectrogram(let settings):
        [
          ("type", .string("spectrogram")), ("fftLength", .integer(settings.fftLength)),
          ("hopLength", .integer(settings.hopLength)), ("scale", .string(settings.scale.rawValue)),
        ] + settings.decibels.members
      case .logMelSpectrogram(let settings): [("type", .string("logMelSpectrogram"))] + settings.members
      case .mfcc(let settings):
        [
          ("type", .string("mfcc")), ("coefficientCount", .integer(settings.coefficientCount)),
          ("lifter", .number(settings.lifter)),
        ] + settings.levels.members
      case .spectralDescriptors(let settings):
        [
          ("type", .string("spectralDescriptors")), ("fftLength", .integer(settings.fftLength)),
          ("hopLength", .integer(settings.hopLength)),
          ("descriptors", .array(settings.descriptors.map { .string($0.rawValue) })),
          ("rollOff", .number(settings.rollOff)),
        ]
      }
    if !deltas.isEmpty { members.append(("deltas", .array(deltas.map { .integer($0) }))) }
    return members
  }
}

extension FrontEndSpecification.LogMel {
  fileprivate var members: [(String, JSONNode)] {
    [
      ("fftLength", .integer(fftLength)), ("hopLength", .integer(hopLength)),
      ("melBandCount", .integer(melBandCount)), ("lowestFrequency", .number(lowestFrequency)),
      ("highestFrequency", .number(highestFrequency)), ("melScale", .string(melScale.rawValue)),
    ] + decibels.members
  }
}

extension FrontEndSpecification.Decibels {
  /// The member `decibels`, where it is not librosa's way.
  fileprivate var members: [(String, JSONNode)] {
    guard self != .standard else { return [] }
    return [
      (
        "decibels",
        .object([
          "reference": .number(reference), "floor": .number(floor),
          "dynamicRange": dynamicRange.map { .number($0) } ?? .null,
        ])
      )
    ]
  }
}
