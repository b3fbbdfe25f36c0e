import Basics
import Compression
import Cryptography
import Files
import JSON
import Processes
import TestSupport
import Testing

@testable import Incidents

/// Evidence: journalled by its digest, bundled, verified with the public key alone.
@Suite struct EvidenceTests {
    /// An incident with two files of evidence, and its bundle.
    private func withBundle(wholeJournal: Bool = true, _ body: (Incidents, Incident, [UInt8], String) throws -> Void) throws {
        try withJournal { journal in
            try withTemporaryDirectory { folder in
                let incidents = Incidents(journal: journal)
                let incident = try incidents.open(title: "Leaked key", severity: .sev1, actor: "alice")
                try AtomicFile.create(folder + "/access.log", Array("GET / 200\nGET /admin 403\n".utf8))
                try AtomicFile.create(folder + "/ünï \u{202E}.txt", [UInt8](repeating: 7, count: 3_000_000))
                try incidents.addEvidence(folder + "/access.log", incident: incident.id, note: "from web-3", actor: "a")
                try incidents.addEvidence(folder + "/ünï \u{202E}.txt", incident: incident.id, actor: "a")
                try body(incidents, incident, try bundle(incidents, incident, wholeJournal), folder)
            }
        }
    }

    private func bundle(_ incidents: Incidents, _ incident: Incident, _ wholeJournal: Bool = true) throws -> [UInt8] {
        var bytes: [UInt8] = []
        let receipt = try EvidenceBundle(
            incident, incidents.evidence(of: incident.id), journal: incidents.journal, wholeJournal: wholeJournal
        ).write { bytes += $0 }
        #expect(receipt.bytes == Int64(bytes.count) && receipt.sha256 == Hexadecimal.encode(SHA256.hash(bytes)))
        return bytes
    }

    private func verify(_ bytes: [UInt8], chunk: Int = 1 << 20, limit: Int64 = 1 << 30) throws -> EvidenceVerification {
        var place = 0
        return try EvidenceBundleVerifier(verifier: testSigner().verifier, limit: limit).verify {
            defer { place += chunk }
            return place < bytes.count ? Array(bytes[place..<min(place + chunk, bytes.count)]) : nil
        }
    }

    @Test func aFileIsJournalledByItsDigestAndNotByItsBytes() throws {
        try withBundle { incidents, incident, _, folder in
            let items = try incidents.evidence(of: incident.id)
            #expect(items.map(\.name) == ["access.log", "ünï \u{202E}.txt"])
            #expect(items[0].sha256 == Hexadecimal.encode(SHA256.hash(Array("GET / 200\nGET /admin 403\n".utf8))))
            #expect(items[0].note == "from web-3" && items[0].bytes == 25 && items[0].modifiedAt != nil)
            let again = try incidents.addEvidence(folder + "/access.log", incident: incident.id, actor: "b")
            #expect(again == items[0])
            try AtomicFile.replace(folder + "/access.log", with: Array("other\n".utf8))
            let changed = try incidents.addEvidence(folder + "/access.log", incident: incident.id, actor: "b")
            #expect(changed.position > items[1].position)
            #expect(try incidents.evidence(of: incident.id).count == 2)
            #expect(throws: FilesError.self) { try incidents.addEvidence(folder + "/no", incident: incident.id, actor: "b") }
            #expect(throws: FilesError.self) { try incidents.addEvidence(folder, incident: incident.id, actor: "b") }
        }
    }

    @Test func aBundleIsIntactWhateverTheChunksAndTheSameEachTime() throws {
        try withBundle { incidents, incident, bytes, _ in
            let verification = try verify(bytes)
            #expect(verification.problems == [] && verification.intact && verification.keyWasGiven)
            #expect(verification.incident == incident.id && verification.entries == 4)
            #expect(verification.files.map(\.name) == ["files/001-access.log", "files/002-_n_ _.txt".replacing(" ", with: "_")])
            #expect(try bundle(incidents, incident) == bytes)
            #expect(try verify(bytes, chunk: 1000).intact)
            let stranger = EvidenceBundleVerifier(verifier: try testSigner(first: 9).verifier)
            var rest: [UInt8]? = bytes
            let strange = try stranger.verify {
                defer { rest = nil }
                return rest
            }
            #expect(!strange.intact && strange.problems.contains { $0.contains("not signed with the key") })
        }
    }

