internal import Basics
internal import Cryptography
internal import Files

/// Files that hold a value each and nothing else. Each is replaced whole; where there are several, they change one
/// after the other, the previous value first, so that at no instant a value is missing that was there before.
struct FileDestination: Destination {
    let name: String
    let format: ValueFormat
    let paths: [DestinationSlot: String]
    /// The permissions that files are given; nil for those of the file that is there, or 0600.
    let mode: FileMode?
    /// Whether a line end stands behind the value.
    let endsWithNewline: Bool
    let caveats: [String]
    let lockDirectory: String

    private static let maximumBytes = 1 << 20

    var slots: Set<DestinationSlot> { Set(paths.keys) }

    func read() throws -> DestinationValues {
        var values = DestinationValues()
        for (slot, path) in paths { values[slot] = try text(at: path) }
        return values
    }

    func check(_ change: DestinationChange) throws {
        for (slot, path) in paths where change.texts[slot] != nil { try AtomicFile.check(path) }
    }

    func write(_ change: DestinationChange, expecting expected: DestinationValues) throws {
        try DestinationLock.hold(CanonicalPath.of(paths[.current] ?? ""), in: lockDirectory) {
            let stamps = try paths.mapValues { try FileStamp($0) }
            guard try read().matches(expected) else {
                throw FilesError.changedMeanwhile(path: paths[.current] ?? "")
            }
            try check(change)
            for slot in [DestinationSlot.previous, .next, .current] {
                guard let path = paths[slot], let text = change.texts[slot].flatMap(\.self) else { continue }
                try put(text, at: path, ifUnchangedSince: stamps[slot])
            }
            for (slot, text) in change.texts where text == nil {
                if let path = paths[slot] { try AtomicFile.remove(path) }
            }
        }
    }

    func shadow(in directory: String) throws -> (any Destination)? {
        FileDestination(
            name: name, format: format, paths: try paths.mapValues { try ShadowFile.copy($0, into: directory) },
            mode: mode, endsWithNewline: endsWithNewline, caveats: caveats, lockDirectory: lockDirectory)
    }

    /// What stands in a file; an empty one counts as none.
    private func text(at path: String) throws -> SecretBox? {
        guard let bytes = try FileReader.readIfPresent(path, limit: Self.maximumBytes) else { return nil }
        let value = endsWithNewline && bytes.last == 0x0A ? bytes.dropLast() : bytes[...]
        guard !value.isEmpty else { return nil }
        return SecretBox(Secret(Array(value)))
    }

    private func put(_ text: SecretBox, at path: String, ifUnchangedSince stamp: FileStamp?) throws {
        let bytes = text.withSecret { $0.revealedBytes() } + (endsWithNewline ? [0x0A] : [])
        if let stamp, stamp.exists {
            try AtomicFile.replace(path, with: bytes, mode: mode, ifUnchangedSince: stamp)
        } else {
            // Made with the permissions that were asked for, whatever the umask.
            try AtomicFile.replace(path, with: bytes, mode: mode ?? 0o600, ifUnchangedSince: stamp)
        }
    }
}
