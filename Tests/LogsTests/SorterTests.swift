import TestSupport
import Testing

@testable import Logs

/// Records that wait on disk.
@Suite struct SorterTests {
    /// A batch of short records, one at each of the times.
    private static func batch(_ times: [Int64]) -> RecordBatch {
        var batch = RecordBatch(capacity: 4096)
        for time in times {
            let start = batch.bytes.count
            let text = Array("at \(time)".utf8)
            text.withUnsafeBytes { batch.bytes.append($0) }
            batch.entries.append(
                RecordEntry(
                    time: time, line: 0, hash: 0, source: 0, length: UInt32(text.count), offset: start))
        }
        batch.sort()
        return batch
    }

    @Test("more runs than are read at once are merged before others come", arguments: [1, 3, 1000])
    func manyRuns(mostRuns: Int) throws {
        var sorter = RecordSorter(limit: 1, mostRuns: mostRuns)
        var numbers = SeededNumbers(seed: 11)
        let times = (0..<Int64(2000)).shuffled(using: &numbers)
        for start in stride(from: 0, to: times.count, by: 50) {
            try sorter.add(Self.batch(Array(times[start..<start + 50])))
        }
        // Each is written once where nothing is merged.
        let once = sorter.spilled == times.reduce(0) { $0 + MemoryLayout<RecordEntry>.stride + "at \($1)".utf8.count }
        #expect(once == (mostRuns == 1000))
        var merge = try sorter.merge()
        var found: [Int64] = []
        while let (entry, bytes) = try merge.next() {
            found.append(entry.time)
            #expect(String(decoding: bytes, as: UTF8.self) == "at \(entry.time)")
        }
        #expect(found == Array(0..<2000))
    }
}