    @Test func aFileThatIsNotWhatWasAddedIsNotBundled() throws {
        try withBundle { incidents, incident, _, folder in
            for content in ["GET / 200\nGET /admin 200\n", "shorter", "much longer than it was when it was added"] {
                try AtomicFile.replace(folder + "/access.log", with: Array(content.utf8))
                #expect(throws: EvidenceError.self) { try bundle(incidents, incident) }
            }
            let empty = try incidents.open(title: "t", severity: .sev4, actor: "a")
            #expect(throws: EvidenceError.nothing(incident: empty.id)) { try bundle(incidents, empty) }
        }
    }

    /// What somebody might do with a bundle who can pack tar archives, and what is found.
    static let tampering: [(name: String, change: @Sendable (inout [(name: String, bytes: [UInt8])]) -> Void, problem: String)] = [
        ("a file changed", { $0[0].bytes[3] ^= 1 }, "files/001-access.log was changed"),
        ("a file taken out", { $0.remove(at: 0) }, "files/001-access.log is missing"),
        ("a file put in", { $0.insert(("files/003-x", [1]), at: 2) }, "files/003-x was added later"),
        ("the manifest changed", { $0[4].bytes[5] ^= 1 }, "manifest.json was changed"),
        ("the journal changed", { $0[2].bytes[400] ^= 1 }, "the journal: "),
        ("the journal cut", { $0[2].bytes.removeLast(30) }, "the journal: "),
        ("a proof changed", { $0[5].bytes[60] ^= 1 }, "proofs/2.tlog-proof was changed"),
        ("files renamed", { ($0[0].name, $0[1].name) = ($0[1].name, $0[0].name) }, "files/001-access.log was changed"),
    ]

    @Test(arguments: tampering.map(\.name))
    func tamperingIsFoundAndNamed(_ name: String) throws {
        let row = try #require(Self.tampering.first { $0.name == name })
        try withBundle { _, incident, bytes, _ in
            var members = try Self.unpacked(bytes)
            row.change(&members)
            let verification = try verify(try Self.packed(members, folder: incident.id))
            #expect(!verification.intact)
            #expect(verification.problems.contains { $0.contains(row.problem) }, "\(verification.problems)")
        }
    }

    // MARK: - With the incident's entries alone

    @Test func anIncidentsEntriesShowThemselvesToBePartOfTheJournalAndTellNothingOfOthers() throws {
        try withBundle(wholeJournal: false) { incidents, incident, _, _ in
            try incidents.open(title: "Another customer", severity: .sev2, actor: "bob")
            for number in 0..<1200 {
                try incidents.journal.append([
                    note("ours \(number)", incident: incident.id, at: instant - .seconds(number % 7)),
                    note("theirs \(number)", incident: "INC-20261121-002"),
                ])
            }
            let bytes = try bundle(incidents, incident, false)
            let verification = try verify(bytes)
            // Theirs, and the first of the journal.
            #expect(verification.problems == [] && verification.intact && verification.entries == 1204)
            let signed = try incidents.journal.lastCheckpoint()?.note
            #expect(!verification.wholeJournal && verification.checkpoint == signed)
            let members = try Self.unpacked(bytes)
            let entries = try #require(members.first { $0.name == "entries.jsonl" })
            let text = String(decoding: entries.bytes, as: UTF8.self)
            #expect(text.contains("ours 1199") && !text.contains("theirs") && !text.contains("Another customer"))
            #expect(!members.contains { $0.name == "journal.jsonl" })
            #expect(try bundle(incidents, incident, false) == bytes)
            #expect(try verify(bytes, chunk: 999).intact)
            let stranger = EvidenceBundleVerifier(verifier: try testSigner(first: 9).verifier)
            var rest: [UInt8]? = bytes
            let strange = try stranger.verify {
                defer { rest = nil }
                return rest
            }
            #expect(strange.problems.contains { $0.contains("names another key") } && !strange.intact)
        }
    }

