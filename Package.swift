// swift-tools-version: 6.2
import PackageDescription

// One processor level for the whole package: a generic that two targets instantiate exists once in the
// binary, so mixing levels would let it trap on an old processor. `main.swift` checks the processor first.
#if arch(x86_64)
  let processorLevel = ["-Xcc", "-march=x86-64-v3"]
#else
  let processorLevel: [String] = []
#endif

let house: [SwiftSetting] = [
  .treatAllWarnings(as: .error),
  .enableUpcomingFeature("MemberImportVisibility"),
  .enableUpcomingFeature("InternalImportsByDefault"),
  // Without -fno-math-errno a vector square root becomes eight scalar calls.
  .unsafeFlags(processorLevel + ["-Xcc", "-fno-math-errno"]),
]

/// One of our modules: `imports` are the modules of rows above it, and nothing else.
func module(
  _ name: String, imports: [Target.Dependency] = [], resources: [Resource] = []
) -> Target {
  .target(name: name, dependencies: imports, resources: resources, swiftSettings: house)
}

/// The test target of module `name`, with what its tests need besides.
func tests(of name: String, imports: [Target.Dependency] = [], resources: [Resource] = []) -> Target {
  .testTarget(
    name: name + "Tests", dependencies: [.byName(name: name), "TestSupport"] + imports,
    resources: resources, swiftSettings: house)
}

