internal import Basics
internal import Configuration

/// What an HTTP answer should be.
public struct HTTPExpectations: Sendable, Hashable {
    /// Its status is one of these.
    public var statuses: [ClosedRange<Int>] = [200...299]
    /// What stands in its content, which then must be JSON.
    public var fields: [FieldExpectation] = []
    /// What stands in its header fields, by their names: exactly that, or with `*` at the end what it begins with.
    public var headers: [Header] = []
    /// How long it may take, from looking up the name to the last byte.
    public var latency: Duration?
    /// How long the server's certificate must be valid still.
    public var tlsValidFor: Duration?

    /// A header field and its value.
    public struct Header: Sendable, Hashable {
        public let name: String
        public let value: String

        public init(_ name: String, _ value: String) {
            self.name = name
            self.value = value
        }

        func holds(for found: String) -> Bool {
            value.hasSuffix("*") ? found.hasPrefix(value.dropLast()) : found == value
        }
    }

    /// A status between 200 and 299, and nothing else.
    public init() {}

    /// Reads `status`, `json`, `header`, `latency` and `tlsValidFor` out of a mapping.
    init(_ mapping: inout ConfigurationMapping) throws(ConfigurationError) {
        if let node = mapping.optional("status") {
            statuses = []
            for item in node.kind == .sequence ? try node.sequence() : [node] {
                guard let range = Self.status(try item.string()) else {
                    throw item.failure("'\(item.path)' is no status", hint: "as 200, 2xx or [200, 204]")
                }
                statuses.append(range)
            }
            guard !statuses.isEmpty else {
                throw node.failure("'\(node.path)' allows no status at all", hint: "as [200, 204]")
            }
        }
        for (path, node) in try mapping.optional("json")?.mapping().entries ?? [] {
            fields.append(FieldExpectation(path: path, try ValueCondition(node: node)))
        }
        for (name, node) in try mapping.optional("header")?.mapping().entries ?? [] {
            headers.append(Header(name, try node.string()))
        }
        latency = try mapping.optional("latency")?.duration()
        tlsValidFor = try mapping.optional("tlsValidFor")?.duration()
    }

    /// A status, `204`, or a class of them, `2xx`; nil for anything else.
    public static func status(_ text: String) -> ClosedRange<Int>? {
        if text.count == 3, text.hasSuffix("xx"), let hundreds = text.first?.wholeNumberValue, (2...5).contains(hundreds) {
            return hundreds * 100...hundreds * 100 + 99
        }
        guard text.utf8.count == 3, let status = Int(text), (200...599).contains(status) else { return nil }
        return status...status
    }
}
