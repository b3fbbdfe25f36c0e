import Basics
import TestSupport
import Testing

@testable import Incidents

/// An exported journal, verified with the public key alone.
@Suite struct JournalExportTests {
    /// The export of a journal of so many entries.
    static func export(_ count: Int) throws -> [UInt8] {
        try withJournal { journal in
            try journal.append(many: (1..<count).map { note("note \($0)", at: instant - .seconds($0)) })
            var bytes: [UInt8] = []
            let checkpoint = try journal.export { bytes += $0 }
            #expect(checkpoint?.size == Int64(count))
            return bytes
        }
    }

    static func verify(_ bytes: [UInt8], witnesses: [String] = []) throws -> JournalVerification {
        JournalVerifier(verifier: try testSigner().verifier, witnesses: witnesses).verify(export: bytes)
    }

    static func lines(_ bytes: [UInt8]) -> [[UInt8]] {
        bytes.dropLast().split(separator: UInt8(ascii: "\n")).map { Array($0) }
    }

    private static func text(_ lines: [[UInt8]]) -> [UInt8] { lines.flatMap { $0 + [UInt8(ascii: "\n")] } }

    @Test func theKeyIsAllThatItTakes() throws {
        let bytes = try Self.export(300)
        let good = try Self.verify(bytes)
        #expect(good.findings == [] && good.entries == 300 && good.checkpoints == 1 && good.unsigned == 0)
        #expect(good.checkpoint?.size == 300 && good.keyWasGiven)
        let trusting = JournalVerifier().verify(export: bytes)
        #expect(trusting.isGood && !trusting.keyWasGiven)
        let stranger = JournalVerifier(verifier: try testSigner(first: 9).verifier).verify(export: bytes)
        #expect(stranger.findings == ["entry 0", "checkpoint 299"])
        // Whatever the chunks.
        for size in [1, 7, 4096] {
            var place = 0
            let verification = JournalVerifier(verifier: try testSigner().verifier).verify {
                defer { place += size }
                return place < bytes.count ? Array(bytes[place..<min(place + size, bytes.count)]) : nil
            }
            #expect(verification.findings == [])
        }
    }

    static let tampering: [(name: String, change: @Sendable (inout [[UInt8]]) -> Void, findings: [String])] = [
        ("a line taken out", { $0.remove(at: 7) }, ["entry 7", "missing 19"]),
        ("two lines swapped", { $0.swapAt(3, 12) }, ["entry 3", "entry 13", "entry 12", "entry 4", "root 0"]),
        ("a line twice", { $0.insert($0[5], at: 5) }, ["entry 6", "entry 20"]),
        ("the tail cut with the checkpoint", { $0.removeLast(3) }, ["missing 18"]),
        ("the tail cut before the checkpoint", { $0.removeSubrange(17..<20) }, ["missing 17"]),
        ("the beginning cut", { $0.removeFirst(2) }, ["entry 0", "entry 0", "missing 18"]),
        ("the checkpoint not last", { $0.swapAt(19, 20) }, ["entry 19", "missing 19"]),
        ("a line of nothing", { $0.insert([], at: 4) }, ["entry 4", "entry 5"]),
        ("a line without end", { $0.insert(Array(repeating: 0x7B, count: 200_000), at: 4) }, ["entry 4", "entry 5"]),
        ("entries behind the checkpoint", { $0.append($0[19]) }, ["entry 20"]),
        ("nothing", { $0 = [] }, ["missing 0"]),
    ]

    @Test(arguments: tampering.map(\.name))
    func tamperingIsFoundAndLocated(_ name: String) throws {
        let row = try #require(Self.tampering.first { $0.name == name })
        var lines = Self.lines(try Self.export(20))
        row.change(&lines)
        let verification = try Self.verify(Self.text(lines))
        #expect(verification.findings == row.findings, "\(verification.problems.map(\.message))")
    }

    @Test func anEntryRewrittenWithItsHashIsNotWhatWasSigned() throws {
        var lines = Self.lines(try Self.export(20))
        guard case .entry(let leaf, _)? = JournalExportLine(lines[5][...]) else { throw TestFailure("no entry") }
        let other = Array(String(decoding: leaf, as: UTF8.self).replacing("note 5", with: "note 6").utf8)
        lines[5] = JournalExportLine.bytes(leaf: other, hash: MerkleHash.leaf(other)).dropLast()
        #expect(try Self.verify(Self.text(lines)).findings == ["root 0"])
    }

    /// Whoever makes the file chooses its numbers: no count goes beyond what a number holds.
    @Test func theLargestPositionAndSizeAreToldAsAnyOther() throws {
        var lines = Self.lines(try Self.export(20))
        guard case .entry(let leaf, _)? = JournalExportLine(lines[5][...]) else { throw TestFailure("no entry") }
        let other = Array(String(decoding: leaf, as: UTF8.self).replacing("\"position\":5", with: "\"position\":\(Int64.max)").utf8)
        #expect(other != leaf)
        lines[5] = JournalExportLine.bytes(leaf: other, hash: MerkleHash.leaf(other)).dropLast()
        // What follows is counted on from there: an entry in one text, a line that is none in the other.
        let last = "entry \(Int64.max)"
        #expect(try Self.verify(Self.text(lines)).findings == ["entry 5", last, "root 0"])
        lines[6] = Array("nonsense".utf8)
        #expect(try Self.verify(Self.text(lines)).findings == ["entry 5", last, last, "missing 19"])

        lines = Self.lines(try Self.export(20))
        let huge = try testSigner().sign(size: .max, root: MerkleHash.leaf([]))
        let note = JournalExportLine.bytes(checkpoint: huge.note)
        lines[20] = note.dropLast()
        #expect(try Self.verify(Self.text(lines)).findings == ["missing 20"])
        #expect(try Self.verify(note).findings == ["missing 0"])
    }

