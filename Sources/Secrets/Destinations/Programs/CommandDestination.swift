internal import Basics
internal import Cryptography

/// A program that is given the value on its standard input, and another that gives it back. Without that other one,
/// what stands there is what was last handed over, told by a mark in the state: the program's exit status is all that
/// vouches for it.
struct CommandDestination: Destination {
    let name: String
    let format: ValueFormat
    let writer: DestinationProgram
    let reader: DestinationProgram?
    let context: DestinationContext

    let slots: Set<DestinationSlot> = [.current]

    var caveats: [String] {
        reader == nil ? ["it has no 'read', so that its exit status is trusted and nothing was read back"] : []
    }

    func read() throws -> DestinationValues {
        var values = DestinationValues()
        values[.current] = try reader.map(readBack) ?? noted()
        return values
    }

    func check(_ change: DestinationChange) throws {
        guard !change.texts.values.contains(where: { $0 == nil }) else {
            throw DestinationError("a command cannot take a value away", .refused)
        }
        try writer.check()
        try reader?.check()
    }

    func write(_ change: DestinationChange, expecting expected: DestinationValues) throws {
        try check(change)
        guard let text = change.texts[.current].flatMap(\.self) else { return }
        try DestinationLock.hold(name, in: context.lockDirectory) {
            guard try read().matches(expected) else { throw DestinationError.changedMeanwhile(name) }
            _ = try writer.run([], input: text.withSecret { $0.revealedBytes() }, hiding: [text])
            if reader == nil { try note(text) }
        }
    }

    /// What the reading program wrote; the line end behind it counts only where it is part of a value that we know.
    private func readBack(_ reader: DestinationProgram) throws -> SecretBox? {
        let bytes = try reader.run([])
        let whole = SecretBox(Secret(bytes))
        guard bytes.last == 0x0A else { return bytes.isEmpty ? nil : whole }
        let isKnown = try context.known.texts(format).contains { known in
            known.withSecret { known in whole.withSecret { known.matches($0) } }
        }
        if isKnown { return whole }
        guard bytes.count > 1 else { return nil }
        return SecretBox(Secret(Array(bytes.dropLast())))
    }

    // MARK: Without a reading program

    private var noteName: String {
        let digest = DigestAlgorithm.sha256.hash(utf8: writer.arguments.joined(separator: "\0") + name)
        return "handed-over-" + Hexadecimal.encode(digest.prefix(12))
    }

    private func noted() throws -> SecretBox? {
        guard let mark = try context.notes.note(noteName) else { return nil }
        return try context.known.text(marked: mark, as: format)
    }

    private func note(_ text: SecretBox) throws {
        let mark = try text.withSecret { try context.known.mark($0) }
        try context.notes.put(noteName, mark)
    }
}
