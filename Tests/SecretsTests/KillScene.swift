import Basics
import Configuration
import Cryptography
import Files
import Foundation
import JSON
import State
import Processes
import TestSupport
import Testing

@testable import Secrets

/// The servers to which kill tests write: real Redis servers, moto's AWS, and stand-ins for Vault and Vercel.
final class KillServers: Sendable {
    let redis: RedisServer
    let standIn: StandInServer
    let aws: MotoServer
    let group: RedisSentinelGroup

    private init() throws {
        redis = try RedisServer()
        standIn = try StandInServer()
        aws = try MotoServer()
        group = try RedisSentinelGroup(replicas: 1, sentinels: 1, downAfter: 60000, password: "admin-pw")
    }

    static let shared = Result { try KillServers() }
}

/// Destinations at which a secret stands at once.
enum KillPlaces: String, Sendable, CaseIterable {
    case files, services, programs, redisPassword

    /// Their entries, for a secret whose scene is called `id`.
    func destinations(_ id: String, _ servers: KillServers, isKeyPair: Bool) -> [String] {
        switch self {
        case .files:
            [
                "dotenv: {path: .env, key: KEY, previousKey: OLD, nextKey: NEXT}",
                "file: {path: value, previousPath: old, nextPath: next}",
                "kubernetes-secret: {name: app, namespace: shop, key: K, manifest: manifest.yaml}",
            ] + (isKeyPair ? ["jwks: {path: jwks.json}"] : [])
        case .services:
            [
                "redis: {url: \"\(servers.redis.url)\", key: \(id), previousKey: \(id)-old}",
                "vault-kv2: {url: \"\(servers.standIn.server.url())\", token: \"${env:T}\", path: \(id), field: V, previousField: O}",
                """
                vercel: {url: "\(servers.standIn.server.url())", token: "${env:V}", project: shop, team: team_1,
                         key: \(id), target: [production], type: encrypted}
                """,
                "aws-secrets-manager: {secret: app/json, key: \(id), endpoint: \"\(servers.aws.url)\"}",
            ]
        case .programs:
            [
                "docker-secret: {name: jwt, service: web, previousTarget: old}",
                "kubernetes-secret: {name: app, namespace: shop, key: K, previousKey: O}",
                "command: {run: [./put, app], read: [./get]}",
                "file: {path: value, previousPath: old}",
            ]
        case .redisPassword:
            [
                """
                dotenv: {path: .env, key: URL, previousKey: OLD, template: "redis://\(id):{value}@cache:6379/0"}
                """,
                "redis-acl: {url: \"\(servers.group.url)\", user: \(id)}",
                "file: {path: value, previousPath: old}",
            ]
        }
    }
}

/// A secret in a folder of its own that the real program rotates and that is killed; and what the test itself sees of it,
/// in the state and at the destinations.
struct KillScene {
    static let secret = "KEY"
    let directory: String
    let program: FirebreakProgram
    let environment: [String: String]
    let definition: SecretDefinition
    let servers: KillServers
    let user: String?

    init(_ directory: String, kind: String, at places: KillPlaces) throws {
        self.directory = directory
        let servers = try KillServers.shared.get()
        self.servers = servers
        let id = "K" + Random.identifier().filter(\.isLetter).uppercased().prefix(20)
        let programs = try StandInPrograms(directory)
        let seen = "cat /proc/$$/cmdline /proc/$$/environ /proc/$PPID/cmdline /proc/$PPID/environ >> processes"
        for (name, text) in [("put", "cat > held.new && mv held.new held"), ("get", "[ ! -e held ] || cat held")] {
            try AtomicFile.create("\(directory)/\(name)", Array("#!/bin/sh\numask 077\n\(seen)\n\(text)\n".utf8))
            try #require(chmod("\(directory)/\(name)", 0o700) == 0)
        }
        var environment = programs.environment
        environment.merge(servers.aws.environment) { $1 }
        environment.merge(["T": "t0ken", "V": "v3rcel", "no_proxy": "127.0.0.1,localhost"]) { $1 }
        self.environment = environment
        let isKeyPair = ["rs", "ps", "es", "ed"].contains { kind.hasPrefix("jwt-" + $0) }
        let text =
            "kind: \(kind)\noverlap: 24h\ndestinations:\n"
            + places.destinations(id, servers, isKeyPair: isKeyPair).map { "  - \($0)\n" }.joined()
        let entry = text.split(separator: "\n").map { "    \($0)\n" }.joined()
        try AtomicFile.create(directory + "/firebreak.yaml", Array("secrets:\n  \(Self.secret):\n\(entry)".utf8))
        definition = try SecretDefinition(
            name: Self.secret, node: ConfigurationFile(text: text, directory: directory).root)
        program = try FirebreakProgram(in: directory)
        program.requireSearch()
        user = places == .redisPassword ? id : nil
        if places == .redisPassword {
            try makeUser(id, "first-password", at: servers.group.servers)
            try AtomicFile.create(directory + "/.env", Array("URL=redis://\(id):first-password@cache:6379/0\n".utf8))
        }
    }