    /// Two histories, both signed: whoever kept a checkpoint of the one finds the other out, and where they part.
    @Test func aForkIsFoundByAWitness() throws {
        try withJournal { journal in
            try journal.append(note("one"))
            let common = try #require(try journal.lastCheckpoint()).note
            try journal.append([note("two"), note("three")])
            let witness = try #require(try journal.lastCheckpoint()).note
            let fork = try withJournal { other -> [UInt8] in
                try other.append(note("one"))
                try other.append([note("two"), note("another")])
                try other.append(note("four"))
                var bytes: [UInt8] = []
                try other.export { bytes += $0 }
                return bytes
            }
            #expect(try Self.verify(fork).findings == [])
            #expect(try Self.verify(fork, witnesses: [common]).findings == [])
            let verification = try Self.verify(fork, witnesses: [common, witness])
            #expect(verification.findings == ["root 2"])
            #expect(verification.problems.first?.message.contains("entries 2 to 3") == true)
        }
    }

    // MARK: - Everything that one can do to a journal of a thousand entries

    /// Of a change in one line only what comes before it and the line itself decide: what comes before is the same each
    /// time, so the audit behind it is kept, and a problem that was found stays one whatever follows.
    private static func inEveryLine(
        _ body: (_ number: Int, _ line: [UInt8], _ lines: [[UInt8]], _ before: ExportedJournalAudit) -> Void
    ) throws {
        let bytes = try export(1000)
        let lines = lines(bytes)
        var audit = ExportedJournalAudit(verifier: try testSigner().verifier)
        for (number, line) in lines.enumerated() {
            body(number, line, lines, audit)
            audit.add(line: line[...])
        }
        let whole = audit.finish()
        #expect(whole.findings == [] && whole.entries == 1000 && whole.checkpoints == 1)
    }

    /// Whether something was found, first of all in the line.
    private static func located(_ verification: JournalVerification, _ number: Int) -> Bool {
        verification.problems.first.map { $0.entry == Int64(number) || number == 1000 } ?? false
    }

    /// Of every byte of each eighth line and of the last one bit; with `FIREBREAK_SOAK=1` every bit of every line.
    @Test func everySingleBitThatIsFlippedIsFoundAndLocated() throws {
        var missed: [String] = []
        var tried = 0
        try Self.inEveryLine { number, line, lines, before in
            guard FirebreakProgram.isSoaking || number % 8 == 0 else { return }
            let whole = line + [UInt8(ascii: "\n")]
            for place in whole.indices {
                for bit in FirebreakProgram.isSoaking ? Array(0..<8) : [(place + number) % 8] {
                    var changed = whole
                    changed[place] ^= 1 << UInt8(bit)
                    var audit = before
                    var splitter = ExportLines()
                    splitter.add(changed) { audit.add(line: $0) }
                    if let rest = splitter.last {
                        // The line break is gone: the next line is of the same.
                        audit.add(line: rest + (number + 1 < lines.count ? lines[number + 1] : []), isWhole: number < 1000)
                    }
                    tried += 1
                    // Whether a checkpoint is good shows at the end.
                    let verification = number == 1000 ? audit.finish() : audit.verification
                    if !Self.located(verification, number) { missed.append("line \(number) byte \(place) bit \(bit)") }
                }
            }
        }
        #expect(missed.isEmpty, "\(missed.prefix(10)) of \(tried)")
        #expect(tried > 30_000)
    }

    /// At every line's beginning, somewhere within and before its line break; with `FIREBREAK_SOAK=1` at every byte.
    @Test func everyCutIsFoundAndLocated() throws {
        var missed: [String] = []
        try Self.inEveryLine { number, line, _, before in
            let places = FirebreakProgram.isSoaking ? Array(0...line.count) : [0, (number * 31) % line.count, line.count]
            for length in places {
                var audit = before
                if length > 0 { audit.add(line: line[..<length], isWhole: false) }
                if !Self.located(audit.finish(), number) { missed.append("line \(number) behind \(length) bytes") }
            }
        }
        #expect(missed.isEmpty, "\(missed.prefix(10))")
    }

    /// Every line with ten others; with `FIREBREAK_SOAK=1` with every other.
    @Test func everySwapIsFoundAndLocated() throws {
        var missed: [String] = []
        try Self.inEveryLine { number, line, lines, before in
            let step = FirebreakProgram.isSoaking ? 1 : max(1, (lines.count - number) / 10)
            for other in stride(from: number + 1, to: lines.count, by: step) {
                var audit = before
                audit.add(line: lines[other][...])
                if other == lines.count - 1 { audit.add(line: line[...]) }
                if audit.verification.problems.first == nil { missed.append("lines \(number) and \(other)") }
                if other < lines.count - 1, !Self.located(audit.verification, number) { missed.append("at \(number)") }
            }
        }
        #expect(missed.isEmpty, "\(missed.prefix(10))")
    }
}
