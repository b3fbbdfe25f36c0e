import Basics
import Files
import Foundation
import TestSupport
import Testing

@testable import Logs

@Suite struct MergeTests {
    private func line(_ second: Int, _ text: String) -> String {
        let time = Timestamp(seconds: 1_763_742_000 + Int64(second))
        return #"{"time":"\#(time)","msg":"\#(text)"}"# + "\n"
    }

    private func source(_ text: String, _ name: String) -> LogSource {
        LogSource(.bytes(Array(text.utf8)), name: name)
    }

    @Test("several sources become one timeline; within an instant each keeps its own order")
    func order() throws {
        let a = line(5, "a1") + line(1, "a2") + line(5, "a3")
        let b = line(5, "b1") + line(3, "b2")
        let read = try readLogs([source(a, "a"), source(b, "b")])
        #expect(read.records.map(\.message) == ["a2", "b2", "a1", "a3", "b1"])
    }

    @Test("a row that two sources have goes out once; one that a source has twice, twice")
    func twins() throws {
        let a = line(1, "same") + line(1, "same") + line(2, "only a")
        let b = line(1, "same") + line(2, "only b") + line(1, "same") + line(1, "same")
        let read = try readLogs([source(a, "a"), source(b, "b")])
        #expect(read.records.map(\.message) == ["same", "same", "same", "only a", "only b"])
        #expect(read.summary.duplicates == 2)
        #expect(read.summary.records == 5)
        let alone = try readLogs([source(a, "a")])
        #expect(alone.records.count == 3)
    }

    @Test("what does not fit into memory is sorted on disk, with the same result", arguments: [1, 4])
    func disk(threads: Int) throws {
        var generator = SeededNumbers(seed: 3)
        var text = ""
        for index in 0..<20_000 {
            text += line(Int.random(in: 0..<5000, using: &generator), "row \(index) " + String(repeating: "x", count: 300))
        }
        func export(_ memory: Int) throws -> ([UInt8], LogSummary) {
            var reading = LogReading([source(text, "a")])
            reading.threads = threads
            var out: [UInt8] = []
            let summary = try reading.merge(memory: memory, makeEncoder: { TimesketchLines() }) { out += Array($1) }
            return (out, summary)
        }
        let (inMemory, first) = try export(1 << 30)
        let (onDisk, second) = try export(1 << 18)
        #expect(first.bytesOnDisk == 0)
        #expect(second.bytesOnDisk > 3 << 20)
        #expect(inMemory == onDisk)
        #expect(second.records == 20_000)
    }

    @Test("gzip and Zstandard are known by their content, several members too; cut ones say so")
    func compressed() throws {
        try withTemporaryDirectory { folder in
            let text = (0..<4000).map { line($0, "row \($0)") }.joined()
            let path = folder + "/app.log"
            try AtomicFile.replace(path, with: Array(text.utf8))
            for (tool, suffix) in [("gzip", ".gz"), ("zstd", ".zst")] {
                let process = Process()
                process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
                process.arguments = [tool, "-q", "-k", "-f", path]
                try process.run()
                process.waitUntilExit()
                try #require(process.terminationStatus == 0)
                let packed = try FileReader.read(path + suffix)
                // The name does not matter.
                let hidden = folder + "/hidden-\(tool)"
                try AtomicFile.replace(hidden, with: packed + packed)
                let read = try readLogs([LogSource(path: hidden)])
                #expect(read.records.count == 8000, "\(tool)")
                try AtomicFile.replace(hidden, with: packed.dropLast(200))
                let cut = try readLogs([LogSource(path: hidden)])
                #expect(cut.summary.cutOff == [hidden], "\(tool)")
                #expect(cut.records.count < 4000, "\(tool)")
            }
        }
    }

    @Test("rows of ten megabytes, and longer ones than are taken, stop nothing")
    func longRows() throws {
        let long = #"{"time":"2026-11-21T16:24:57Z","msg":"\#(String(repeating: "A", count: 10 << 20))"}"# + "\n"
        let read = try readLogs([source(line(1, "before") + long + line(9, "after"), "a")])
        #expect(read.records.map { $0.message.utf8.count } == [6, 5, 10 << 20])
        let tooLong = #"{"time":"2026-11-21T16:24:57Z","msg":""# + String(repeating: "B", count: 40 << 20)
        let cut = try readLogs([source(line(1, "before") + tooLong + "\n" + line(9, "after"), "a")])
        #expect(cut.records.map(\.message) == ["before", "after"])
        #expect(cut.records.map(\.line) == [1, 3])
        #expect(cut.summary.cut == 1)
        #expect(cut.summary.undated == 1)
    }

