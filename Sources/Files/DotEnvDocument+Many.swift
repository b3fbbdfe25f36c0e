/// One of many changes to a `.env` file.
public struct DotEnvChange: Sendable {
    /// The key.
    public let key: String
    /// The value that it gets; nil to remove it.
    public let value: String?

    public init(_ key: String, to value: String?) {
        self.key = key
        self.value = value
    }
}

extension DotEnvDocument {
    /// Makes many changes, with the result that `set` and `remove` would have one after the other, but in one pass:
    /// the file is parsed and compared once for all of them, not for each. A change that cannot be made is left out and
    /// does not keep the others from being made.
    ///
    /// - Returns: for each change why it was left out; nil where it was made.
    public mutating func apply(_ changes: [DotEnvChange]) -> [DotEnvError?] {
        var failures = [DotEnvError?](repeating: nil, count: changes.count)
        apply(changes[...], &failures)
        return failures
    }

    /// Where changes do not go together, as where the form that is best for a value does not stay what it is in this
    /// file, halves are tried, and in the end each alone, which finds another form or says why there is none.
    private mutating func apply(_ changes: ArraySlice<DotEnvChange>, _ failures: inout [DotEnvError?]) {
        if changes.count < 2 || namedDialect == nil {
            for index in changes.indices { failures[index] = applyAlone(changes[index]) }
        } else if !applyTogether(changes, &failures) {
            let middle = changes.startIndex + changes.count / 2
            apply(changes[..<middle], &failures)
            apply(changes[middle...], &failures)
        }
    }

    private mutating func applyAlone(_ change: DotEnvChange) -> DotEnvError? {
        do {
            if let value = change.value { try set(change.key, to: value) } else { try remove(change.key) }
            return nil
        } catch {
            return error
        }
    }

    /// False where nothing was changed, since the changes would not come to what each alone would.
    private mutating func applyTogether(
        _ changes: ArraySlice<DotEnvChange>, _ failures: inout [DotEnvError?]
    ) -> Bool {
        guard Set(changes.lazy.map(\.key)).count == changes.count else { return false }
        var splice = DotEnvSplice(self)
        for index in changes.indices {
            do throws(DotEnvError) {
                guard try splice.add(changes[index]) else { return false }
            } catch {
                failures[index] = error
            }
        }
        guard let (changed, expected) = splice.finished() else { return false }
        guard let result = try? Self.parse(changed, dialect), result.count == expected.count else { return false }
        for (found, wanted) in zip(result, expected) {
            guard found.key == wanted.key, found.value == wanted.value else { return false }
            switch wanted.place {
            case .new(let token): guard found.token == token else { return false }
            case .old(let token): guard changed.bytes[found.token] == text.bytes[token] else { return false }
            }
        }
        adopt(changed, result)
        return true
    }
}

/// The text of a `.env` file with many changes in it, put together in one pass.
private struct DotEnvSplice {
    /// What an assignment of the changed file is to be.
    struct Expected {
        enum Place {
            /// The token stands unchanged, which was there in the old text.
            case old(Range<Int>)
            /// The token stands there in the new text.
            case new(Range<Int>)
        }
        let key: String
        let value: DotEnvValue
        let place: Place
    }

    private enum Change {
        case replace(token: [UInt8], value: String)
        case remove
    }

    private let document: DotEnvDocument
    private var changes: [String: Change] = [:]
    private var appended: [(key: String, token: [UInt8], value: String)] = []

    init(_ document: DotEnvDocument) { self.document = document }

    /// Takes a change in; false where the best form cannot be told here. Throws what the change alone would throw.
    mutating func add(_ change: DotEnvChange) throws(DotEnvError) -> Bool {
        let found = try document.assignment(of: change.key)
        guard let value = change.value else {
            if found != nil { changes[change.key] = .remove }
            return true
        }
        guard found != nil || DotEnvDocument.isValidKey(change.key) else { throw .invalidKey(change.key) }
        guard !value.utf8.contains(0) else { throw document.cannotHold(change.key, "it has a NUL character") }
        if found?.value == .text(value) { return true }
        let forms = DotEnvQuoting.forms(of: value, keeping: found?.quoting, dialect: document.namedDialect)
        guard let form = forms.first else { return false }
        if found != nil {
            changes[change.key] = .replace(token: form.token, value: value)
        } else {
            appended.append((change.key, form.token, value))
        }
        return true
    }

    /// The new text, and what a reader is to find in it; nil where changes overlap.
    func finished() -> (text: DotEnvText, expected: [Expected])? {
        let old = document.text.bytes
        var bytes: [UInt8] = []
        bytes.reserveCapacity(old.count + appended.reduce(0) { $0 + $1.key.utf8.count + $1.token.count + 3 })
        var expected: [Expected] = []
        expected.reserveCapacity(document.assignments.count + appended.count)
        var copied = 0
        for assignment in document.assignments {
            switch changes[assignment.key] {
            case nil:
                expected.append(
                    Expected(key: assignment.key, value: assignment.value, place: .old(assignment.token)))
            case .replace(let token, let value):
                guard assignment.token.lowerBound >= copied else { return nil }
                bytes += old[copied..<assignment.token.lowerBound]
                let start = bytes.count
                bytes += token
                copied = assignment.token.upperBound
                expected.append(
                    Expected(key: assignment.key, value: .text(value), place: .new(start..<bytes.count)))
            case .remove:
                let lines = document.lines(of: assignment)
                guard lines.lowerBound >= copied else { return nil }
                bytes += old[copied..<lines.lowerBound]
                copied = lines.upperBound
            }
        }
        bytes += old[copied...]
        let lineBreak = document.lineBreak
        if !appended.isEmpty, let last = bytes.last, last != 0x0A, last != 0x0D { bytes += lineBreak }
        for (key, token, value) in appended {
            bytes += key.utf8
            bytes.append(UInt8(ascii: "="))
            let start = bytes.count
            bytes += token
            expected.append(Expected(key: key, value: .text(value), place: .new(start..<bytes.count)))
            bytes += lineBreak
        }
        return (DotEnvText(bytes: bytes), expected)
    }
}
