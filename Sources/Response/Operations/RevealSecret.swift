public import Basics
internal import Cryptography
internal import Files
internal import Secrets

/// Writes a secret's value to a file that only its owner can read. That it was done stands in the journal.
public struct RevealSecret: Operation {
    /// What was revealed, and where to: never the value.
    public struct Receipt: OperationReceipt {
        public let name: String
        /// Nil for the current one.
        public let version: Int?
        /// Nil for standard output.
        public let output: String?

        public var status: ExitStatus { .done }
        public var summary: String {
            "revealed \(name)\(version.map { ", version \($0)," } ?? "") to \(output ?? "standard output")"
        }
    }

    public let action = "secrets.reveal"
    private let name: String
    private let version: Int?
    private let output: String?
    private let written: [UInt8]?

    /// - Parameters:
    ///   - output: the file to create; nil where the caller writes the value itself.
    ///   - written: what goes into the file in place of the value, as a header that holds it.
    public init(name: String, version: Int?, output: String?, written: [UInt8]? = nil) {
        self.name = name
        self.version = version
        self.output = output
        self.written = written
    }

    public var intent: String { "reveal \(name)" }

    public func plan(_ workspace: Workspace) throws -> Receipt {
        try workspace.withSecretValue(name, version: version) { _ in }
        return Receipt(name: name, version: version, output: output)
    }

    public func perform(_ workspace: Workspace, _ record: OperationRecord) throws -> Receipt {
        try workspace.withSecretValue(name, version: version) { value in
            if let output { try AtomicFile.create(output, written ?? value) }
        }
        return Receipt(name: name, version: version, output: output)
    }
}
