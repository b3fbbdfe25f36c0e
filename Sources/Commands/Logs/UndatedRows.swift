import Basics
import Files
import Logs
import Synchronization

/// Keeps the rows that have no instant in a file, each behind its source and line; or only lets them be counted.
final class UndatedRows: Sendable {
    private let path: String?
    private let file: Mutex<StreamedFile?>

    init(_ path: String?) throws {
        self.path = path
        file = Mutex(try path.map { path in try StreamedFile(replacing: path) })
    }

    /// Where they go; nil where nobody wants them.
    var sink: UndatedSink? {
        guard path != nil else { return nil }
        return { record, source in
            var line = ByteBuffer(capacity: record.row.count + 256)
            line.append("\(source.name):\(record.line): ")
            line.append(record.row)
            line.append("\n")
            try self.file.withLock { try $0?.write(line.bytes) }
        }
    }

    /// Puts the file in its place.
    func finish() throws {
        guard let written = file.withLock({ $0.take() }) else { return }
        try written.finish()
    }
}

/// What became of the rows that have no instant.
enum UndatedFate {
    /// They were left out: something is still to be done.
    case leftOut
    /// They stand in a file.
    case kept(String)
    /// They count all the same.
    case counted

    init(path: String?) { self = path.map { .kept($0) } ?? .leftOut }

    fileprivate func remark(_ count: Int) -> String {
        switch self {
        case .leftOut: "left out: \(rows(count))"
        case .kept(let path): "\(rows(count)), kept in \(path)"
        case .counted: "\(rows(count)), counted without a place in time"
        }
    }
}

extension Console {
    /// Says what became of the rows that did not come through whole, and with which status to end.
    func account(_ summary: LogSummary, undated fate: UndatedFate) -> ExitStatus {
        detail(
            summary.sources.map { "\($0.name): \($0.format)" }.joined(separator: "\n").printableLines)
        if summary.repaired > 0 { remark("with bytes that are no UTF-8 and were replaced: \(rows(summary.repaired))") }
        if summary.cut > 0 { warn("longer than 16 MiB, so that only the beginning was read: \(rows(summary.cut))") }
        if summary.duplicates > 0 { remark("in several of the logs, and counted once: \(rows(summary.duplicates))") }
        for source in summary.cutOff { warn("\(source) ends too early: what comes before was read") }
        if summary.withoutZone > 0 {
            warn(
                "a time without a zone, \(fate.remark(summary.withoutZone)). Say --zone, as --zone UTC or "
                    + "--zone Europe/Berlin")
        }
        if summary.withoutYear > 0 {
            warn(
                "a time without a year, \(fate.remark(summary.withoutYear)). Say --year, as --year 2026 or --year file")
        }
        var hasLeftOut = false
        if case .leftOut = fate { hasLeftOut = summary.leftOut > 0 }
        if summary.undated > 0 {
            let hint = if case .leftOut = fate { ". --undated FILE keeps them" } else { "" }
            warn("without a time, \(fate.remark(summary.undated))\(hint)")
        }
        return hasLeftOut || summary.cut > 0 || !summary.cutOff.isEmpty ? .partial : .done
    }
}

private func rows(_ count: Int) -> String { "\(count) row\(count == 1 ? "" : "s")" }
