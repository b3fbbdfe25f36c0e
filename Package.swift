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
let mustache: Target.Dependency = .product(name: "Mustache", package: "swift-mustache")
let sqlite: Target.Dependency = .product(name: "GRDBSQLite", package: "GRDB.swift")
let yams: Target.Dependency = .product(name: "Yams", package: "Yams")

let package = Package(
    name: "firebreak",
    products: [.executable(name: "firebreak", targets: ["firebreak"])],
    dependencies: [
        .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.2"),
        .package(url: "https://github.com/groue/GRDB.swift", from: "7.10.0"),
        .package(url: "https://github.com/hummingbird-project/swift-mustache", from: "2.1.1"),
        .package(url: "https://github.com/jpsim/Yams", from: "6.2.2"),
    ],
    targets: [
        // C libraries of the system, each a module map and a small shim.
        .systemLibrary(name: "COpenSSL"),
        .systemLibrary(name: "CHiredis"),
        .systemLibrary(name: "CCurl"),
        .systemLibrary(name: "CPostgres"),
        .systemLibrary(name: "CZlib"),
        .systemLibrary(name: "CZstd"),
        .systemLibrary(name: "CCMark"),
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
        module("Postgres", ["Basics", "Cryptography", "CPostgres"], strictAroundC),
        module("Compression", ["Basics", "CZlib", "CZstd"], strictAroundC),
        module("Markdown", ["CCMark"], strictAroundC),
        module("State", ["Basics", "Files", "Cryptography", "Postgres", grdb, sqlite]),
        module("Configuration", ["Basics", "Files", yams]),

        // Formats without storage.
        module("Tokens", ["Basics", "JSON", "Cryptography"]),
        module("Decoders", ["Basics", "JSON", "Compression"]),

        module("Logs", ["Basics", "JSON", "Files", "Compression", "Configuration"]),

        // Questions about a running system.
        module("Probes", ["Basics", "JSON", "Cryptography", "Redis", "HTTP", "Postgres", "Configuration"]),

        // The five domains. They do not import each other.
        module("Sessions", ["Basics", "JSON", "Decoders", "Cryptography", "Redis", "Configuration"]),
        module(
            "Secrets",
            [
                "Basics", "JSON", "Files", "Processes", "Cryptography", "Redis", "HTTP", "Tokens", "State",
                "Configuration", "Probes",
            ]),
        module(
            "Flags",
            [
                "Basics", "JSON", "Files", "Processes", "Cryptography", "Redis", "State", "Configuration", "Probes",
            ]),
        module(
            "Incidents",
            ["Basics", "JSON", "Logs", "Markdown", "Files", "Compression", "Cryptography", "State", mustache]),
        module(
            "Notifications",
            ["Basics", "JSON", "Files", "Processes", "HTTP", "Cryptography", "State", "Configuration"]),

        // Where they meet, and the commands.
        module(
            "Response",
            [
                "Basics", "JSON", "Files", "Processes", "Cryptography", "Redis", "HTTP", "Postgres", "State", "Configuration",
                "Tokens", "Probes", "Sessions", "Secrets", "Flags", "Incidents", "Logs", "Notifications",
            ]),
        module(
            "Playbooks",
            [
                "Basics", "JSON", "Files", "Processes", "Cryptography", "State", "Configuration", "Probes", "Sessions",
                "Secrets", "Flags", "Incidents", "Logs", "Notifications", "Response",
            ]),
        module(
            "Commands",
            [
                "Basics", "JSON", "Files", "Cryptography", "Configuration", "Tokens", "Probes", "Sessions", "Secrets",
                "Flags", "Incidents", "Logs", "Notifications", "Response", "Playbooks", argumentParser,
            ]),
        .executableTarget(name: "firebreak", dependencies: ["Commands"], swiftSettings: strict),

        // What Benchmarks/crypto.py times. Built by `Scripts/bench` alone, and part of no product.
        .executableTarget(
            name: "crypto-benchmark", dependencies: ["Basics", "Cryptography", "JSON", "Tokens"],
            path: "Benchmarks/Crypto", swiftSettings: strict),

        // What Benchmarks/journal.py times, likewise.
        .executableTarget(
            name: "journal-benchmark", dependencies: ["Basics", "Cryptography", "Files", "Incidents", "JSON", "Postgres", "State"],
            path: "Benchmarks/Journal", swiftSettings: strict),

        // Tests.
        .target(
            name: "TestSupport", dependencies: ["Basics", "Files", "HTTP", "JSON", "Postgres", "Processes", "State"], path: "Tests/Support",
            swiftSettings: strict),
        tests("Basics", ["Basics"]),
        tests("JSON", ["JSON", "Basics"]),
        tests("Files", ["Files", "Basics"]),
        tests("Processes", ["Processes", "Basics"]),
        tests(
            "Cryptography", ["Cryptography", "Basics", "COpenSSL", "JSON", "Processes"], resources: [.copy("Vectors")]),
        tests("Redis", ["Redis", "Cryptography", "Basics"]),
        tests("HTTP", ["HTTP", "Basics"]),
        tests("Postgres", ["Postgres", "Basics"]),
        tests("Markdown", ["Markdown"]),
        tests("State", ["State", "Basics", "Postgres"]),
        tests("Configuration", ["Configuration", "Basics"]),
        tests("Tokens", ["Tokens", "Cryptography", "JSON", "Basics"], resources: [.copy("Vectors")]),
        tests("Probes", ["Probes", "Postgres", "Processes", "Redis", "HTTP", "Configuration", "JSON", "Basics"]),
        tests("Decoders", ["Decoders", "Compression", "JSON", "Basics"], resources: [.copy("Fixtures")]),
        tests("Logs", ["Logs", "Basics", "Files", "HTTP", "JSON", "Processes"]),
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
        tests("Flags", ["Flags", "Probes", "State", "Configuration", "Redis", "Files", "JSON", "Basics"]),
        tests(
            "Incidents",
            [
                "Incidents", "Compression", "Markdown", "State", "Cryptography", "Files", "JSON", "Processes", "Basics",
            ]),
        tests("Notifications", ["Notifications", "State", "HTTP", "Files", "Configuration", "JSON", "Basics"]),
        tests("Response", ["Response", "Configuration", "Incidents", "Logs", "Secrets", "Flags", "Postgres", "State", "Basics", "Files", "JSON"]),
        tests(
            "Playbooks",
            [
                "Playbooks", "Response", "State", "Configuration", "Cryptography", "HTTP", "Files", "JSON", "Processes", "Basics",
            ],
            resources: [.copy("Runbooks")]),
        tests("Commands", ["Commands", "Secrets", "State", "Cryptography", "Basics", "Files", "JSON", "Processes", argumentParser]),
        tests(
            "Interop",
            [
                "Flags", "Incidents", "State", "Probes", "Redis", "Basics", "JSON", "Files", "Processes",
                "Cryptography",
            ],
            resources: [.copy("Readers"), .copy("Sites")]),
    ],
    cxxLanguageStandard: .cxx17
)
