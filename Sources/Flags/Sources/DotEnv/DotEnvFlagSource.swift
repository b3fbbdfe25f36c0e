internal import Basics
public import Files
internal import JSON

/// Flags in a `.env` file, one a line. Where the file is not there, the first flag that is set makes it (0644 less the
/// umask: the program that reads it is often another user), and restoring that flag takes it away again.
public struct DotEnvFlagSource: FlagSource {
    public let name: String
    /// The file.
    public let path: String
    /// Who reads the file; nil where nobody said, and then only what all readers agree on is written.
    public let dialect: DotEnvDocument.Dialect?
    /// Which keys are flags, as `ENABLE_*`; empty for all.
    public let names: [String]

    /// Files are read up to this size, 4 MiB.
    private static let limit = 4 << 20

    public init(name: String, path: String, dialect: DotEnvDocument.Dialect? = nil, names: [String] = []) {
        self.name = name
        self.path = path
        self.dialect = dialect
        self.names = names
    }

    /// The keys that are flags. Where the configuration does not say which are, those with a boolean, a number or
    /// JSON: a text may be a password that stands in the same file.
    public func list() throws(FlagsError) -> [FlagReading] {
        let document = try read().document
        var flags: [FlagReading] = []
        for key in document.keys where isFlag(key) {
            do {
                let value = try snapshot(key, in: document, exists: true).value
                if case .string = value, names.isEmpty { continue }
                flags.append(FlagReading(name: key, value: value))
            } catch .document(_, _, .unreadableValue) where names.isEmpty {
                continue
            }
        }
        return flags
    }

    public func snapshot(_ flag: String) throws(FlagsError) -> FlagSnapshot {
        let (document, stamp) = try read()
        return try snapshot(flag, in: document, exists: stamp.exists)
    }

    public func prepare(_ value: FlagValue, over prior: FlagSnapshot) throws(FlagsError) -> FlagSnapshot {
        try check { () throws(FilesError) in try AtomicFile.check(path) }
        guard value != .absent else { return FlagSnapshot(flag: prior.flag, value: .absent, content: .null) }
        let text = value.text(inPlaceOf: prior.content.stringValue)
        var (document, _) = try read()
        _ = try check { () throws(DotEnvError) in try document.set(prior.flag, to: text) }
        return FlagSnapshot(flag: prior.flag, value: value, content: .string(text))
    }

    @discardableResult
    public func write(_ target: FlagSnapshot, expecting expected: FlagSnapshot) throws(FlagsError) -> FlagWrite {
        let flag = target.flag
        var (document, stamp) = try read()
        let current = try snapshot(flag, in: document, exists: stamp.exists)
        guard current.hash == expected.hash else {
            throw .changed(flag: flag, source: name, expected: expected.value, found: current.value)
        }
        let before = document.bytes
        let warnings = try change(&document, to: target)
        let vanishes = document.bytes.isEmpty && target.detail["file"] == .bool(false)
        if vanishes {
            try check { () throws(FilesError) in
                guard try FileStamp(path) == stamp else { throw .changedMeanwhile(path: path) }
                try AtomicFile.remove(path)
            }
        } else if document.bytes != before {
            let bytes = document.bytes
            try check { () throws(FilesError) in
                try AtomicFile.replace(path, with: bytes, newFileMode: 0o644, ifUnchangedSince: stamp)
            }
        }
        let result = try snapshot(flag)
        guard result.content == target.content else { throw .notVerified(flag: flag, source: name) }
        return FlagWrite(snapshot: result, warnings: warnings)
    }

    // MARK: -

    private func isFlag(_ key: String) -> Bool {
        names.isEmpty || names.contains { NamePattern($0).matches(key) }
    }

    private func read() throws(FlagsError) -> (document: DotEnvDocument, stamp: FileStamp) {
        // The stamp comes first: what is changed after it is noticed when the file is replaced.
        let stamp = try check { () throws(FilesError) in try FileStamp(path) }
        var bytes: [UInt8] = []
        if stamp.exists { bytes = try check { () throws(FilesError) in try FileReader.read(path, limit: Self.limit) } }
        let content = bytes
        let document = try check { () throws(DotEnvError) in try DotEnvDocument(parsing: content, dialect: dialect) }
        return (document, stamp)
    }

