import Basics
import Cryptography
import Testing

@testable import Incidents

@Suite struct CheckpointTests {
    /// Made in Python (cryptography 44) from the same seed, after c2sp.org/signed-note and c2sp.org/tlog-checkpoint.
    static let known = """
        firebreak.test/journal
        8
        XcnaeacGWamtVZy3Ad7ZoqudgjqtL0lgz+Nw7/RgQyg=

        \u{2014} firebreak.test/journal 9PZqGgUxeZvryLBxk5eHZP90d4SECGdQl+pjsomPZZV0Xw0Rl5fiEky+ABGaIHYRF8jY2toXCy++GlaC5tFCWKsqawg=

        """
    static let knownKey = "firebreak.test/journal+f4f66a1a+AQOhB7/zzhC+HXDdGOdLwJln5NYwm6UNXx3chmQSVTG4"

    @Test func aCheckpointIsByteForByteWhatAnotherImplementationSigns() throws {
        let signer = try testSigner()
        let root = try #require(Hexadecimal.decode(MerkleTests.roots[8]))
        let checkpoint = try signer.sign(size: 8, root: root)
        #expect(checkpoint.note == Self.known)
        #expect(signer.verifier.verifierKey == Self.knownKey)
        let read = try CheckpointVerifier(verifierKey: Self.knownKey).checkpoint(Self.known)
        #expect(read.size == 8 && read.root == root && read.origin == "firebreak.test/journal")
    }

    /// The example of golang.org/x/mod/sumdb/note.
    @Test func theKeyAndNoteOfGoAreRead() throws {
        let verifier = try CheckpointVerifier(
            verifierKey: "example.com/foo+530d903a+AekyeRrm56hApGFkyQR4ZCbV54Id2LKaANYcrnKv3U2k")
        let line =
            "\u{2014} example.com/foo Uw2QOkn8srV1yJGh2VYRlL1Tnagv1YEq6TfXppzi2ONncAlTgK7Ztg1ERYNZXsYjOBH3mFXmRKuwHjG1Yu72IneyaQM=\n"
        let note = try #require(SignedNote("This is an example message.\n\n" + line))
        #expect(note.text == "This is an example message.\n")
        #expect(note.signatures[0].keyID == verifier.keyID)
        let key = try PublicKey(ed25519: verifier.publicKey)
        #expect(key.verify(note.signatures[0].bytes, of: Array(note.text.utf8), .ed25519))
        #expect(throws: JournalError.badCheckpoint("it has not the form of a checkpoint")) {
            try verifier.checkpoint("This is an example message.\n\n" + line)
        }
    }

    @Test func signaturesOfOthersArePassedOverAndExtensionsKept() throws {
        let signer = try testSigner()
        let stranger = try testSigner(name: "witness.example", first: 9)
        let text = Checkpoint.text(origin: signer.name, size: 1, root: MerkleHash.empty) + "an extension\n"
        func line(_ of: CheckpointSigner) throws -> String {
            let key = try PrivateKey(ed25519Seed: Secret([of === signer ? 0 : 9] + Array(1...31)))
            return SignedNote.line(
                name: of.name, keyID: of.verifier.keyID, signature: try key.sign(Array(text.utf8), .ed25519))
        }
        let both = text + "\n" + (try line(stranger)) + (try line(signer))
        #expect(try signer.verifier.checkpoint(both).size == 1)
        #expect(throws: JournalError.self) { try signer.verifier.checkpoint(text + "\n" + line(stranger)) }
        // Twice by the same key: which of them counts would be open.
        #expect(throws: JournalError.self) { try signer.verifier.checkpoint(both + line(signer)) }
    }

    static let forms: [String: @Sendable (String) -> String] = [
        "nothing": { _ in "" },
        "no line break at the end": { String($0.dropLast()) },
        "one more line break": { $0 + "\n" },
        "no signature": { $0.components("\n\n")[0] + "\n\n" },
        "no blank line": { $0.replacing("\n\n", with: "\n") },
        "a carriage return": { $0.replacing("\n8\n", with: "\n8\r\n") },
        "zeros before the size": { $0.replacing("\n8\n", with: "\n08\n") },
        "a sign before the size": { $0.replacing("\n8\n", with: "\n+8\n") },
        "a negative size": { $0.replacing("\n8\n", with: "\n-8\n") },
        "a size too large": { $0.replacing("\n8\n", with: "\n99999999999999999999\n") },
        "a short root": { $0.replacing("XcnaeacGWamtVZy3Ad7ZoqudgjqtL0lgz+Nw7/RgQyg=", with: "XcnaeacGWamtVZy3Ad7Z") },
        "a root without padding": { $0.replacing("RgQyg=\n", with: "RgQyg\n") },
        "a hyphen for the dash": { $0.replacing("\u{2014} ", with: "- ") },
        "two spaces": { $0.replacing("journal 9PZ", with: "journal  9PZ") },
        "another root": { $0.replacing("XcnaeacG", with: "YcnaeacG") },
        "another size": { $0.replacing("\n8\n", with: "\n9\n") },
        "another origin": { $0.replacing("firebreak.test/journal\n8", with: "firebreak.test/journey\n8") },
        "another key identifier": { $0.replacing(" 9PZ", with: " 9PY") },
    ]

    @Test(arguments: forms.keys.sorted())
    func whatIsNotExactlyACheckpointIsNone(_ name: String) throws {
        let change = try #require(Self.forms[name])
        let changed = change(Self.known)
        #expect(changed != Self.known)
        let verifier = try testSigner().verifier
        #expect(throws: JournalError.self) { try verifier.checkpoint(changed) }
    }

    @Test(arguments: [
        "", "name", "a+b", "name+f4f66a1a+", "name+zz+AQOhB7/zzhC+HXDdGOdLwJln5NYwm6UNXx3chmQSVTG4",
        "other.name+f4f66a1a+AQOhB7/zzhC+HXDdGOdLwJln5NYwm6UNXx3chmQSVTG4",
        "firebreak.test/journal+f4f66a1b+AQOhB7/zzhC+HXDdGOdLwJln5NYwm6UNXx3chmQSVTG4",
        "firebreak.test/journal+f4f66a1a+AgOhB7/zzhC+HXDdGOdLwJln5NYwm6UNXx3chmQSVTG4",
        "with space+f4f66a1a+AQOhB7/zzhC+HXDdGOdLwJln5NYwm6UNXx3chmQSVTG4",
    ])
    func badVerifierKeysAreRefused(_ text: String) {
        #expect(throws: JournalError.self) { try CheckpointVerifier(verifierKey: text) }
    }

    @Test func onlyEd25519KeysSign() throws {
        #expect(throws: JournalError.badKey("it is not an Ed25519 key")) {
            try CheckpointSigner(name: "a", key: try PrivateKey.generate(.p256))
        }
        #expect(throws: JournalError.self) { try testSigner(name: "a b") }
    }
}

extension String {
    fileprivate func components(_ separator: String) -> [String] { split(separator: separator).map(String.init) }
}
