import Basics
import Synchronization

@testable import Logs

/// What a reading gave: the records in order, and the rows that have no instant.
struct ReadLogs {
    var records: [LogRecord] = []
    var undated: [LogRecord] = []
    var summary = LogSummary()
}

/// Reads sources to the end; records come in the order in which things happened.
func readLogs(
    _ sources: [LogSource], formats: LogFormats = LogFormats(), filter: RecordFilter = RecordFilter(),
    threads: Int = 2, memory: Int = 64 << 20
) throws -> ReadLogs {
    var reading = LogReading(sources, formats: formats)
    reading.filter = filter
    reading.threads = threads
    let keeper = Keeper()
    var result = ReadLogs()
    result.summary = try reading.merge(
        memory: memory, makeEncoder: { KeepingEncoder(keeper: keeper) },
        undated: { record, _ in keeper.undated.withLock { [copy = LogRecord(record)] in $0.append(copy) } }
    ) { _, bytes in
        if let number = Int(bytes.text), let record = keeper.records.withLock({ $0[number] }) {
            result.records.append(record)
        }
    }
    result.undated = keeper.undated.withLock { $0.sorted { $0.line < $1.line } }
    return result
}

/// Reads text in memory.
func readLogs(
    _ text: String, format: String? = nil, clock: SourceClock = SourceClock(), formats: LogFormats = LogFormats()
) throws -> ReadLogs {
    let source = LogSource(
        .bytes(Array(text.utf8)), name: "test", format: format.flatMap { formats.named($0) }, clock: clock)
    return try readLogs([source], formats: formats)
}

/// Where records wait whose numbers are sorted.
private final class Keeper: Sendable {
    let records = Mutex<[Int: LogRecord]>([:])
    let undated = Mutex<[LogRecord]>([])
}

/// Keeps each record, and sorts its number.
private struct KeepingEncoder: RecordEncoder {
    let keeper: Keeper

    mutating func encode(_ record: borrowing RecordBuffer, of source: OpenedSource, into out: inout ByteBuffer) {
        let copy = LogRecord(record)
        let number = keeper.records.withLock { records in
            records[records.count] = copy
            return records.count - 1
        }
        out.append(String(number))
    }
}