    private func snapshot(
        _ flag: String, in document: DotEnvDocument, exists: Bool
    ) throws(FlagsError) -> FlagSnapshot {
        guard isFlag(flag) else {
            throw .invalidName(source: name, reason: "its flags are called \(names.joined(separator: ", "))")
        }
        guard let raw = try check({ () throws(DotEnvError) in try document.rawValue(of: flag) }) else {
            guard DotEnvDocument.isValidKey(flag) else {
                throw .invalidName(source: name, reason: "letters, digits and _, and no digit first")
            }
            var detail: JSONObject = ["file": .bool(exists)]
            if !document.endsWithLineBreak { detail["unfinishedAfter"] = .integer(Self.lineBreaks(document)) }
            return FlagSnapshot(flag: flag, value: .absent, content: .null, detail: .object(detail))
        }
        guard let token = String(validating: raw, as: UTF8.self) else {
            let line = document.lineNumber(of: flag) ?? 0
            throw .document(
                source: name, path: path, .unreadableValue(line: line, reason: "is not UTF-8 text"))
        }
        let place = try check { () throws(DotEnvError) in try document.lines(of: flag) }
        var members: JSONObject = ["raw": .string(token)]
        if let place, let lines = String(validating: place.lines, as: UTF8.self) {
            members["lines"] = .string(lines)
            members["offset"] = .integer(Int64(place.offset))
        }
        let detail = JSONValue.object(members)
        do {
            let text = try document.value(of: flag) ?? ""
            return FlagSnapshot(flag: flag, value: FlagValue(inFile: text), content: .string(text), detail: detail)
        } catch .unreadableValue {
            // It refers to another variable: what it comes to is not to be told, what is written there is.
            let content: JSONValue = .object(["unresolved": .string(token)])
            return FlagSnapshot(flag: flag, value: .string(token), content: content, detail: detail)
        } catch {
            throw .document(source: name, path: path, error)
        }
    }

    /// Changes the document; the result is what the user should know.
    private func change(_ document: inout DotEnvDocument, to target: FlagSnapshot) throws(FlagsError) -> [String] {
        do {
            let edit = try Self.change(&document, to: target)
            return edit?.changesQuoting == true
                ? ["the value of \(target.flag.printable) had to be quoted otherwise than before"] : []
        } catch {
            throw .document(source: name, path: path, error)
        }
    }

    private static func change(
        _ document: inout DotEnvDocument, to target: FlagSnapshot
    ) throws(DotEnvError) -> DotEnvEdit? {
        let flag = target.flag
        if let raw = target.detail["raw"]?.stringValue {
            if !document.contains(flag), let lines = target.detail["lines"]?.stringValue,
                let offset = target.detail["offset"]?.integerValue
            {
                try document.insert(Array(lines.utf8), of: flag, at: Int(clamping: offset))
            }
            // Also where the lines went back: the place may not have been there any more.
            try document.setRaw(flag, to: Array(raw.utf8))
            return nil
        }
        if let text = target.content.stringValue { return try document.set(flag, to: text) }
        // The line break that came with the flag goes as well, where the flag is the last thing that was added.
        var shorter = document
        try shorter.remove(flag, droppingLineBreak: true)
        if lineBreaks(shorter) == target.detail["unfinishedAfter"]?.integerValue {
            document = shorter
        } else {
            try document.remove(flag)
        }
        return nil
    }

    private static func lineBreaks(_ document: DotEnvDocument) -> Int64 {
        Int64(document.bytes.count { $0 == UInt8(ascii: "\n") })
    }

    private func check<Value>(_ body: () throws(FilesError) -> Value) throws(FlagsError) -> Value {
        do { return try body() } catch { throw .file(source: name, error) }
    }

    private func check<Value>(_ body: () throws(DotEnvError) -> Value) throws(FlagsError) -> Value {
        do { return try body() } catch { throw .document(source: name, path: path, error) }
    }
}