    /// Every bit of every line, every line taken out, doubled and swapped: whoever changes one has no proof for it.
    @Test func everyChangeInAnIncidentsEntriesIsFound() throws {
        try withBundle(wholeJournal: false) { incidents, incident, bytes, _ in
            let entries = try #require(try Self.unpacked(bytes).first { $0.name == "entries.jsonl" })
            let lines = entries.bytes.dropLast().split(separator: UInt8(ascii: "\n")).map { Array($0) }
            let key = try testSigner().verifier
            func isFound(_ before: IncidentEntriesAudit, _ lines: [[UInt8]]) -> Bool {
                var audit = before
                for line in lines { audit.add(line: line[...]) }
                let isSigned = (audit.checkpoint.flatMap { try? key.checkpoint($0.note) }) != nil
                return !audit.problems.isEmpty || !isSigned
            }
            #expect(!isFound(IncidentEntriesAudit(), lines) && lines.count == 5)
            var missed: [String] = []
            // What comes before a line is the same each time, and a problem stays one whatever follows.
            var before = IncidentEntriesAudit()
            for (number, line) in lines.enumerated() {
                for bit in 0..<line.count * 8 {
                    var changed = line
                    changed[bit / 8] ^= 1 << UInt8(bit % 8)
                    if !isFound(before, [changed]) { missed.append("line \(number) bit \(bit)") }
                }
                for other in lines.indices.dropFirst(number + 1) {
                    var changed = lines
                    changed.swapAt(number, other)
                    if !isFound(IncidentEntriesAudit(), changed) { missed.append("lines \(number) and \(other)") }
                }
                if !isFound(before, [line, line]) { missed.append("line \(number) twice") }
                before.add(line: line[...])
            }
            #expect(missed.isEmpty, "\(missed.prefix(10))")
            // That one is missing only the signed statement says: it has the digest of all.
            var members = try Self.unpacked(bytes)
            let place = try #require(members.firstIndex { $0.name == "entries.jsonl" })
            members[place].bytes = lines.enumerated().filter { $0.offset != 3 }.flatMap { $0.element + [0x0A] }
            let verification = try verify(try Self.packed(members, folder: incident.id))
            #expect(verification.problems.contains("entries.jsonl was changed"))
            members[place].bytes = Array(repeating: 0x41, count: 300_000)
            #expect(try !verify(try Self.packed(members, folder: incident.id)).intact)
            members.remove(at: place)
            #expect(try !verify(try Self.packed(members, folder: incident.id)).intact)
        }
    }

    /// Archives that are made to hurt whoever unpacks them.
    @Test(arguments: [
        "../../etc/passwd", "/etc/passwd", "INC-20261121-001/../x", "INC-20261121-001/files/../../x", "other/files/001-a",
        "INC-20261121-001/files/a\\b", "INC-20261121-001/files/\u{1B}[2J", "INC-20261121-001/unknown", "INC-20261121-001",
        "INC-20261121-001/files/a/b", "INC-20261121-001/files/", "",
    ])
    func namesThatLeadElsewhereAreRefused(_ name: String) throws {
        try withBundle { _, incident, bytes, _ in
            var tar = try Decompression.decompress(bytes, as: .gzip, maximumBytes: 1 << 26)
            tar.insert(contentsOf: TarHeader(name: name, size: 0, modifiedAt: 0).blocks, at: tar.count - 1024)
            #expect(throws: EvidenceError.self) { try verify(try Self.gzip(tar)) }
        }
    }

    @Test(arguments: ["1", "2", "3", "4", "5", "6", "7", "g", "L", "S"])
    func linksFoldersAndDevicesAreRefused(_ type: String) throws {
        try withBundle { _, incident, bytes, _ in
            var tar = try Decompression.decompress(bytes, as: .gzip, maximumBytes: 1 << 26)
            var header = TarHeader(name: "\(incident.id)/files/009-x", size: 0, modifiedAt: 0).blocks
            header[156] = Array(type.utf8)[0]
            Self.checksum(&header)
            tar.insert(contentsOf: header, at: tar.count - 1024)
            #expect(throws: EvidenceError.self) { try verify(try Self.gzip(tar)) }
        }
    }

    @Test func doublesBombsAndHalvesAreRefused() throws {
        try withBundle { _, incident, bytes, _ in
            let tar = try Decompression.decompress(bytes, as: .gzip, maximumBytes: 1 << 26)
            var members = try Self.unpacked(bytes)
            members.append(members[0])
            let double = try Self.packed(members, folder: incident.id)
            #expect(throws: EvidenceError.badBundle("files/001-access.log is in it twice")) { try verify(double) }
            // Three megabytes that were a few kilobytes.
            #expect(throws: EvidenceError.tooLarge(limit: 1_000_000)) { try verify(bytes, limit: 1_000_000) }
            let bomb = try Self.gzip([UInt8](repeating: 0, count: 1 << 24))
            #expect(throws: EvidenceError.tooLarge(limit: 1 << 20)) { try verify(bomb, limit: 1 << 20) }
            for count in [0, 1, 100, bytes.count / 2, bytes.count - 1] {
                #expect(throws: EvidenceError.self) { try verify(Array(bytes[..<count])) }
            }
            for count in [0, 511, 512, 1024, tar.count - 1024, tar.count - 512] {
                let half = try Self.gzip(Array(tar[..<count]))
                #expect(throws: EvidenceError.self) { try verify(half) }
            }
            var trailing = tar
            trailing.append(1)
            let behind = try Self.gzip(trailing)
            #expect(throws: EvidenceError.self) { try verify(behind) }
            #expect(throws: EvidenceError.self) { try verify(Array("no gzip at all".utf8)) }
            let second = bytes + [1, 2, 3]
            #expect(throws: EvidenceError.self) { try verify(second) }
        }
    }

