internal import Basics
internal import JSON

/// A file of flagd's (its schema: open-feature/flagd-schemas, json/flags.json). `flags` is an object by name, or an
/// array whose items have a `key`.
struct FlagdDefinitions: Sendable {
    private(set) var text: JSONText

    /// What is wrong with it, in a sentence.
    struct Problem: Error {
        let reason: String
    }

    /// Throws where it is no such file.
    init(parsing bytes: [UInt8]) throws(Problem) {
        do {
            text = try JSONText(parsing: bytes)
        } catch {
            throw Problem(reason: error.message)
        }
        switch text.value["flags"] {
        case .object: break
        case .array(let items):
            let keys = items.compactMap { $0["key"]?.stringValue }
            guard keys.count == items.count else { throw Problem(reason: "a flag in its array has no key") }
            guard Set(keys).count == keys.count else { throw Problem(reason: "two flags in its array have one key") }
        default: throw Problem(reason: "it has no object 'flags'")
        }
    }

    /// The flags' names in the file's order.
    var names: [String] {
        switch text.value["flags"] {
        case .object(let flags): flags.keys
        case .array(let items): items.compactMap { $0["key"]?.stringValue }
        default: []
        }
    }

    /// Where a flag's definition stands; nil where there is none.
    func path(of name: String) -> [JSONText.Step]? {
        switch text.value["flags"] {
        case .object(let flags): flags[name] == nil ? nil : [.member("flags"), .member(name)]
        case .array(let items):
            items.firstIndex { $0["key"]?.stringValue == name }.map { [.member("flags"), .item($0)] }
        default: nil
        }
    }

    /// A flag's definition; nil where there is none.
    func flag(_ name: String) throws(Problem) -> FlagdFlag? {
        guard let path = path(of: name), let definition = text.value(at: path) else { return nil }
        return try FlagdFlag(name: name, definition)
    }

    /// The bytes of a flag's definition.
    func raw(_ name: String) -> [UInt8]? { path(of: name).flatMap { text.text(at: $0) } }

    /// Whether the flags are an array, in which each has its name as `key`.
    var isArray: Bool { text.value["flags"]?.arrayValue != nil }

    /// Puts a definition's bytes in the place of a flag's, or adds the flag.
    mutating func put(_ raw: [UInt8], as name: String) throws(Problem) {
        text = try changed { text throws(JSONError) in
            if let path = path(of: name) { return try text.replace(path, with: raw) }
            return try isArray
                ? text.append(raw, to: [.member("flags")]) : text.append(name, raw, to: [.member("flags")])
        }
    }

    /// Takes a flag away.
    mutating func remove(_ name: String) throws(Problem) {
        guard let step = path(of: name)?.last else { return }
        text = try changed { text throws(JSONError) in
            switch step {
            case .member(let name): try text.remove(name, from: [.member("flags")])
            case .item(let index): try text.remove(index, from: [.member("flags")])
            }
        }
    }

    private func changed(_ body: (inout JSONText) throws(JSONError) -> Bool) throws(Problem) -> JSONText {
        var changed = text
        let isDone: Bool
        do throws(JSONError) {
            isDone = try body(&changed)
        } catch {
            throw Problem(reason: error.message)
        }
        guard isDone else { throw Problem(reason: "it cannot be changed") }
        return changed
    }
}
