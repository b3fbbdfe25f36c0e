import Basics
import Cryptography
import Files
import Foundation
import JSON
import TestSupport
import Testing

@testable import Secrets

/// docker and kubectl are stand-ins: see `StandInPrograms`.
@Suite("The destinations command, docker-secret and kubernetes-secret")
struct ProgramDestinationTests {
    private func change(_ text: String?, _ slot: DestinationSlot = .current) -> DestinationChange {
        var change = DestinationChange()
        if let text { change.set(slot, to: DestinationConformance.box(text)) } else { change.clear(slot) }
        return change
    }

    private func texts(_ destination: any Destination) throws -> [DestinationSlot: String] {
        let values = try destination.read()
        var texts: [DestinationSlot: String] = [:]
        for slot in DestinationSlot.allCases { texts[slot] = values[slot]?.withSecret { $0.revealedText() } }
        return texts
    }

    private static let path = ["PATH": ProcessInfo.processInfo.environment["PATH"] ?? "/usr/bin:/bin"]

    private func script(_ directory: String, _ name: String, _ text: String) throws {
        try AtomicFile.create(directory + "/" + name, Array(("#!/bin/sh\n" + text).utf8))
        #expect(chmod(directory + "/" + name, 0o700) == 0)
    }

    // MARK: command

    @Test("command keeps to the conformance suite where it can read back")
    func commandConformance() throws {
        try withTemporaryDirectory { directory in
            try script(directory, "put", "cat > held; echo \"$@\" >> arguments")
            try script(directory, "get", "[ ! -e held ] || { cat held; echo; }")
            try DestinationConformance(
                destination: openDestination(
                    "command: {run: [./put, app], read: [./get]}", .test(directory, Self.path), in: directory),
                tamper: { try AtomicFile.replace(directory + "/held", with: Array($0.utf8)) },
                lock: { locked in #expect(chmod(directory + "/put", locked ? 0o600 : 0o700) == 0) }
            ).check()
            let arguments = try FileReader.readText(directory + "/arguments")
            #expect(Set(arguments.split(separator: "\n")) == ["app"])
        }
    }

    @Test("without 'read', what was handed over last is remembered by a mark, and that is said")
    func commandWithoutRead() throws {
        try withTemporaryDirectory { directory in
            try script(directory, "put", "cat > held")
            let open = {
                try openDestination("command: {run: [./put]}", .test(directory, Self.path), in: directory)
            }
            let destination = try open()
            #expect(try texts(destination) == [:])
            try destination.write(change("one"), expecting: destination.read())
            #expect(try FileReader.readText(directory + "/held") == "one")
            #expect(try texts(open()) == [.current: "one"])
            #expect(destination.caveats.count == 1)
            let error = #expect(throws: DestinationError.self) {
                try destination.write(change("two"), expecting: DestinationValues())
            }
            #expect(error?.status == .busy)
            for name in try FileManager.default.contentsOfDirectory(atPath: directory + "/locks") {
                #expect(try !FileReader.readText(directory + "/locks/" + name).contains("one"))
            }
        }
    }