    /// Attributes may state any size; those of members that are read as a whole are added up.
    @Test func aSizeThatNoNumberHoldsBesideOthersIsRefused() throws {
        try withBundle { _, incident, bytes, _ in
            var tar = try Decompression.decompress(bytes, as: .gzip, maximumBytes: 1 << 26)
            let bomb = TarHeader(name: "\(incident.id)/proofs/999.tlog-proof", size: .max, modifiedAt: 0).blocks
            tar.insert(contentsOf: bomb, at: tar.count - 1024)
            #expect(throws: EvidenceError.badBundle("proofs/999.tlog-proof is too long")) { try verify(try Self.gzip(tar)) }
        }
    }

    @Test func sizesBeyondOctalDigitsStandInAttributes() {
        let large: Int64 = 20 << 30
        let blocks = TarHeader(name: "a", size: large, modifiedAt: 7).blocks
        #expect(blocks.count == 3 * 512)
        #expect(TarHeader.size(extended: Array(blocks[512..<512 + 20])) == large)
        #expect(TarHeader(Array(blocks[1024...]))?.name == "a")
        let plain = TarHeader(name: "b", size: 5, modifiedAt: 7)
        #expect(TarHeader(plain.blocks) == plain)
        var damaged = plain.blocks
        damaged[0] ^= 1
        #expect(TarHeader(damaged) == nil)
        #expect(TarHeader.size(extended: Array("11 path=ab\n".utf8)) == nil)
    }

    /// What securesystemslib would sign: the specification's example (dsse, protocol.md).
    @Test func thePreAuthenticationEncodingIsThatOfTheSpecification() {
        let bytes = DSSEEnvelope.preAuthentication("http://example.com/HelloWorld", Array("hello world".utf8))
        #expect(String(decoding: bytes, as: UTF8.self) == "DSSEv1 29 http://example.com/HelloWorld 11 hello world")
    }

    // MARK: - Archives made by hand

    private static func unpacked(_ bundle: [UInt8]) throws -> [(name: String, bytes: [UInt8])] {
        var members: [(name: String, bytes: [UInt8])] = []
        var reader = TarReader()
        try reader.add(try Decompression.decompress(bundle, as: .gzip, maximumBytes: 1 << 26)) { part in
            switch part {
            case .begin(let header):
                members.append((header.name.split(separator: "/").dropFirst().joined(separator: "/"), []))
            case .content(let piece): members[members.count - 1].bytes += piece
            case .end: break
            }
        }
        try reader.finish()
        return members
    }

    private static func packed(_ members: [(name: String, bytes: [UInt8])], folder: String) throws -> [UInt8] {
        var tar: [UInt8] = []
        for member in members {
            tar += TarHeader(name: "\(folder)/\(member.name)", size: Int64(member.bytes.count), modifiedAt: 0).blocks
            tar += member.bytes + TarHeader.padding(Int64(member.bytes.count))
        }
        return try gzip(tar + [UInt8](repeating: 0, count: 1024))
    }

    private static func gzip(_ bytes: [UInt8]) throws -> [UInt8] {
        var result: [UInt8] = []
        var compressor = try GzipCompressor()
        try compressor.compress(bytes) { result += $0 }
        try compressor.finish { result += $0 }
        return result
    }

    private static func checksum(_ header: inout [UInt8]) {
        header.replaceSubrange(148..<156, with: Array("        ".utf8))
        let sum = String(header.reduce(0) { $0 + Int($1) }, radix: 8)
        header.replaceSubrange(148..<156, with: Array((String(repeating: "0", count: 6 - sum.count) + sum + "\0 ").utf8))
    }
}
