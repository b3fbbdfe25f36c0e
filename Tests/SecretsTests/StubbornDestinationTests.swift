import Basics
import Cryptography
import Files
import Foundation
import Redis
import TestSupport
import Testing

@testable import Secrets

/// Destinations that are in order when they are checked, and then hang or answer that all is done and keep what they had.
@Suite("A destination that hangs, or says that it is done and is not", .serialized)
struct StubbornDestinationTests {
    struct Case: Sendable, CustomTestStringConvertible {
        let place: String
        let mode: String
        var testDescription: String { "\(place), \(mode)" }
    }

    static let cases: [Case] =
        ["vault", "vercel", "docker", "kubectl", "command"].flatMap { place in
            ["hanging", "forgetful"].map { Case(place: place, mode: $0) }
        } + [Case(place: "redis", mode: "hanging"), Case(place: "aws", mode: "hanging")]

    private final class Servers: Sendable {
        let standIn: StandInServer
        let redis: RedisServer
        init() throws { (standIn, redis) = (try StandInServer(), try RedisServer()) }
    }
    private static let servers = Result { try Servers() }

    private func entry(_ place: String, _ servers: Servers, _ id: String, aws: MotoServer?) -> String {
        let url = servers.standIn.server.url()
        return switch place {
        case "vault": "vault-kv2: {url: \"\(url)\", token: \"${env:T}\", path: \(id), field: V, previousField: O, timeout: 1s}"
        case "vercel":
            "vercel: {url: \"\(url)\", token: \"${env:V}\", project: shop, team: team_1, key: \(id), target: [production], type: encrypted, timeout: 1s}"
        case "docker": "docker-secret: {name: jwt, service: web, previousTarget: old, timeout: 2s}"
        case "kubectl": "kubernetes-secret: {name: app, namespace: shop, key: K, previousKey: O, timeout: 2s}"
        case "redis": "redis: {url: \"\(servers.redis.url)?timeout=500ms\", key: \(id), previousKey: \(id)-old}"
        case "aws": "aws-secrets-manager: {secret: app/json, key: \(id), endpoint: \"\(aws?.url ?? "")\", timeout: 2s}"
        default: "command: {run: [./put], read: [./get], timeout: 1s}"
        }
    }

    @Test("is said, nothing is lost, and the rotation goes on when it is well again", arguments: cases)
    func stubborn(item: Case) throws {
        let servers = try Self.servers.get()
        let aws = item.place == "aws" ? try MotoServer() : nil
        try withTemporaryDirectory { directory in
            let programs = try StandInPrograms(directory)
            for (name, text) in [
                (
                    "put",
                    "case $(cat mode 2>/dev/null) in hanging) sleep 30;; forgetful) cat > /dev/null; exit 0;; esac; cat > held.new && mv held.new held"
                ), ("get", "[ ! -e held ] || cat held"),
            ] {
                try AtomicFile.create("\(directory)/\(name)", Array("#!/bin/sh\numask 077\n\(text)\n".utf8))
                try #require(chmod("\(directory)/\(name)", 0o700) == 0)
            }
            @Sendable func behave(_ mode: String) throws {
                switch item.place {
                case "vault", "vercel": try servers.standIn.behave(mode)
                case "redis": mode.isEmpty ? servers.redis.thaw() : servers.redis.freeze()
                case "aws": mode.isEmpty ? aws?.thaw() : aws?.freeze()
                default: try programs.behave(mode)
                }
            }
            defer { try? behave("") }
            var scene = try Scene(directory)
            var environment = programs.environment
            environment.merge(aws?.environment ?? [:]) { $1 }
            environment.merge(["T": "t0ken", "V": "v3rcel"]) { $1 }
            scene.engine = RotationEngine(
                keyring: scene.keyring, database: scene.database, time: scene.clock.source, environment: environment,
                lockDirectory: directory + "/.firebreak")
            let id = "S" + Random.identifier().filter(\.isLetter).uppercased().prefix(20)
            let definition = try scene.definition(
                """
                kind: jwt-hs256
                overlap: 24h
                destinations:
                  - file: {path: value, previousPath: old}
                  - \(entry(item.place, servers, id, aws: aws))
                """)
            #expect(try scene.engine.rotate(definition).status == .done)

            // It is well when it is checked, and falls ill before it is written to.
            let name = definition.destinations[1].name
            scene.engine.boundary = { boundary in
                if boundary == "before writing \(name)" { try behave(item.mode) }
            }
            let outcome = try scene.engine.rotate(definition)
            #expect(outcome.status == .partial)
            let trouble = try #require(outcome.trouble)
            #expect(trouble.reason.hasPrefix(name))
            let says = item.mode == "forgetful" ? ["does not hold what was written to it"] : ["within", "in time", "timed out", "took longer"]
            #expect(says.contains { trouble.reason.contains($0) }, "\(trouble.reason)")
            #expect(trouble.isParked == false, "it may pass")
            scene.engine.boundary = { _ in }
            try behave("")

            // What stands anywhere, the keyring has, and it is accepted.
            let versions = try scene.keyring.versions(of: "JWT_SECRET")
            let run = try RotationRun(scene.engine, definition)
            for destination in run.destinations {
                let holdings = try run.inspect(destination)
                #expect(holdings.strangers.isEmpty, "\(destination.name)")
                let stage = versions.first { $0.version == holdings.versions[.current] }?.stage
                #expect(stage?.isLive == true, "\(destination.name)")
            }
            scene.clock.pass(.seconds(60))
            let end = try #require(try scene.engine.advance(definition, isScheduled: true))
            #expect(end.status == .done && end.nextStep == .retire, "\(end.warnings)")
            for destination in run.destinations {
                #expect(try run.inspect(destination).versions[.current] == 2, "\(destination.name)")
            }
        }
    }
}
