/// The keys under which the fields of a record are written, with what stands around them: `","user_name":"`. The rows of
/// a program have a few shapes; each way through the names of a row is a path in a tree, made when it is first gone.
struct FieldKeys {
    private struct Node {
        let name: [UInt8]
        let key: String
        let written: [UInt8]
        let parent: Int
        var children: [Int] = []
    }

    private var nodes: [Node]
    private var current = 0

    /// Rows whose names keep changing must not fill the memory.
    private static let limit = 20_000
    init() { nodes = [Node(name: [], key: "", written: [], parent: -1)] }

    /// Begins a record.
    @inline(__always)
    mutating func begin() {
        if nodes.count > Self.limit { self = FieldKeys() }
        current = 0
    }

    /// Adds the key of the record's next field, after the value of the one before it.
    @inline(__always)
    mutating func append(_ name: Bytes, to out: inout ByteBuffer) {
        let next = following(name)
        nodes[next].written.withUnsafeBytes { out.append($0) }
        current = next
    }

    @inline(__always)
    private mutating func following(_ name: Bytes) -> Int {
        for child in nodes[current].children where name.equals(nodes[child].name) { return child }
        return make(name)
    }

    @inline(never)
    private mutating func make(_ name: Bytes) -> Int {
        let key = unused(FieldNames.plain(name))
        var written = ByteBuffer(capacity: 64)
        written.append("\",\"")
        key.withBytes { written.append(escaped: $0) }
        written.append("\":\"")
        nodes.append(Node(name: Array(name), key: key, written: Array(written.bytes), parent: current))
        nodes[current].children.append(nodes.count - 1)
        return nodes.count - 1
    }

    /// The key, or with a number behind it where a field before it has the same.
    private func unused(_ key: String) -> String {
        var taken: Set<String> = []
        var node = current
        while node > 0 {
            taken.insert(nodes[node].key)
            node = nodes[node].parent
        }
        guard taken.contains(key) else { return key }
        var number = 2
        while taken.contains("\(key)_\(number)") { number += 1 }
        return "\(key)_\(number)"
    }
}

/// Names of fields as OpenSearch takes them.
public enum FieldNames {
    /// Names longer than these are cut.
    private static let longest = 200

    /// The names that stand in every line, which a field must not take.
    private static let reserved: Set<String> = [
        "message", "datetime", "timestamp", "timestamp_desc", "source", "source_format", "line", "time_precision",
        "time_zone_from", "clock_offset_microseconds", "severity", "encoding", "fields_left_out", "original",
        // Those of events from a journal.
        "recorded", "incident", "journal_position", "operation", "kind",
        // Timesketch's own.
        "label", "tag", "timesketch_label", "comment", "timeline_id",
    ]

    /// The name of a plain field: no dots, which would make objects, and no `_` at its beginning, which OpenSearch's own
    /// fields have.
    static func plain(_ name: Bytes) -> String {
        plain((name.count > longest ? name.part(0, longest) : name).text)
    }

    /// The name of a plain field.
    public static func plain(_ name: String) -> String {
        let text = String(name.map { $0 == "." ? "_" : $0 }.drop { $0 == "_" })
        if text.isEmpty { return "field" }
        return reserved.contains(text) ? "log_" + text : text
    }
}