    func run(_ arguments: [String], trap: [String: String] = [:]) throws -> ProgramOutcome {
        let result = try program.run(arguments, environment: environment.merging(trap) { $1 })
        return ProgramOutcome(status: result.exitCode, said: result.errorText + result.outputText)
    }

    struct ProgramOutcome {
        let status: Int32
        let said: String
        var wasKilled: Bool { status == 137 }
    }

    func rotate(compromised: Bool = false, trap: [String: String] = [:]) throws -> ProgramOutcome {
        try run(["secrets", "rotate", Self.secret, "--yes"] + (compromised ? ["--compromised"] : []), trap: trap)
    }

    /// The engine as another process would open it.
    func engine() throws -> RotationEngine {
        let database = try TestDatabase.make(in: directory)
        let keyring = try Keyring(
            database: database, unlock: .keyFile(path: directory + "/.firebreak/keyring.key"), time: .system)
        return RotationEngine(
            keyring: keyring, database: database, time: .system, environment: environment,
            lockDirectory: directory + "/.firebreak")
    }

    /// Every value at a destination is one that the keyring has, and what consumers use is accepted.
    func nothingIsLost(_ when: String) throws {
        guard FileReader.exists(directory + "/.firebreak/keyring.key") else { return }
        let engine = try engine()
        let versions = try engine.keyring.versions(of: Self.secret)
        // Before its first version is on record, nothing was touched.
        guard !versions.isEmpty else { return }
        let run = try RotationRun(engine, definition)
        for destination in run.destinations {
            let holdings = try run.inspect(destination)
            #expect(holdings.strangers.isEmpty, "\(when): \(destination.name) holds a value that the keyring has not")
            guard let held = holdings.versions[.current], !destination.isVerifier else { continue }
            let stage = versions.first { $0.version == held }?.stage
            #expect(stage?.isLive == true, "\(when): \(destination.name) holds version \(held), \(stage?.rawValue ?? "?")")
        }
        if let user { try consumerIsLetIn(user, when) }
    }

    /// The consumer's password lets it in at every server.
    private func consumerIsLetIn(_ user: String, _ when: String) throws {
        let url = try DotEnvDocument(parsing: FileReader.read(directory + "/.env")).value(of: "URL") ?? ""
        let password = url.split(separator: "@").first?.split(separator: ":").last.map(String.init) ?? ""
        for server in servers.group.servers {
            let login = try? RedisLogin(url: "redis://\(user):\(password)@127.0.0.1:\(server.port)")
            #expect(login != nil, "\(when): the consumer's password is refused on port \(server.port)")
        }
    }

    /// `tick` completes what was interrupted; afterwards every destination has the current version.
    func completes(_ when: String) throws {
        let tick = try run(["tick"])
        #expect(tick.status == 0, "\(when): tick: \(tick.said)")
        let engine = try engine()
        #expect(try engine.unfinished([definition]).isEmpty, "\(when): something is left over")
        let versions = try engine.keyring.versions(of: Self.secret)
        #expect(!versions.contains { $0.stage == .pending }, "\(when)")
        guard let current = versions.first(where: { $0.stage == .current })?.version else { return }
        let run = try RotationRun(engine, definition)
        for destination in run.destinations {
            let held = try run.inspect(destination).versions[.current]
            #expect(held == current, "\(when): \(destination.name) holds \(held.map(String.init) ?? "nothing")")
        }
    }

    /// How many boundaries a whole rotation has.
    func countBoundaries(_ trap: SystemTrap, compromised: Bool) throws -> Int {
        let file = directory + "/count"
        let outcome = try rotate(compromised: compromised, trap: trap.counting(to: file))
        try #require(outcome.status == 0 && FileReader.exists(file), "\(outcome.said)")
        return try #require(Int(FileReader.readText(file)))
    }
}
