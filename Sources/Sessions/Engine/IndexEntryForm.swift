internal import JSON

extension SessionIndex.EntryForm {
    /// What an entry names: a session's id or its whole key; nil where it has another form.
    func name(in entry: [UInt8]) -> [UInt8]? {
        switch self {
        case .plain, .json: return entry
        case .javaString: return JavaString.content(of: entry)
        case .jsonString: return (try? JSONValue(parsing: entry))?.stringValue.map { Array($0.utf8) }
        }
    }

    /// The entries under which a session may be listed: by its id and by its whole key.
    func entries(of key: [UInt8], id: some Sequence<UInt8>) -> [[UInt8]] {
        switch self {
        case .plain, .json: [Array(id), key]
        case .javaString: [JavaString.serialised(Array(id)), JavaString.serialised(key)]
        case .jsonString: [Array(id), key].map { Array(JSONValue.string(String(decoding: $0, as: UTF8.self)).compact.utf8) }
        }
    }
}

/// A `java.lang.String` as Java's serialisation writes it alone (Java Object Serialization Specification §6.4): the
/// stream's header `ac ed 00 05`, TC_STRING `74`, two bytes of length, and modified UTF-8, which for ids is ASCII.
enum JavaString {
    private static let header: [UInt8] = [0xAC, 0xED, 0x00, 0x05, 0x74]

    /// The text's bytes; nil where something else stands there.
    static func content(of bytes: [UInt8]) -> [UInt8]? {
        guard bytes.starts(with: header), bytes.count >= header.count + 2 else { return nil }
        let length = Int(bytes[header.count]) << 8 | Int(bytes[header.count + 1])
        let text = bytes[(header.count + 2)...]
        return text.count == length ? Array(text) : nil
    }

    /// A text of at most 65,535 bytes.
    static func serialised(_ text: [UInt8]) -> [UInt8] {
        header + [UInt8(truncatingIfNeeded: text.count >> 8), UInt8(truncatingIfNeeded: text.count)] + text
    }
}

/// An index that is a string of JSON: an array of objects in which one member names the session.
struct JSONIndex {
    private let member: String
    private let entries: [JSONValue]

    /// Reads it; nil where it is something else.
    init?(_ text: [UInt8], member: String) {
        guard let value = try? JSONValue(parsing: text), case .array(let entries) = value else { return nil }
        self.member = member
        self.entries = entries
    }

    /// What the entries name.
    var names: [[UInt8]] { entries.compactMap(name) }

    /// The text without some sessions: nil where none of them stands in it, empty where nothing is left.
    func without(_ gone: Set<[UInt8]>) -> [UInt8]? {
        let left = entries.filter { entry in name(of: entry).map { !gone.contains($0) } ?? true }
        if left.count == entries.count { return nil }
        return left.isEmpty ? [] : Array(JSONValue.array(left).compact.utf8)
    }

    private func name(of entry: JSONValue) -> [UInt8]? {
        guard case .object(let object) = entry, case .string(let text)? = object[member] else { return nil }
        return Array(text.utf8)
    }
}
