/// A `.env` file that is read as its reader reads it, and rewritten without disturbing a byte that was not asked for:
/// order, comments, quoting, `export`, line endings and what cannot be understood all stay. Every change is read back
/// before it counts; one that would change any other key is refused.
public struct DotEnvDocument: Sendable {
    /// The file as it is now.
    public var bytes: [UInt8] { text.bytes }
    /// Whose reading counts.
    public let dialect: Dialect

    /// The dialect as it was named; nil where nobody said.
    let namedDialect: Dialect?
    private(set) var text: DotEnvText
    private(set) var assignments: [DotEnvAssignment]
    /// Where each key stands among the assignments.
    private var positions: [String: [Int]]

    /// Reads a file. Of what a reader would skip nothing is said; what makes Compose refuse a file is an error.
    ///
    /// - Parameter dialect: who reads the file; nil where that is not known, which is read as by node and written so
    ///   that node, Compose and python agree on it, or refused.
    public init(parsing bytes: [UInt8], dialect: Dialect? = .node) throws(DotEnvError) {
        namedDialect = dialect
        self.dialect = dialect ?? .node
        text = DotEnvText(bytes: bytes)
        assignments = try Self.parse(text, self.dialect)
        positions = Self.positions(in: assignments)
    }

    // MARK: Reading

    /// The keys that are assigned, in order, each once.
    public var keys: [String] {
        var seen: Set<String> = []
        return assignments.map(\.key).filter { seen.insert($0).inserted }
    }

    /// Whether the key is assigned, once or more.
    public func contains(_ key: String) -> Bool { positions[key] != nil }

    /// The value that the reader gets; nil where the key is not assigned. Throws `duplicateKey` where it stands twice,
    /// and `unreadableValue` where the value refers to another variable or is not UTF-8.
    public func value(of key: String) throws(DotEnvError) -> String? {
        guard let found = try assignment(of: key) else { return nil }
        switch found.value {
        case .text(let value): return value
        case .unknown(let reason):
            throw .unreadableValue(line: text.lineNumber(of: found.statement.lowerBound), reason: reason)
        }
    }

    /// The value as it is written, quotes and escapes included: what `setRaw` takes. Nil where the key is not
    /// assigned.
    public func rawValue(of key: String) throws(DotEnvError) -> [UInt8]? {
        try assignment(of: key).map { Array(text.bytes[$0.token]) }
    }

    /// The number of the line on which the key is first assigned, from 1; nil where it is not.
    public func lineNumber(of key: String) -> Int? {
        positions[key]?.first.map { text.lineNumber(of: assignments[$0].statement.lowerBound) }
    }

    /// Whether the file's last line is ended by a line break, or there is no line.
    public var endsWithLineBreak: Bool { text.count == 0 || text.lineEnd(from: text.count - 1) == text.count - 1 }

    /// Whether every reader takes it for a key: a letter or `_`, then letters, digits and `_`.
    public static func isValidKey(_ key: String) -> Bool {
        guard let first = key.utf8.first, !(0x30...0x39).contains(first) else { return false }
        return key.utf8.allSatisfy(\.isWord)
    }

    // MARK: -

    static func parse(_ text: DotEnvText, _ dialect: Dialect) throws(DotEnvError) -> [DotEnvAssignment] {
        switch dialect {
        case .node: DotEnvNodeReader.assignments(in: text)
        case .compose: try DotEnvComposeReader.assignments(in: text)
        case .python: DotEnvPythonReader.assignments(in: text)
        case .literal: DotEnvLiteralReader.assignments(in: text)
        }
    }

    func assignment(of key: String) throws(DotEnvError) -> DotEnvAssignment? {
        guard let found = positions[key] else { return nil }
        guard found.count == 1 else {
            throw .duplicateKey(key, lines: found.map { text.lineNumber(of: assignments[$0].statement.lowerBound) })
        }
        return assignments[found[0]]
    }

    /// Takes a changed text for the file.
    mutating func adopt(_ changed: DotEnvText, _ assignments: [DotEnvAssignment]) {
        text = changed
        self.assignments = assignments
        positions = Self.positions(in: assignments)
    }

    private static func positions(in assignments: [DotEnvAssignment]) -> [String: [Int]] {
        var positions: [String: [Int]] = [:]
        positions.reserveCapacity(assignments.count)
        for (index, assignment) in assignments.enumerated() { positions[assignment.key, default: []].append(index) }
        return positions
    }
}
