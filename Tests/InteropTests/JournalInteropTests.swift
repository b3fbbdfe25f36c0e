import Cryptography
import Files
import Foundation
import JSON
import State
import TestSupport
import Testing

@testable import Incidents

/// The journal, verified by a program that shares nothing with firebreak (Readers/verify_journal.py).
@Suite("The journal and an independent verifier")
struct JournalInteropTests {
    @Test("an export and proofs, made by the program, are verified; a changed one is located")
    func program() throws {
        try Workshop.open("{}\n") { workshop in
            try workshop.run("incident", "open", "--title", "Ünï \u{202E}\u{1F525}", "--severity", "sev2")
            for number in 0..<40 { try workshop.run("incident", "note", "note \(number) \"quoted\" \\ \n") }
            let export = try workshop.write("journal.jsonl", try workshop.run("journal", "export"))
            let key = workshop.directory + "/.firebreak/journal.pub"
            let good = try JSONValue(parsing: try workshop.read("verify_journal", "export", export, key))
            #expect(good["problems"] == [] && good["entries"] == 42)
            for entry in ["0", "17", "41"] {
                let proof = try workshop.write("p.tlog-proof", try workshop.run("journal", "proof", entry))
                let seen = try JSONValue(parsing: try workshop.read("verify_journal", "proof", proof, key))
                #expect(seen["problems"] == [] && seen["entry"]?["position"]?.integerValue == Int64(entry))
                let text = try FileReader.readText(proof).replacing("index \(entry)", with: "index 5")
                let changed = try workshop.write("q.tlog-proof", text)
                #expect(try JSONValue(parsing: try workshop.read("verify_journal", "proof", changed, key))["problems"] != [])
            }
            let text = try FileReader.readText(export).replacing("note 17", with: "note 71")
            let changed = try workshop.write("changed.jsonl", text)
            let bad = try JSONValue(parsing: try workshop.read("verify_journal", "export", changed, key))
            #expect(bad["problems"]?[0]?[0] == 19)
        }
    }

    /// With `FIREBREAK_SOAK=1` every bit and every swap, otherwise one bit of each byte and one swap in fifty.
    @Test("single-bit changes, every cut and swaps in a journal of a thousand entries are found and located")
    func everyChange() throws {
        try withTemporaryDirectory { directory in
            let state = try TestDatabase.make(in: directory)
            let signer = try CheckpointSigner(name: "firebreak.test/journal", key: try .generate(.ed25519))
            let journal = Journal(database: state, signer: signer)
            try journal.append(many: (1..<1000).map { JournalDraft(kind: "note", actor: "a", summary: "note \($0)") })
            var bytes: [UInt8] = []
            try journal.export { bytes += $0 }
            try AtomicFile.create(directory + "/journal.jsonl", bytes)
            try AtomicFile.create(directory + "/journal.pub", Array(signer.verifier.verifierKey.utf8))
            let folder = try #require(Bundle.module.path(forResource: "Readers", ofType: nil))
            let result = try JSONValue(
                parsing: try Python.run([
                    folder + "/verify_journal.py", "changes", directory + "/journal.jsonl", directory + "/journal.pub",
                    FirebreakProgram.isSoaking ? "1" : "50",
                ], timeout: .seconds(FirebreakProgram.isSoaking ? 7200 : 300)))
            #expect(result["unnoticed"] == 0 && result["misplaced"] == 0 && result["problems"] == [], "\(result)")
            #expect(result["bits"]?.integerValue ?? 0 == Int64(bytes.count * (FirebreakProgram.isSoaking ? 8 : 1)))
            #expect(result["cuts"]?.integerValue ?? 0 == Int64(bytes.count))
        }
    }
}