let package = Package(
  name: "earshot",
  products: [.executable(name: "earshot", targets: ["earshot"])],
  dependencies: [
    .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.2"),
    .package(url: "https://github.com/groue/GRDB.swift", from: "7.10.0"),
    .package(url: "https://github.com/swiftcsv/SwiftCSV", from: "0.10.0"),
    .package(
      url: "https://github.com/hummingbird-project/hummingbird", exact: "2.28.1", traits: ["FullFoundation"]),
    .package(url: "https://github.com/swift-server/swift-service-lifecycle", exact: "2.13.0"),
    .package(url: "https://github.com/apple/swift-log", from: "1.16.2"),
    .package(url: "https://github.com/apple/swift-nio", from: "2.101.2"),
    .package(url: "https://github.com/apple/swift-nio-extras", from: "1.34.1"),
    .package(url: "https://github.com/apple/swift-http-types", from: "1.8.0", traits: []),
  ],
  targets: [
    // Row 0: C libraries, and small modules; where one imports another, that stands before it.
    .systemLibrary(
      name: "CSndfile", pkgConfig: "sndfile", providers: [.apt(["libsndfile1-dev"])]),
    .systemLibrary(name: "CFFTW", pkgConfig: "fftw3f", providers: [.apt(["libfftw3-dev"])]),
    .systemLibrary(name: "CSoxr", pkgConfig: "soxr", providers: [.apt(["libsoxr-dev"])]),
    .systemLibrary(name: "CCrypto", pkgConfig: "libcrypto", providers: [.apt(["libssl-dev"])]),
    .systemLibrary(name: "CEbur128", pkgConfig: "libebur128", providers: [.apt(["libebur128-dev"])]),
    .systemLibrary(name: "CPNG", pkgConfig: "libpng", providers: [.apt(["libpng-dev"])]),
    .target(name: "CProcessor"),
    // The files of a trained run, embedded: docs/listening.md#the-model-that-ships.
    .target(name: "CShippedModel", exclude: ["Files"], cSettings: [.unsafeFlags(["-std=c23"])]),
    // Compiled against the headers of libarchive-dev and libcurl4-openssl-dev; the libraries are loaded when needed.
    .target(name: "CLoadedLibrary"),
    .target(name: "CArchive", dependencies: ["CLoadedLibrary"]),
    .target(name: "CCurl", dependencies: ["CLoadedLibrary"]),
    module("ContentDigest", imports: ["CCrypto"]),
    module("Downloads", imports: ["CArchive", "CCurl", "ContentDigest"]),
    module("DurableFiles"),
    module("JSONText"),
    module("NearNames"),
    module("PassingFiles"),
    module("Rasters", imports: ["CPNG"]),
    module("SeededRandom"),
    module("TensorEngine"),
    module("Evaluation"),
    module("ExperimentSchema", imports: ["ContentDigest", "JSONText", "NearNames"]),

    // Row 1.
    module("AudioFrontEnd", imports: ["CSndfile", "CFFTW", "CSoxr"]),
    module(
      "NeuralNetworks",
      imports: [
        "TensorEngine", "SeededRandom", "ExperimentSchema", "ContentDigest", "DurableFiles", "JSONText",
      ]),
    module("HyperparameterSearch", imports: ["ExperimentSchema", "SeededRandom"]),
    module(
      "RunStore",
      imports: [
        "ExperimentSchema", "ContentDigest", "DurableFiles", "NearNames",
        .product(name: "GRDB", package: "GRDB.swift"),
      ]),

    // Row 2.
    module(
      "Datasets",
      imports: [
        "AudioFrontEnd", "ExperimentSchema", "SeededRandom", "ContentDigest", "Downloads", "DurableFiles",
        "JSONText", "NearNames",
        .product(name: "SwiftCSV", package: "SwiftCSV"),
      ]),
    module(
      "Reporting",
      imports: [
        "RunStore", "HyperparameterSearch", "Evaluation", "ExperimentSchema", "ContentDigest", "JSONText",
        "SeededRandom",
      ]),

    // Row 3.
    module("ClipPictures", imports: ["AudioFrontEnd", "Rasters", "Reporting"]),
    module("Recognition", imports: ["Evaluation", "ExperimentSchema"]),
    module(
      "Training",
      imports: [
        "NeuralNetworks", "Datasets", "Evaluation", "ExperimentSchema", "SeededRandom", "TensorEngine",
      ]),

    // Row 4.
    module(
      "ExperimentRunner",
      imports: [
        "ExperimentSchema", "NeuralNetworks", "Datasets", "AudioFrontEnd", "RunStore", "Training",
        "Evaluation", "ContentDigest", "DurableFiles", "JSONText", "NearNames",
      ]),

    // Row 5.
    module(
      "SweepRunner",
      imports: [
        "ExperimentRunner", "ExperimentSchema", "HyperparameterSearch", "NeuralNetworks", "Datasets",
        "RunStore", "ContentDigest", "DurableFiles",
      ]),

    module(
      "Listening",
      imports: [
        "AudioFrontEnd", "CEbur128", "CShippedModel", "Datasets", "Evaluation", "ExperimentRunner",
        "ExperimentSchema", "JSONText", "NearNames", "NeuralNetworks", "Recognition",
        "Reporting",
      ]),

    // Row 6.
    module(
      "RecognitionScoring",
      imports: ["AudioFrontEnd", "Datasets", "Evaluation", "ExperimentSchema", "Listening", "Recognition"]),
    module(
      "SlurmLauncher",
      imports: [
        "SweepRunner", "ExperimentRunner", "ExperimentSchema", "RunStore", "ContentDigest", "DurableFiles",
      ]),

    module(
      "WebApp",
      imports: [
        "AudioFrontEnd", "ClipPictures", "ContentDigest", "Datasets", "DurableFiles", "ExperimentRunner",
        "ExperimentSchema", "JSONText", "Listening", "PassingFiles", "Rasters", "Recognition", "Reporting",
        "RunStore",
        .product(name: "Hummingbird", package: "hummingbird"),
        .product(name: "HummingbirdCore", package: "hummingbird"),
        .product(name: "HTTPTypes", package: "swift-http-types"),
        .product(name: "Logging", package: "swift-log"),
        .product(name: "NIOCore", package: "swift-nio"),
        .product(name: "NIOPosix", package: "swift-nio"),
        .product(name: "NIOHTTP1", package: "swift-nio"),
        .product(name: "NIOHTTPTypes", package: "swift-nio-extras"),
        .product(name: "ServiceLifecycle", package: "swift-service-lifecycle"),
        .product(name: "UnixSignals", package: "swift-service-lifecycle"),
      ],
      resources: ["app.css", "app.js", "openapi.json"].map { .embedInCode("Assets/" + $0) }),

    // Row 7: the executable, the only place where concrete parts are joined.
    .executableTarget(
      name: "earshot",
      dependencies: [
        "AudioFrontEnd", "CProcessor", "ClipPictures", "ContentDigest", "DurableFiles", "Evaluation",
        "Downloads", "ExperimentSchema", "Listening", "NeuralNetworks", "Datasets", "HyperparameterSearch",
        "NearNames", "Rasters", "Recognition", "RecognitionScoring",
        "RunStore", "Reporting", "ExperimentRunner", "SweepRunner",
        "PassingFiles", "SlurmLauncher", "WebApp",
        .product(name: "ArgumentParser", package: "swift-argument-parser"),
      ],
      swiftSettings: house,
      linkerSettings: [
        .unsafeFlags([
          "-static-stdlib", "-lswiftSynchronization", "-lCoreFoundation", "-l_FoundationICU",
          "-l_FoundationCShims", "-l_FoundationCollections", "-lstdc++",
        ])
      ]),

    // What `make bench` measures besides the command itself: docs/decisions/0009-benchmarks-in-the-root-package.md.
    .executableTarget(
      name: "earshot-bench",
      dependencies: [
        "AudioFrontEnd", "ContentDigest", "Datasets", "ExperimentSchema", "ExperimentRunner",
        "HyperparameterSearch", "NeuralNetworks", "Reporting", "RunStore", "SeededRandom", "SweepRunner",
        "TensorEngine", "Training",
        .product(name: "ArgumentParser", package: "swift-argument-parser"),
      ],
      path: "Benchmarks/Sources", swiftSettings: house),

    .target(name: "TestSupport", path: "Tests/TestSupport", swiftSettings: house),
    .target(name: "CAllocationCounter", path: "Tests/AllocationCounter"),
    tests(of: "ClipPictures", imports: ["AudioFrontEnd", "Rasters", "SeededRandom"]),
    tests(of: "ContentDigest"),
    tests(of: "Downloads", imports: ["ContentDigest"], resources: [.copy("Archives")]),
    tests(of: "DurableFiles"),
    tests(of: "JSONText", imports: ["SeededRandom"]),
    tests(of: "NearNames"),
    tests(of: "Rasters", imports: ["CPNG"]),
    tests(of: "Recognition", imports: ["Evaluation", "ExperimentSchema", "SeededRandom"]),
    tests(of: "SeededRandom"),
    tests(of: "TensorEngine", imports: ["SeededRandom"]),
    tests(of: "Evaluation", resources: [.copy("Golden")]),
    tests(of: "ExperimentSchema", imports: ["ContentDigest", "JSONText"]),
    tests(of: "AudioFrontEnd", imports: ["CSndfile", "SeededRandom"], resources: [.copy("Golden")]),
    tests(
      of: "NeuralNetworks",
      imports: [
        "TensorEngine", "SeededRandom", "ExperimentSchema", "ContentDigest", "Evaluation",
        "CAllocationCounter",
      ],
      resources: [.copy("Golden")]),
    tests(
      of: "HyperparameterSearch", imports: ["ExperimentSchema", "SeededRandom"],
      resources: [.copy("Golden")]),
    tests(
      of: "RunStore",
      imports: [
        "ExperimentSchema", "ContentDigest", "SeededRandom", .product(name: "GRDB", package: "GRDB.swift"),
      ],
      resources: [.copy("Frozen")]),
    tests(
      of: "Datasets",
      imports: [
        "AudioFrontEnd", "ExperimentSchema", "ContentDigest", "Downloads", "DurableFiles", "SeededRandom",
      ],
      resources: [.copy("Golden")]),
    tests(
      of: "Reporting",
      imports: [
        "RunStore", "Evaluation", "ExperimentSchema", "ContentDigest",
        .product(name: "GRDB", package: "GRDB.swift"),
      ],
      resources: [.copy("Golden")]),
    tests(
      of: "Training", imports: ["NeuralNetworks", "Datasets", "ExperimentSchema", "CAllocationCounter"]),
    tests(
      of: "ExperimentRunner",
      imports: [
        "ExperimentSchema", "NeuralNetworks", "Datasets", "RunStore", "Training", "ContentDigest",
        "DurableFiles",
        "SeededRandom",
      ]),
    .target(
      name: "ListeningTestSupport",
      dependencies: [
        "AudioFrontEnd", "ContentDigest", "ExperimentRunner", "ExperimentSchema", "Listening",
        "NeuralNetworks",
      ], path: "Tests/ListeningTestSupport", swiftSettings: house),
    tests(
      of: "RecognitionScoring",
      imports: [
        "AudioFrontEnd", "Datasets", "Evaluation", "ExperimentSchema", "Listening", "ListeningTestSupport",
        "Recognition",
      ]),
    tests(
      of: "Listening",
      imports: [
        "ListeningTestSupport",
        "AudioFrontEnd", "ContentDigest", "Datasets", "Evaluation", "ExperimentRunner", "ExperimentSchema",
        "NeuralNetworks",
        "Recognition", "RunStore",
      ], resources: [.copy("Golden")]),
    tests(
      of: "SweepRunner", imports: ["ContentDigest", "ExperimentRunner", "ExperimentSchema", "RunStore"]),
    tests(
      of: "SlurmLauncher",
      imports: ["SweepRunner", "ExperimentRunner", "ExperimentSchema", "RunStore", "ContentDigest"]),
    tests(
      of: "WebApp",
      imports: [
        "AudioFrontEnd", "ContentDigest", "Datasets", "ExperimentSchema", "JSONText", "Listening",
        "Recognition",
        "Reporting", "RunStore",
        .product(name: "Hummingbird", package: "hummingbird"),
        .product(name: "HummingbirdCore", package: "hummingbird"),
        .product(name: "HTTPTypes", package: "swift-http-types"),
        .product(name: "NIOCore", package: "swift-nio"), .product(name: "NIOEmbedded", package: "swift-nio"),
        .product(name: "NIOHTTP1", package: "swift-nio"),
        .product(name: "NIOHTTPTypes", package: "swift-nio-extras"),
      ]),
    // The executable is run as its users run it: these tests build against nothing of it.
    .testTarget(name: "EarshotTests", dependencies: ["TestSupport"], swiftSettings: house),
  ],
  swiftLanguageModes: [.v6]
)
