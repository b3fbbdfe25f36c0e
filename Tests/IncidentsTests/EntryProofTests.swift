import Basics
import TestSupport
import Testing

@testable import Incidents

/// The proof of an entry, in C2SP's form, for somebody who has the public key alone.
@Suite struct EntryProofTests {
    @Test func everyEntryIsProven() throws {
        try withJournal { journal in
            try journal.append((1..<40).map { note("note \($0)") })
            let verifier = try testSigner().verifier
            for position in 0..<Int64(40) {
                let text = try journal.proof(of: position).text
                let proven = try EntryProof(text).verify(verifier)
                #expect(proven.entry == (try journal.entry(at: position)))
                #expect(proven.checkpoint.size == 40)
            }
            #expect(throws: JournalError.noEntry(40)) { try journal.proof(of: 40) }
        }
    }

    @Test func itHasTheFormOfTheSpecification() throws {
        try withJournal { journal in
            try journal.append([note("one"), note("two")])
            let text = try journal.proof(of: 1).text
            let lines = text.split(separator: "\n", omittingEmptySubsequences: false)
            #expect(lines[0] == "c2sp.org/tlog-proof@v1")
            #expect(lines[1].hasPrefix("extra ") && lines[2] == "index 1")
            let first = try #require(try journal.entry(at: 0))
            var copy = first
            #expect(String(lines[3]) == Base64.encode(MerkleHash.leaf(try JournalLeaf.encode(&copy))))
            #expect(lines[5] == "" && lines[6] == "firebreak.test/journal" && lines[7] == "3")
        }
    }

    @Test func whateverIsChangedInItIsFound() throws {
        try withJournal { journal in
            try journal.append((1..<6).map { note("note \($0)") })
            let verifier = try testSigner().verifier
            let text = try journal.proof(of: 3).text
            _ = try EntryProof(text).verify(verifier)
            var unnoticed: [Int] = []
            let bytes = Array(text.utf8)
            for bit in 0..<bytes.count * 8 {
                var changed = bytes
                changed[bit / 8] ^= 1 << UInt8(bit % 8)
                guard let other = String(validating: changed, as: UTF8.self) else { continue }
                if (try? EntryProof(other).verify(verifier)) != nil { unnoticed.append(bit) }
            }
            #expect(unnoticed.isEmpty)
            for count in 0..<bytes.count {
                let cut = String(decoding: bytes[..<count], as: UTF8.self)
                #expect((try? EntryProof(cut).verify(verifier)) == nil)
            }
            #expect(throws: JournalError.self) { try EntryProof(text).verify(try testSigner(first: 5).verifier) }
        }
    }

    @Test(arguments: [
        ("", "it has no blank line before its checkpoint"),
        ("c2sp.org/tlog-proof@v2\n\nnote", "its first line is not c2sp.org/tlog-proof@v1"),
        ("c2sp.org/tlog-proof@v1\nindex 0\n\nnote", "the entry is not in it"),
        ("c2sp.org/tlog-proof@v1\nextra e30=\nindex 01\n\nnote", "it does not say which entry it is about"),
        ("c2sp.org/tlog-proof@v1\nextra e30=\nindex -1\n\nnote", "it does not say which entry it is about"),
        ("c2sp.org/tlog-proof@v1\nextra e30=\nindex 0\nAAAA\n\nnote", "one of its hashes is none"),
        ("c2sp.org/tlog-proof@v1\nextra e31=\nindex 0\n\nnote", "the entry is not in it"),
    ])
    func whatIsNoProofIsRefused(_ text: String, _ why: String) {
        #expect(throws: JournalError.badProof(why)) { try EntryProof(text) }
    }
}