    @Test(
        "a program that fails, hangs or quotes the value",
        arguments: [
            ("echo 'no luck' >&2; exit 3", "ended with status 3 (it said: no luck)"),
            ("sleep 20", "did not end within 1s"),
            ("cat >&2; exit 1", "ended with status 1"),
            ("printf '\\033[2Jx' >&2; exit 1", "ended with status 1 (it said: \\u{1b}[2Jx)"),
            ("base64 >&2; exit 1", "ended with status 1"),
        ])
    func commandFailures(text: String, expected: String) throws {
        try withTemporaryDirectory { directory in
            try script(directory, "put", text)
            let destination = try openDestination(
                "command: {run: [./put], timeout: 1s}", .test(directory, Self.path), in: directory)
            let error = #expect(throws: DestinationError.self) {
                try destination.write(change("hunter2-hunter2"), expecting: destination.read())
            }
            #expect(error?.message == "'./put' " + expected && error?.status == .unavailable)
            #expect(try texts(destination) == [:])
        }
    }

    // MARK: docker-secret

    private func docker(_ programs: StandInPrograms, _ more: String = "") throws -> any Destination {
        try openDestination(
            "docker-secret: {name: jwt, service: web, previousTarget: jwt_old, nextTarget: jwt_new\(more)}",
            .test(programs.directory, programs.environment), in: programs.directory)
    }

    @Test("docker-secret keeps to the conformance suite, and no value is in an argument")
    func dockerConformance() throws {
        try withTemporaryDirectory { directory in
            let programs = try StandInPrograms(directory)
            nonisolated(unsafe) var kept: JSONValue = .null
            try DestinationConformance(
                destination: docker(programs),
                tamper: { text in
                    kept = try programs.state
                    var state = kept
                    state["secrets"]?["theirs"] = ["labels": [:], "data": .string(Base64.encode(Array(text.utf8)))]
                    state["service"]?["jwt"] = ["name": "theirs", "file": ["Name": "jwt"]]
                    try programs.setState(state)
                },
                lock: { try programs.behave($0 ? "down" : "") }, restore: { try programs.setState(kept) }
            ).check()
            let calls = try programs.calls()
            #expect(calls.contains { $0.starts(with: ["docker", "secret", "create", "--label"]) })
            for argument in calls.joined() { #expect(!DestinationConformance.labels.contains(argument)) }
        }
    }

    @Test("one update moves a service from version to version; what nobody needs is removed, permissions stay")
    func dockerVersions() throws {
        try withTemporaryDirectory { directory in
            let programs = try StandInPrograms(directory)
            let destination = try docker(programs)
            try destination.write(change("one"), expecting: destination.read())
            var state = try programs.state
            state["service"]?["jwt"]?["file"] = ["Name": "jwt", "UID": "1000", "GID": "0", "Mode": 0o400]
            try programs.setState(state)
            var next = change("two")
            next.set(.previous, to: DestinationConformance.box("one"))
            try destination.write(next, expecting: destination.read())
            #expect(try texts(destination) == [.current: "two", .previous: "one"])
            #expect(
                try programs.calls().last {
                    $0.starts(with: ["docker", "service", "update"])
                } == [
                    "docker", "service", "update", "--quiet", "--secret-rm", "jwt_v1", "--secret-add",
                    "source=jwt_v2,target=jwt,uid=1000,mode=0400", "--secret-add", "source=jwt_v1,target=jwt_old",
                    "web",
                ])
            try destination.write(change(nil, .previous), expecting: destination.read())
            try destination.write(change("three"), expecting: destination.read())
            try destination.write(change("four"), expecting: destination.read())
            // The one that was just replaced stays, older ones are gone.
            #expect(Set(try programs.state["secrets"]?.objectValue?.keys ?? []) == ["jwt_v3", "jwt_v4"])
            #expect(try texts(destination) == [.current: "four"])
        }
    }

    @Test(
        "what docker cannot do is said, and the value is not",
        arguments: [
            ("down", "Cannot connect to the Docker daemon"), ("hanging", "did not end within 1s"),
            ("echo", "'docker service update' ended with status 1"),
        ])
    func dockerFailures(mode: String, expected: String) throws {
        try withTemporaryDirectory { directory in
            let programs = try StandInPrograms(directory)
            let destination = try docker(programs, mode == "hanging" ? ", timeout: 1s" : "")
            let held = DestinationValues()
            try programs.behave(mode)
            let error = #expect(throws: DestinationError.self) {
                try destination.write(change("hunter2-hunter2"), expecting: held)
            }
            #expect(error?.message.contains(expected) == true && error?.status == .unavailable)
            #expect(error?.message.contains("hunter2") == false && error?.message.contains("aHVudGVyMi1") == false)
        }
    }

    // MARK: kubernetes-secret

    private func kubernetes(_ programs: StandInPrograms, _ more: String = "") throws -> any Destination {
        try openDestination(
            "kubernetes-secret: {name: app, namespace: shop, key: JWT, previousKey: JWT_OLD, nextKey: JWT_NEW\(more)}",
            .test(programs.directory, programs.environment), in: programs.directory)
    }

    @Test("kubernetes-secret keeps to the conformance suite, and no value is in an argument")
    func kubernetesConformance() throws {
        try withTemporaryDirectory { directory in
            let programs = try StandInPrograms(directory)
            try DestinationConformance(
                destination: kubernetes(programs),
                tamper: { text in
                    var state = try programs.state
                    state["object"]?["data"]?["JWT"] = .string(Base64.encode(Array(text.utf8)))
                    state["object"]?["metadata"]?["resourceVersion"] = "77"
                    try programs.setState(state)
                },
                lock: { try programs.behave($0 ? "forbidden" : "") }
            ).check()
            let hidden = DestinationConformance.labels.flatMap { [$0, Base64.encode(Array($0.utf8))] }
            for argument in try programs.calls().joined() { #expect(!hidden.contains(argument)) }
        }
    }

    @Test("a conflict is busy; an immutable Secret is refused; other keys stay; a namespace that is not there")
    func kubernetesRefusals() throws {
        try withTemporaryDirectory { directory in
            let programs = try StandInPrograms(directory)
            let object: JSONValue = [
                "kind": "Secret", "metadata": ["name": "app", "resourceVersion": "5"], "data": ["OTHER": "eA=="],
            ]
            try programs.setState(["object": object])
            let destination = try kubernetes(programs)
            let held = try destination.read()
            try destination.write(change("one"), expecting: held)
            #expect(try programs.state.value(at: "object.data.OTHER") == "eA==")
            try programs.behave("conflict")
            let busy = #expect(throws: DestinationError.self) {
                try destination.write(change("two"), expecting: destination.read())
            }
            #expect(busy?.status == .busy)
            try programs.behave("echo")
            let echo = #expect(throws: DestinationError.self) {
                try destination.write(change("hunter2-hunter2"), expecting: destination.read())
            }
            #expect(echo?.message == "'kubectl patch secret' ended with status 1")
            try programs.behave()
            var immutable = object
            immutable["immutable"] = true
            try programs.setState(["object": immutable])
            let refused = #expect(throws: DestinationError.self) { try destination.check(change("two")) }
            #expect(refused?.status == .refused)
            let elsewhere = try openDestination(
                "kubernetes-secret: {name: app, key: JWT}", .test(directory, programs.environment), in: directory)
            #expect((#expect(throws: DestinationError.self) { try elsewhere.read() })?.status == .inputNotFound)
        }
    }
}
