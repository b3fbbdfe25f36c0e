import Basics
import Files
import TestSupport
import Testing

@testable import Logs

/// What every format has to do.
@Suite struct FormatConformanceTests {
    @Test("the format is found by its content, and the record is read", arguments: FormatRow.all)
    func reads(_ row: FormatRow) throws {
        let read = try readLogs(row.text, clock: row.clock)
        #expect(read.summary.sources.map(\.format) == [row.format])
        let record = try #require(read.records.first)
        #expect(read.records.count == 1)
        #expect(record.time.map { $0.formatted(fractionDigits: 6) } == row.time.flatMap(Timestamp.init).map { $0.formatted(fractionDigits: 6) })
        #expect(record.message == row.message)
        #expect(record.severity == row.severity)
        #expect(record.precision == row.precision)
        #expect(record.zone == row.zone)
        for (name, value) in row.fields { #expect(record[name] == value, "\(name)") }
    }

    @Test("whatever is cut off, nothing is made up: the time is the row's own or none", arguments: FormatRow.all)
    func cutRows(_ row: FormatRow) throws {
        let whole = try readLogs(row.text, format: row.format, clock: row.clock)
        let bytes = Array(row.text.utf8)
        for end in stride(from: 1, to: bytes.count, by: 7) {
            let source = LogSource(
                .bytes(Array(bytes[..<end])), name: "cut", format: LogFormats().named(row.format), clock: row.clock)
            let read = try readLogs([source], threads: 1)
            for record in read.records {
                // What is cut inside its time can be the same time told less finely, and no other.
                let time = try #require(record.time)
                let own = try #require(whole.records.first?.time)
                #expect(abs((time - own).inMicroseconds) < 86_400_000_000, "cut at \(end)")
            }
        }
    }

    @Test("bytes that are changed at random do no harm", arguments: FormatRow.all)
    func changedRows(_ row: FormatRow) throws {
        var generator = SeededNumbers(seed: 7)
        for _ in 0..<40 {
            var bytes = Array(row.text.utf8)
            for _ in 0..<Int.random(in: 1...6, using: &generator) {
                bytes[Int.random(in: bytes.indices, using: &generator)] = UInt8.random(in: 0...255, using: &generator)
            }
            let source = LogSource(
                .bytes(bytes), name: "changed", format: LogFormats().named(row.format), clock: row.clock)
            let read = try readLogs([source], threads: 1)
            #expect(read.records.count + read.undated.count <= bytes.count)
        }
    }

    @Test("many rows are the same with one thread and with several, and however they are cut into pieces")
    func pieces() throws {
        for row in FormatRow.all where LogFormats().named(row.format)?.framing != .document {
            guard !["csv", "github-audit", "json-objects"].contains(row.format) else { continue }
            let line = row.text.hasSuffix("\n") ? row.text : row.text + "\n"
            let count = 1_300_000
            let copies = count / line.utf8.count
            var bytes: [UInt8] = []
            for _ in 0..<copies { bytes += Array(line.utf8) }
            let source = LogSource(
                .bytes(bytes), name: "many", format: LogFormats().named(row.format), clock: row.clock)
            var reading = LogReading([source])
            for threads in [1, 2] {
                reading.threads = threads
                let summary = try reading.forEach { NoConsumer() }
                #expect(summary.records == copies, "\(row.testDescription), \(threads) threads")
                #expect(summary.leftOut == 0, "\(row.testDescription), \(threads) threads")
            }
        }
    }

    @Test("each format of the list has a row here")
    func complete() {
        let tested = Set(FormatRow.all.map(\.format))
        #expect(Set(LogFormats().all.map(\.name)) == tested)
    }
}

/// Wants nothing.
struct NoConsumer: RecordConsumer {
    mutating func take(_ record: borrowing RecordBuffer, of source: OpenedSource) {}
}
