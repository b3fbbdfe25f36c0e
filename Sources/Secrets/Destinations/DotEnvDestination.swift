internal import Basics
internal import Cryptography
internal import Files

/// Keys of a `.env` file. Current, previous and next value change in one replacement of the file; everything else in
/// it stays as it is, byte for byte. A file that is not there is made, 0600.
struct DotEnvDestination: Destination {
    let name: String
    let format: ValueFormat
    let path: String
    let keys: [DestinationSlot: String]
    let dialect: DotEnvDocument.Dialect
    let lockDirectory: String

    /// More than any `.env` file has.
    private static let maximumBytes = 4 << 20

    init(
        name: String, path: String, keys: [DestinationSlot: String], dialect: DotEnvDocument.Dialect,
        format: ValueFormat, lockDirectory: String
    ) {
        self.name = name
        self.path = path
        self.keys = keys
        self.dialect = dialect
        self.format = format
        self.lockDirectory = lockDirectory
    }

    var slots: Set<DestinationSlot> { Set(keys.keys) }

    func read() throws -> DestinationValues { try values(of: document().document) }

    func check(_ change: DestinationChange) throws {
        var document = try document().document
        try apply(change, to: &document)
        try AtomicFile.check(path)
    }

    func write(_ change: DestinationChange, expecting expected: DestinationValues) throws {
        // Two secrets of one file may be rotated by two processes; others who write it are noticed by its stamp.
        try DestinationLock.hold(CanonicalPath.of(path), in: lockDirectory) {
            let stamp = try FileStamp(path)
            var (document, exists) = try document()
            guard try values(of: document).matches(expected) else { throw FilesError.changedMeanwhile(path: path) }
            try apply(change, to: &document)
            try replace(with: document, exists: exists, ifUnchangedSince: stamp)
        }
    }

    /// Puts a changed document in the place of the file.
    func replace(with document: DotEnvDocument, exists: Bool, ifUnchangedSince stamp: FileStamp) throws {
        if exists {
            try AtomicFile.replace(path, with: document.bytes, ifUnchangedSince: stamp)
        } else {
            try AtomicFile.create(path, document.bytes, mode: 0o600)
        }
    }

    func shadow(in directory: String) throws -> (any Destination)? {
        DotEnvDestination(
            name: name, path: try ShadowFile.copy(path, into: directory), keys: keys, dialect: dialect, format: format,
            lockDirectory: lockDirectory)
    }

    /// The file, parsed; an empty one where there is none.
    func document() throws -> (document: DotEnvDocument, exists: Bool) {
        do {
            let bytes = try FileReader.read(path, limit: Self.maximumBytes)
            return (try DotEnvDocument(parsing: bytes, dialect: dialect), true)
        } catch FilesError.notFound {
            return (try DotEnvDocument(parsing: [], dialect: dialect), false)
        }
    }

    /// What stands at our keys; `KEY=` with nothing behind it counts as nothing.
    func values(of document: DotEnvDocument) throws -> DestinationValues {
        var values = DestinationValues()
        for (slot, key) in keys {
            guard let text = try document.value(of: key), !text.isEmpty else { continue }
            values[slot] = SecretBox(Secret(utf8: text))
        }
        return values
    }

    private func apply(_ change: DestinationChange, to document: inout DotEnvDocument) throws {
        for change in try changes(change) {
            if let value = change.value {
                // What cannot be read is not written over.
                if try document.value(of: change.key) != value { try document.set(change.key, to: value) }
            } else {
                try document.remove(change.key)
            }
        }
    }

    /// The keys with their new values; nil for those that go. A value that is there already is left as it is quoted.
    func changes(_ change: DestinationChange) throws -> [DotEnvChange] {
        // In this order, so that keys that are new stand together as current, previous, next.
        try DestinationSlot.allCases.compactMap { slot in
            guard let key = keys[slot], let text = change.texts[slot] else { return nil }
            guard let text else { return DotEnvChange(key, to: nil) }
            guard let value = text.withSecret({ $0.revealedText() }) else {
                throw DotEnvError.cannotHold(key: key, dialect: dialect.rawValue, reason: "it is not UTF-8 text")
            }
            return DotEnvChange(key, to: value)
        }
    }
}
