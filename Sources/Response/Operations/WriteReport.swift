public import Basics
internal import Files

/// Writes the report of an incident into a file.
public struct WriteReport: Operation {
    /// What would be written.
    public struct Plan: Sendable, Encodable {
        public let output: String
        public let bytes: Int
    }

    public let action = "report.write"
    private let request: ReportRequest
    private let output: String

    /// - Parameter output: the file, absolute.
    public init(_ request: ReportRequest, output: String) {
        self.request = request
        self.output = output
    }

    public var intent: String { "write the report \(output.printable)" }

    public func plan(_ workspace: Workspace) throws -> Plan {
        try AtomicFile.check(output)
        return Plan(output: output, bytes: try workspace.report(request).bytes.count)
    }

    public func perform(_ workspace: Workspace, _ record: OperationRecord) throws -> WrittenReportReceipt {
        let report = try workspace.report(request)
        try AtomicFile.replace(output, with: report.bytes, ifUnchangedSince: report.replacing)
        return WrittenReportReceipt(output: output, bytes: report.bytes.count)
    }
}

/// A report that stands in its file.
public struct WrittenReportReceipt: OperationReceipt {
    public let output: String
    public let bytes: Int
    public var status: ExitStatus { .done }
    public var summary: String { "wrote the report \(output.printable), \(bytes) bytes" }
}
