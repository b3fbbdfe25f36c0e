import Basics
import Configuration
import Cryptography
import Testing

@testable import Secrets

@Suite("Secrets in the configuration")
struct DefinitionTests {
    private func decode(_ text: String, name: String = "JWT_SECRET") throws -> SecretDefinition {
        try SecretDefinition(name: name, node: ConfigurationFile(text: text, directory: "/srv/app").root)
    }

    @Test("the design's example")
    func example() throws {
        let definition = try decode(
            """
            kind: jwt-hs256
            rotateEvery: 90d
            overlap: 24h
            publishAhead: 1h
            destinations:
              - dotenv: {path: .env.production, key: JWT_SECRET, previousKey: JWT_SECRET_PREVIOUS}
            reload: [{run: [docker, compose, restart, api]}]
            adoption: {http: {url: "http://api:3000/health", status: 200}}
            """)
        #expect(definition.kind.name == "jwt-hs256")
        #expect(definition.rotateEvery == .seconds(90 * 86_400))
        #expect(definition.overlap == .seconds(86_400))
        #expect(definition.publishAhead == .seconds(3600))
        #expect(definition.destinations.map(\.name) == ["dotenv:.env.production#JWT_SECRET"])
        #expect(definition.reload.map(\.arguments) == [["docker", "compose", "restart", "api"]])
        #expect(definition.reload.map(\.directory) == ["/srv/app"])
        #expect(definition.adoption?.questions.count == 1)
    }

    @Test("what is not said has a default")
    func defaults() throws {
        let definition = try decode("kind: webhook-github")
        #expect(definition.overlap == .seconds(86_400))
        #expect(definition.publishAhead == .zero)
        #expect(definition.rotateEvery == nil)
        #expect(definition.destinations.isEmpty)
    }

    @Test("a kind with parameters")
    func parameters() throws {
        let random = try decode("kind: {random: {length: 90, alphabet: abc}}").kind as? RandomKind
        #expect(random?.length == 90)
        #expect(random?.alphabet == "abc")
        let hex = try decode("kind: {random: {length: 32, alphabet: hex}}").kind as? RandomKind
        #expect(hex?.alphabet == "0123456789abcdef")
        let key = try decode("kind: {api-key: {prefix: acme_live, checksum: false}}").kind as? APIKeyKind
        #expect(key?.prefix == "acme_live")
        #expect(key?.hasChecksum == false)
        for (text, start) in [
            ("{webhook-standard: {version: v1a}}", "whsk_"), ("{webhook-standard: {version: v1}}", "whsec_"),
            ("{webhook-gitlab: {form: signing-token}}", "whsec_"), ("{api-key: {prefix: acme}}", "acme_"),
        ] {
            let kind = try decode("kind: \(text)").kind
            let value = try kind.generate()
            try kind.test(value)
            let revealed = value.revealedText()
            #expect(revealed?.hasPrefix(start) == true, "\(text)")
        }
        let rsa = try decode("kind: {jwt-ps256: {bits: 3072}}").kind as? JWTPS256Kind
        #expect(rsa?.keyType == .rsa3072)
    }

    @Test(
        "what is wrong is said with its place",
        arguments: [
            ("kind: jwt-hs265", "1:7: unknown value 'jwt-hs265'"),
            ("kind: random\nrotateevery: 1d", "2:1: unknown key 'rotateevery'"),
            ("rotateEvery: 1d", "1:1: the configuration needs the key 'kind'"),
            ("kind: random\nrotateEvery: 0s", "2:14:"),
            ("kind: {random: {length: 4}}", "1:25: 'kind.random.length' should be from 8 to 4096"),
            ("kind: {random: {length: 21}}", "1:25: 21 characters out of 62 can be guessed: they make 125 bits"),
            ("kind: {random: {alphabet: bas62}}", "1:27: 43 characters out of 5 can be guessed: they make 99 bits"),
            ("kind: {random: {length: 31, alphabet: hex}}", "they make 124 bits, and 128 are needed"),
            ("kind: {api-key: {prefix: a-b}}", "1:26: 'kind.api-key.prefix' cannot be the prefix"),
            ("kind: {api-key: {checksum: 1}}", "1:28: 'kind.api-key.checksum' should be true or false"),
            ("kind: {api-key: {prefx: a}}", "unknown key 'prefx'"),
            ("kind: {webhook-standard: {version: v2}}", "1:36: unknown value 'v2'"),
            ("kind: {webhook-gitlab: {form: plain}}", "1:31: unknown value 'plain'"),
            ("kind: {jwt-rs256: {bits: 1024}}", "1:26: 'kind.jwt-rs256.bits' should be 2048, 3072 or 4096"),
            ("kind: {webhook-slack: {version: v1}}", "unknown key 'version'"),
            ("kind: {random: {alphabet: aab}}", "none of them twice"),
            ("kind: {random: {alphabet: \"a'b\"}}", "without quotes"),
            ("kind: {jwt-hs256: {length: 4}}", "unknown key 'length'"),
            ("kind: random\ndestinations: [{dotenv: {path: .env}}]", "needs the key 'key'"),
            ("kind: random\ndestinations: [{dotenv: {path: .env, key: A-B}}]", "is not a name for a variable"),
            ("kind: random\ndestinations: [{dotenv: {path: .env, key: A, previousKey: A}}]", "uses one key twice"),
            ("kind: random\ndestinations: [{dotenv: {path: .env, key: A, dialect: nodejs}}]", "unknown value 'nodejs'"),
            ("kind: random\ndestinations: [{dotenv: {path: .env, key: A, format: pem}}]", "unknown value 'pem'"),
            ("kind: random\ndestinations: [{vault: {path: x}}]", "unknown key 'vault'"),
            ("kind: random\ndestinations: [{}]", "should name one destination"),
            (
                "kind: random\ndestinations: [{dotenv: {path: .env, key: A}}, {dotenv: {path: .env, key: A}}]",
                "named twice"
            ),
            ("kind: random\nreload: [{run: []}]", "should be a program and its arguments"),
            ("kind: random\nreload: [{run: [sh, \"${env:X}\"]}]", "cannot refer to the environment"),
        ])
    func errors(text: String, expected: String) throws {
        let error = #expect(throws: ConfigurationError.self) { try decode(text) }
        #expect(error?.message.contains(expected) == true, "\(error?.message ?? "")")
    }

    @Test("names that could be paths or options are refused", arguments: ["", "a/b", "../x", "-x", ".x", "a b", "é"])
    func names(name: String) throws {
        #expect(throws: ConfigurationError.self) { try decode("kind: random", name: name) }
    }

    @Test("two secrets cannot share a key of a file", arguments: ["key: B, previousKey: A", "key: A"])
    func sharedPlaces(keys: String) throws {
        let first = try decode("kind: random\ndestinations: [{dotenv: {path: .env, key: A}}]", name: "ONE")
        let second = try decode("kind: random\ndestinations: [{dotenv: {path: ./.env, \(keys)}}]", name: "TWO")
        let error = #expect(throws: ConfigurationError.self) {
            try SecretDefinition.refuseSharedPlaces([first, second])
        }
        #expect(error?.message.contains("'TWO' and 'ONE' both write to dotenv:") == true)
        let third = try decode("kind: random\ndestinations: [{dotenv: {path: b.env, \(keys)}}]", name: "THREE")
        try SecretDefinition.refuseSharedPlaces([first, third])
    }
}
