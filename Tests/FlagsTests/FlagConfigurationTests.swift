import Basics
import Configuration
import Files
import Flags
import JSON
import Testing

@Suite struct FlagConfigurationTests {
    private func entry(_ text: String) throws -> (key: String, node: ConfigurationNode) {
        let file = try ConfigurationFile(text: text, directory: "/etc/firebreak")
        return try #require(try file.root.mapping().entries.first)
    }

    private func source(_ text: String) throws -> FlagSourceConfiguration {
        let (name, node) = try entry(text)
        return try FlagSourceConfiguration(name: name, node: node)
    }

    private func profile(_ text: String) throws -> LockdownProfile {
        let (name, node) = try entry(text)
        return try LockdownProfile(name: name, node: node)
    }

    @Test func aSourceIsDecoded() throws {
        let plain = try #require(
            try source("app: {dotenv: {path: .env.override}}").open([:]) as? DotEnvFlagSource)
        #expect(plain.name == "app" && plain.path == "/etc/firebreak/.env.override")
        #expect(plain.dialect == nil && plain.names.isEmpty)
        let full = try #require(
            try source("app: {dotenv: {path: '${env:DIR}/x', dialect: compose, names: [ENABLE_*, MAX]}}")
                .open(["DIR": "/srv"]) as? DotEnvFlagSource)
        #expect(full.path == "/srv/x" && full.dialect == .compose && full.names == ["ENABLE_*", "MAX"])
    }

    @Test(arguments: [
        ("app: {flagd: {path: flags.json, hashing: cbor}}", "FlagdFlagSource"),
        ("app: {redis: {url: 'redis://127.0.0.1:6379/2', hash: flags, channel: c}}", "RedisFlagSource"),
        ("app: {redis: {url: '${env:URL}', prefix: 'f:'}}", "RedisFlagSource"),
        (
            "app: {command: {read: [./get], write: [./set], list: [./list], remove: [./rm], timeout: 5s}}",
            "CommandFlagSource"
        ),
    ])
    func everyKindIsOpened(text: String, kind: String) throws {
        let source = try source(text).open(["URL": "redis+sentinel://127.0.0.1/main"])
        #expect(source.name == "app")
        #expect(String(describing: type(of: source)) == kind)
    }

    @Test(arguments: [
        "app: {dotenv: {path: x}, flagd: {path: y}}", "app: {flagd: {}}", "app: {flagd: {path: x, hashing: md5}}",
        "app: {redis: {url: 'redis://h'}}", "app: {redis: {url: 'redis://h', hash: a, prefix: b}}",
        "app: {redis: {url: 'redis://h', hash: ''}}",
        "app: {redis: {url: 'http://h', hash: a}}", "app: {command: {read: [./get]}}",
        "app: {command: {read: [], write: [x]}}", "app: {command: {read: ['${env:X}'], write: [x]}}",
        "app: {command: {read: [x], write: [x], timeout: 0s}}",
        "app: {}", "app: {dotenv: {}}", "app: {dotenv: {path: x, dialect: ruby}}", "app: {dotenv: {path: x, pth: y}}",
        "'a b': {dotenv: {path: x}}", "app: {dotenv: {path: x, names: 5}}", "app: 5",
    ])
    func whatIsWrongIsToldWithItsPlace(text: String) {
        let error = #expect(throws: ConfigurationError.self) { try source(text) }
        #expect(error?.status == .configuration)
        #expect(error?.message.contains("firebreak.yaml:1:") == true)
    }

    @Test func anUnsetVariableIsToldWhenTheSourceIsOpened() throws {
        let configured = try source("app: {dotenv: {path: '${env:DIR}/x'}}")
        #expect(throws: ConfigurationError.self) { try configured.open([:]) }
    }

    @Test func aProfileIsDecoded() throws {
        let text = """
            off:
              app: {A: false, B: "false", C: 5, D: beta, E: [1, true], F: {k: x}, G: null}
              web: {A: true}
            """
        let values = try profile(text).settings.map { "\($0.source).\($0.flag)=\($0.value.json.compact)" }
        #expect(
            values == [
                "app.A=false", "app.B=\"false\"", "app.C=5", "app.D=\"beta\"", "app.E=[1,true]", "app.F={\"k\":\"x\"}",
                "app.G=null", "web.A=true",
            ])
    }

    @Test(arguments: ["off: {}", "off: {app: {}}", "off: {app: [A]}", "off: 5", "'o f': {app: {A: false}}"])
    func aProfileThatSetsNothingIsRefused(text: String) {
        let error = #expect(throws: ConfigurationError.self) { try profile(text) }
        #expect(error?.status == .configuration)
    }
}