    @Test("what is no object among objects, or is broken off, is a row that cannot be read, and hides none behind it")
    func damagedObjects() throws {
        let trace = "Error: cannot open {\"config\n    at open (app.js:1)\n"
        let rows = (1...50).map { line($0, "row \($0)") }.joined()
        for text in [line(0, "first") + trace + rows, "[\(line(0, "first"))oops { oops\n\(rows.replacing("}\n", with: "},\n"))"] {
            let read = try readLogs([LogSource(.bytes(Array(text.utf8)), name: "a", format: JSONLinesFormat.objects)])
            #expect(read.records.map(\.message) == ["first"] + (1...50).map { "row \($0)" })
            #expect(read.summary.undated >= 2)
            let detected = try readLogs([source(text, "a")])
            #expect(detected.summary.records == 51)
            #expect(detected.summary.undated >= 2)
        }
        // Cut off within an object, and with something else between two.
        let cut = "[\n \(line(1, "a")), oops \(line(2, "b")),\n {\"time\": \"2026-11"
        let read = try readLogs([source(cut, "a")])
        #expect(read.records.map(\.message) == ["a", "b"])
        #expect(read.records.map(\.line) == [2, 3])
        #expect(read.summary.undated == 2)
        // Nothing of it is wrong.
        let whole = "[{\"time\":\"2026-11-21T16:24:57Z\",\n\"msg\":\"a {\\\" b\", \"x\": [{\"y\": {}}, {}]}\n,\n\(line(2, "b"))]\n"
        let good = try readLogs([source(whole, "a")])
        #expect(good.records.map(\.message) == ["b", "a {\" b"])
        #expect(good.summary.undated == 0)
    }

    @Test("lines are counted as an editor counts them")
    func lines() throws {
        var text = ""
        for index in 0..<20_000 { text += index % 7 == 0 ? "\n" + line(index, "x") : line(index, "x") }
        let read = try readLogs([source(text, "a")])
        var expected: [Int64] = []
        var number: Int64 = 0
        for piece in text.split(separator: "\n", omittingEmptySubsequences: false) {
            number += 1
            if !piece.isEmpty { expected.append(number) }
        }
        #expect(read.records.map(\.line) == expected)
    }

    @Test("filters: time, fields, text and severity")
    func filters() throws {
        let text =
            #"{"time":1763742001,"level":30,"status":200,"user":{"id":"u1"},"msg":"fine"}"# + "\n"
            + #"{"time":1763742002,"level":50,"status":403,"user":{"id":"u2"},"msg":"forbidden"}"# + "\n"
            + #"{"time":1763742003,"level":40,"status":401,"msg":"who?"}"# + "\n"
        func messages(_ change: (inout RecordFilter) -> Void) throws -> [String] {
            var filter = RecordFilter()
            change(&filter)
            return try readLogs([source(text, "a")], filter: filter).records.map(\.message)
        }
        func condition(_ text: String) throws -> [String] {
            let condition = try #require(FieldCondition(text))
            return try messages { $0.conditions = [condition] }
        }
        let since = try messages { $0.since = Timestamp(seconds: 1_763_742_002) }
        #expect(since == ["forbidden", "who?"])
        let until = try messages { $0.until = Timestamp(seconds: 1_763_742_002) }
        #expect(until == ["fine"])
        let matching = try messages { $0.texts = [Array("forbid".utf8)] }
        #expect(matching == ["forbidden"])
        let grave = try messages { $0.severity = .warning }
        #expect(grave == ["forbidden", "who?"])
        #expect(try condition("user.id=u2") == ["forbidden"])
        #expect(try condition("user.id!=u2") == ["fine", "who?"])
        #expect(try condition("status>=401") == ["forbidden", "who?"])
        #expect(try condition("status<401") == ["fine"])
        #expect(FieldCondition("nothing") == nil)
        #expect(FieldCondition("=x") == nil)
        #expect(FieldCondition("a>b") == nil)
    }

    @Test("a source in no format that is known says so; an empty one does not")
    func unknown() throws {
        #expect(throws: LogFailure.self) { try readLogs("just\nsome prose\nwithout times\n") }
        let empty = try readLogs("")
        #expect(empty.records.isEmpty && empty.summary.rows == 0)
        #expect(throws: FilesError.self) { try readLogs([LogSource(path: "/nonexistent/app.log")]) }
    }
}
