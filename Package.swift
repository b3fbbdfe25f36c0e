// swift-tools-version: 6.2
import PackageDescription

/// Every module is compiled with the same strict settings; the wrappers around C also mark each unsafe call.
let strict: [SwiftSetting] = [
    .swiftLanguageMode(.v6),
    .enableUpcomingFeature("ExistentialAny"),
    .enableUpcomingFeature("InternalImportsByDefault"),
    .enableUpcomingFeature("MemberImportVisibility"),
]
let strictAroundC: [SwiftSetting] = strict + [.strictMemorySafety()]

/// A library module: its folder under Sources has its name.
func module(_ name: String, _ dependencies: [Target.Dependency], _ settings: [SwiftSetting] = strict) -> Target {
    .target(name: name, dependencies: dependencies, swiftSettings: settings)
}

/// The tests of a module, in Tests/<name>Tests, with the servers and folders of TestSupport.
func tests(_ name: String, _ dependencies: [Target.Dependency], resources: [Resource] = []) -> Target {
    .testTarget(
        name: name + "Tests", dependencies: ["TestSupport"] + dependencies, resources: resources, swiftSettings: strict)
}

let argumentParser: Target.Dependency = .product(name: "ArgumentParser", package: "swift-argument-parser")
let grdb: Target.Dependency = .product(name: "GRDB", package: "GRDB.swift")
let yams: Target.Dependency = .product(name: "Yams", package: "Yams")

let package = Package(
    name: "firebreak",
    products: [.executable(name: "firebreak", targets: ["firebreak"])],
    dependencies: [
        .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.2"),
        .package(url: "https://github.com/groue/GRDB.swift", from: "7.10.0"),
        .package(url: "https://github.com/jpsim/Yams", from: "6.2.2"),
    ],
    targets: [
        // C libraries of the system, each a module map and a small shim.
        .systemLibrary(name: "COpenSSL"),
        .systemLibrary(name: "CHiredis"),
        .systemLibrary(name: "CCurl"),
        .systemLibrary(name: "CZlib"),
        .systemLibrary(name: "CZstd"),
        .target(name: "CSimdJSON", linkerSettings: [.linkedLibrary("simdjson")]),

        // The ground floor: words, values and files that everything above shares.
        module("Basics", []),
        module("JSON", ["Basics", "CSimdJSON"], strictAroundC),
        module("Files", ["Basics"], strictAroundC),
        module("Processes", ["Basics"]),

        // Wrappers.
        module("Cryptography", ["Basics", "JSON", "COpenSSL"], strictAroundC),
        module("Redis", ["Basics", "Cryptography", "CHiredis"], strictAroundC),
        module("HTTP", ["Basics", "CCurl"], strictAroundC),
        module("Compression", ["Basics", "CZlib", "CZstd"], strictAroundC),
        module("State", ["Basics", "Files", grdb]),
        module("Configuration", ["Basics", "Files", yams]),

        // Formats without storage.
        module("Tokens", ["Basics", "JSON", "Cryptography"]),
        module("Decoders", ["Basics", "JSON", "Compression"]),

        // Questions about a running system.
        module("Probes", ["Basics", "Redis"]),

        // The five domains. They do not import each other.
        module("Sessions", ["Basics", "JSON", "Decoders", "Cryptography", "Redis", "Configuration"]),
        module(
            "Secrets",
            [
                "Basics", "JSON", "Files", "Processes", "Cryptography", "Redis", "HTTP", "Tokens", "State",
                "Configuration",
            ]),
        module(
            "Flags",
            ["Basics", "JSON", "Files", "Processes", "Cryptography", "Redis", "State", "Configuration"]),
        module("Incidents", ["Basics", "JSON", "Files", "Cryptography", "State"]),
        module("Notifications", ["Basics", "JSON", "HTTP", "Cryptography", "Configuration"]),

        // Where they meet, and the commands.
        module(
            "Response",
            [
                "Basics", "JSON", "Files", "Processes", "Cryptography", "Redis", "HTTP", "State", "Configuration",
                "Tokens", "Probes", "Sessions", "Secrets", "Flags", "Incidents", "Notifications",
            ]),
        module(
            "Commands",
            [
                "Basics", "JSON", "Files", "Cryptography", "Configuration", "Tokens", "Probes", "Sessions", "Secrets",
                "Flags", "Incidents", "Notifications", "Response", argumentParser,
            ]),
        .executableTarget(name: "firebreak", dependencies: ["Commands"], swiftSettings: strict),

        // What Benchmarks/crypto.py times. Built by `Scripts/bench` alone, and part of no product.
        .executableTarget(
            name: "crypto-benchmark", dependencies: ["Basics", "Cryptography", "JSON", "Tokens"],
            path: "Benchmarks/Crypto", swiftSettings: strict),

        // Tests.
        .target(
            name: "TestSupport", dependencies: ["Basics", "Files", "JSON", "Processes"], path: "Tests/Support",
            swiftSettings: strict),
        tests("Basics", ["Basics"]),
        tests("JSON", ["JSON", "Basics"]),
        tests("Files", ["Files", "Basics"]),
        tests("Processes", ["Processes", "Basics"]),
        tests(
            "Cryptography", ["Cryptography", "Basics", "COpenSSL", "JSON", "Processes"], resources: [.copy("Vectors")]),
        tests("Redis", ["Redis", "Cryptography", "Basics"]),
        tests("HTTP", ["HTTP", "Basics"]),
        tests("State", ["State", "Basics"]),
        tests("Configuration", ["Configuration", "Basics"]),
        tests("Tokens", ["Tokens", "Cryptography", "JSON", "Basics"], resources: [.copy("Vectors")]),
        tests("Probes", ["Probes", "Redis", "Basics"]),
        tests("Decoders", ["Decoders", "Compression", "JSON", "Basics"], resources: [.copy("Fixtures")]),
        tests("Compression", ["Compression", "Basics"], resources: [.copy("Fixtures")]),
        tests(
            "Sessions", ["Sessions", "Decoders", "Redis", "Configuration", "Cryptography", "JSON", "Basics"],
            resources: [.copy("Fixtures")]),
        tests(
            "Secrets",
            [
                "Secrets", "Tokens", "State", "Configuration", "Cryptography", "Redis", "HTTP", "Files", "JSON",
                "Processes", "Basics",
            ]),
        tests("Flags", ["Flags", "State", "Configuration", "Redis", "Files", "JSON", "Basics"]),
        tests("Incidents", ["Incidents", "State", "Cryptography", "Files", "JSON", "Processes", "Basics"]),
        tests("Notifications", ["Notifications", "HTTP", "Configuration", "JSON", "Basics"]),
        tests("Response", ["Response", "Incidents", "Secrets", "Flags", "Basics", "Files", "JSON"]),
        tests("Commands", ["Commands", "Basics", "Files", "JSON", "Processes", argumentParser]),
        tests(
            "Interop", ["Probes", "Redis", "Basics", "JSON", "Files", "Processes", "Cryptography"],
            resources: [.copy("Readers"), .copy("Sites")]),
    ],
    cxxLanguageStandard: .cxx17
)
