extension DotEnvDocument {
    /// Assigns a value: in the key's line, in the quoting that stands there wherever that can hold it, or in a line of
    /// its own at the end. Throws `cannotHold` where no quoting can, `invalidKey` for a new key that is none, and
    /// `duplicateKey`; then nothing is changed.
    @discardableResult
    public mutating func set(_ key: String, to value: String) throws(DotEnvError) -> DotEnvEdit {
        let found = try assignment(of: key)
        guard found != nil || Self.isValidKey(key) else { throw .invalidKey(key) }
        guard !value.utf8.contains(0) else { throw cannotHold(key, "it has a NUL character") }
        if found?.value == .text(value) { return DotEnvEdit(kind: .unchanged, changesQuoting: false) }
        for form in DotEnvQuoting.forms(of: value, keeping: found?.quoting, dialect: namedDialect) {
            let changed = spliced(key, form.token, at: found)
            guard isFaithful(changed, to: key, .text(value), form.token, at: found),
                isPortable(changed, key, value, at: found)
            else { continue }
            try adopt(changed)
            guard let found else { return DotEnvEdit(kind: .appended, changesQuoting: false) }
            return DotEnvEdit(kind: .replaced, changesQuoting: form.quoting != found.quoting)
        }
        throw cannotHold(key, namedDialect == nil ? "readers would not agree on it" : "no quoting can hold it")
    }

    /// Writes a value as it stands, quotes and escapes included, as `rawValue` gave it; appends the key where it is not
    /// assigned. Throws `cannotHold` where another key would change by it.
    public mutating func setRaw(_ key: String, to token: [UInt8]) throws(DotEnvError) {
        let found = try assignment(of: key)
        guard found != nil || Self.isValidKey(key) else { throw .invalidKey(key) }
        let changed = spliced(key, token, at: found)
        let result = try Self.parse(changed, dialect).first { $0.key == key }
        guard let result, isFaithful(changed, to: key, result.value, token, at: found) else {
            throw cannotHold(key, "it does not stay as it was written")
        }
        try adopt(changed)
    }

    /// Removes the key's line or lines, with the comment on them; nothing happens where it is not assigned.
    ///
    /// - Parameter droppingLineBreak: whether, if it was the file's last line, the line break that is now the last
    ///   goes too: undoes a `set` in a file whose last line had none.
    public mutating func remove(_ key: String, droppingLineBreak: Bool = false) throws(DotEnvError) {
        guard let found = try assignment(of: key) else { return }
        let lines = lines(of: found)
        var kept = Array(text.bytes[..<lines.lowerBound])
        if droppingLineBreak && lines.upperBound == text.count {
            if kept.last == 0x0A { kept.removeLast() }
            if kept.last == 0x0D { kept.removeLast() }
        }
        let changed = DotEnvText(bytes: kept + text.bytes[lines.upperBound...])
        guard isFaithful(changed, to: key, nil, nil, at: found) else {
            throw .malformedLine(text.lineNumber(of: found.statement.lowerBound))
        }
        try adopt(changed)
    }

    /// The lines that `remove` would take away, and where they begin: what `insert` takes. Nil where the key is not
    /// assigned.
    public func lines(of key: String) throws(DotEnvError) -> (offset: Int, lines: [UInt8])? {
        try assignment(of: key).map { found in
            let range = lines(of: found)
            return (range.lowerBound, Array(text.bytes[range]))
        }
    }

    /// Puts lines back that assign a key which is not assigned, at the offset at which they stood. Where a line does
    /// not begin there any more, or the lines would now mean something else, nothing is changed.
    public mutating func insert(_ lines: [UInt8], of key: String, at offset: Int) throws(DotEnvError) {
        guard !contains(key), (0...text.count).contains(offset), text.lineStart(of: offset) == offset else { return }
        let changed = DotEnvText(bytes: text.bytes[..<offset] + lines + text.bytes[offset...])
        guard let written = try? Self.parse(changed, dialect).first(where: { $0.key == key }),
            isFaithful(changed, to: key, written.value, nil, at: nil)
        else { return }
        try adopt(changed)
    }

