import Basics
import Cryptography
import Files
import Foundation
import Glibc
import JSON
import TestSupport
import Testing
import Tokens

@testable import Secrets

@Suite("Destinations that are files: file, compose-secret, jwks, a manifest")
struct FileDestinationTests {
    private func change(_ text: String) -> DestinationChange {
        var change = DestinationChange()
        change.set(.current, to: DestinationConformance.box(text))
        return change
    }

    private func mode(_ path: String) throws -> Int? {
        try FileManager.default.attributesOfItem(atPath: path)[.posixPermissions] as? Int
    }

    @Test(
        "file and compose-secret keep to the conformance suite",
        arguments: ["file", "compose-secret"],
        ["", ", previousPath: old, nextPath: new", ", newline: true, mode: 0640, previousPath: old"])
    func conformance(type: String, more: String) throws {
        try withTemporaryDirectory { directory in
            let end = more.contains("newline") ? "\n" : ""
            try DestinationConformance(
                destination: openDestination("\(type): {path: key\(more)}", .test(directory), in: directory),
                tamper: { try AtomicFile.replace(directory + "/key", with: Array(($0 + end).utf8)) },
                lock: { locked in #expect(chmod(directory + "/key", locked ? 0o400 : 0o600) == 0) }
            ).check()
            #expect(try FileReader.readText(directory + "/key") == "by somebody else" + end)
        }
    }

    @Test("the permissions are those that were asked for, else those of the file, else 0600")
    func permissions() throws {
        try withTemporaryDirectory { directory in
            for (path, more, expected) in [("a", "", 0o600), ("b", ", mode: 0640", 0o640), ("c", "", 0o440 | 0o200)] {
                if path == "c" {
                    try AtomicFile.create(directory + "/c", Array("old".utf8))
                    #expect(chmod(directory + "/c", 0o640) == 0)
                }
                let destination = try openDestination(
                    "file: {path: \(path)\(more)}", .test(directory), in: directory)
                try destination.write(change("value"), expecting: destination.read())
                #expect(try mode(directory + "/" + path) == expected)
            }
        }
    }

    @Test("a folder without permission, a missing one and a folder in the file's place are said beforehand")
    func refused() throws {
        try withTemporaryDirectory { directory in
            #expect(mkdir(directory + "/closed", 0o500) == 0 && mkdir(directory + "/folder", 0o700) == 0)
            for (path, status) in [
                ("closed/key", Basics.ExitStatus.refused), ("missing/key", .inputNotFound), ("folder", .badInput),
            ] {
                let destination = try openDestination("file: {path: \(path)}", .test(directory), in: directory)
                let error = #expect(throws: FilesError.self) {
                    _ = try destination.read()
                    try destination.check(change("hunter2"))
                }
                #expect(error?.status == status, "\(path)")
                #expect(error?.message.contains("hunter2") == false)
            }
            chmod(directory + "/closed", 0o700)
        }
    }

    @Test("a disk that is full keeps the old value", .enabled(if: geteuid() == 0, "mounting a tiny tmpfs needs root"))
    func fullDisk() throws {
        try withTemporaryDirectory { directory in
            let small = directory + "/small"
            #expect(mkdir(small, 0o700) == 0)
            guard mount("tmpfs", small, "tmpfs", 0, "size=64k,mode=0700") == 0 else { return }
            defer { umount2(small, Int32(MNT_DETACH)) }
            let destination = try openDestination("file: {path: small/key}", .test(directory), in: directory)
            try destination.write(change("old"), expecting: destination.read())
            // All but a page of it is taken.
            let filler = open(small + "/filler", O_CREAT | O_WRONLY, 0o600)
            let block = [UInt8](repeating: 0x61, count: 4096)
            while write(filler, block, block.count) > 0 {}
            close(filler)
            let error = #expect(throws: FilesError.self) {
                try destination.write(change(String(repeating: "n", count: 5000)), expecting: destination.read())
            }
            #expect(error == .diskFull(path: small + "/key") && error?.status == .inputOutput)
            #expect(try FileReader.readText(small + "/key") == "old")
        }
    }

    // MARK: jwks

    /// One key for each of the suite's texts.
    private static let keys: [String: String] = {
        var keys: [String: String] = [:]
        for label in DestinationConformance.labels {
            keys[label] = try? PrivateKey.generate(.ed25519).pem().base64(.standard).revealedText()
        }
        return keys
    }()

    @Sendable private static func key(_ label: String) -> String { keys[label] ?? "" }

    @Test("jwks keeps to the conformance suite, and shares a file with the keys of others")
    func keySetConformance() throws {
        try withTemporaryDirectory { directory in
            let path = directory + "/jwks.json"
            let other: JSONValue = ["kty": "OKP", "crv": "Ed25519", "x": "11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo"]
            let set: JSONValue = ["keys": [other], "about": "shared"]
            try AtomicFile.create(path, Array(set.compact.utf8))
            let context = DestinationContext.test(directory, sample: Self.key)
            let destination = try openDestination(
                "jwks: {path: jwks.json}", kind: JWTEdDSAKind(), context, in: directory)
            try DestinationConformance(
                destination: destination,
                tamper: { try destination.write(change(Self.key($0)), expecting: destination.read()) },
                lock: { locked in #expect(chmod(path, locked ? 0o400 : 0o644) == 0) }, sample: Self.key
            ).check()
            let document = try JSONValue(parsing: FileReader.read(path))
            #expect(document["keys"]?.arrayValue?.contains(other) == true)
            #expect(document["about"]?.stringValue == "shared")
            #expect(try mode(path) == 0o644)
        }
    }

    @Test("a key set holds public halves only, current first, and is read as one by everybody")
    func keySet() throws {
        try withTemporaryDirectory { directory in
            let context = DestinationContext.test(directory, sample: Self.key)
            let destination = try openDestination(
                "jwks: {path: jwks.json}", kind: JWTEdDSAKind(), context, in: directory)
            var change = DestinationChange()
            for (slot, label) in [(DestinationSlot.next, "three"), (.previous, "one"), (.current, "two")] {
                change.set(slot, to: DestinationConformance.box(Self.key(label)))
            }
            try destination.write(change, expecting: destination.read())
            let text = try FileReader.readText(directory + "/jwks.json")
            #expect(!text.contains("\"d\""))
            let keys = try JWT.keys(inSet: JSONValue(parsing: text))
            let expected = try ["two", "one", "three"].map { label in
                let pem = try Secret(base64: Secret(utf8: Self.key(label)), .standard, "key")
                return try JWTEdDSAKind().publicKeyIdentifier(of: pem)
            }
            #expect(try keys.map { try $0.keyID() } == expected)
        }
    }

    @Test(
        "what is no key set is refused and left", arguments: ["[]", "{}", "{\"keys\": 1}", "not json", "{\"keys\":["])
    func noKeySet(text: String) throws {
        try withTemporaryDirectory { directory in
            try AtomicFile.create(directory + "/jwks.json", Array(text.utf8))
            let destination = try openDestination(
                "jwks: {path: jwks.json}", kind: JWTEdDSAKind(), .test(directory), in: directory)
            let error = #expect(throws: DestinationError.self) { try destination.read() }
            #expect(error?.status == .badInput)
        }
    }

    // MARK: A manifest

    @Test("a Kubernetes manifest keeps to the conformance suite, and what else is in it stays")
    func manifest() throws {
        try withTemporaryDirectory { directory in
            let path = directory + "/secret.json"
            let text =
                #"{"apiVersion":"v1","kind":"Secret","metadata":{"name":"app","labels":{"a":"b"}},"data":{"O":"eA=="}}"#
            try AtomicFile.create(path, Array(text.utf8))
            let destination = try openDestination(
                "kubernetes-secret: {name: app, key: K, previousKey: P, manifest: secret.json}", .test(directory),
                in: directory)
            try DestinationConformance(
                destination: destination,
                tamper: { text in
                    var document = try JSONValue(parsing: FileReader.read(path))
                    document["data"]?["K"] = .string(Base64.encode(Array(text.utf8)))
                    try AtomicFile.replace(path, with: Array(document.compact.utf8))
                },
                lock: { locked in #expect(chmod(path, locked ? 0o400 : 0o600) == 0) }
            ).check()
            let document = try JSONValue(parsing: FileReader.read(path))
            #expect(document.value(at: "metadata.labels.a") == "b" && document.value(at: "data.O") == "eA==")
        }
    }
}