    // MARK: -

    func cannotHold(_ key: String, _ reason: String) -> DotEnvError {
        .cannotHold(key: key, dialect: namedDialect?.rawValue, reason: reason)
    }

    private func spliced(_ key: String, _ token: [UInt8], at found: DotEnvAssignment?) -> DotEnvText {
        if let found {
            let (before, after) = (text.bytes[..<found.token.lowerBound], text.bytes[found.token.upperBound...])
            return DotEnvText(bytes: Array(before) + token + after)
        }
        let lineBreak = lineBreak
        var bytes = text.bytes
        if !endsWithLineBreak { bytes += lineBreak }
        return DotEnvText(bytes: bytes + key.utf8 + [UInt8(ascii: "=")] + token + lineBreak)
    }

    func lines(of found: DotEnvAssignment) -> Range<Int> {
        let returnsBreak = dialect == .node || dialect == .python
        let end = text.lineEnd(from: found.token.upperBound, returnsBreak: returnsBreak)
        return text.lineStart(of: found.statement.lowerBound)..<text.skippingLineBreak(at: end)
    }

    /// The line break of the file's last line that has one.
    var lineBreak: [UInt8] {
        guard let last = text.bytes.lastIndex(of: 0x0A), last > 0, text.bytes[last - 1] == 0x0D else { return [0x0A] }
        return [0x0D, 0x0A]
    }

    /// Whether in a changed file `key` has this value, written by this token in its old place (nil: is not assigned),
    /// and all else reads as before.
    private func isFaithful(
        _ changed: DotEnvText, to key: String, _ value: DotEnvValue?, _ token: [UInt8]?, at found: DotEnvAssignment?
    ) -> Bool {
        guard let result = try? Self.parse(changed, dialect) else { return false }
        let written = result.filter { $0.key == key }
        guard written.map(\.value) == (value.map { [$0] } ?? []) else { return false }
        if let token, let place = written.first?.token {
            // A value that moves, as an empty one among blanks does, could not be put back to the byte.
            guard changed.bytes[place].elementsEqual(token), found == nil || found?.token.lowerBound == place.lowerBound
            else { return false }
        }
        let others = (assignments.filter { $0.key != key }, result.filter { $0.key != key })
        return others.0.count == others.1.count
            && zip(others.0, others.1).allSatisfy { before, after in
                before.key == after.key && before.value == after.value
                    && text.bytes[before.token] == changed.bytes[after.token]
            }
    }

    /// Where no dialect was named: whether node, Compose and python agree on the line. One that did not agree on it
    /// before the change is not the file's reader.
    private func isPortable(
        _ changed: DotEnvText, _ key: String, _ value: String, at found: DotEnvAssignment?
    ) -> Bool {
        guard namedDialect == nil else { return true }
        guard let written = DotEnvNodeReader.assignments(in: changed).first(where: { $0.key == key }) else {
            return false
        }
        let after = Self.lines(of: written, in: changed)
        return [Dialect.compose, .python].allSatisfy { other in
            if let found {
                let before = try? Self.parse(Self.lines(of: found, in: text), other).first { $0.key == key }
                guard before?.value == found.value else { return true }
            }
            return (try? Self.parse(after, other).first { $0.key == key })?.value == .text(value)
        }
    }

    /// The lines of an assignment as a file of their own.
    private static func lines(of assignment: DotEnvAssignment, in text: DotEnvText) -> DotEnvText {
        let start = text.lineStart(of: assignment.statement.lowerBound)
        return DotEnvText(bytes: Array(text.bytes[start..<text.lineEnd(from: assignment.token.upperBound)]))
    }

    private mutating func adopt(_ changed: DotEnvText) throws(DotEnvError) {
        adopt(changed, try Self.parse(changed, dialect))
    }
}
