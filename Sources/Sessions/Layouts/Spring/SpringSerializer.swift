internal import Decoders
internal import JSON

/// How Spring writes the values of its hashes and the members of its lists: the application's `RedisSerializer`.
enum SpringSerializer: String, Sendable, CaseIterable {
    /// `JdkSerializationRedisSerializer`, which Spring Session uses where it is told nothing.
    case java
    /// `GenericJackson2JsonRedisSerializer` with Spring Security's modules: JSON in which objects name their class as
    /// `@class`, and other values as the first of two elements.
    case json

    /// The value of a field; nil where it cannot be read.
    func decode(_ bytes: UnsafeRawBufferPointer) -> DecodedValue? {
        switch self {
        case .java: try? Decoding.java.decoder.decode(bytes)
        case .json: (try? Decoding.json.decoder.decode(bytes)).map(Self.typed)
        }
    }

    /// A text as Spring would write it.
    func encode(_ text: String) -> [UInt8] {
        switch self {
        case .java: JavaSerialisation.encode(text)
        case .json: Array(JSONValue.string(text).compact.utf8)
        }
    }

    /// A number as Spring would write it.
    func encode(_ number: Int32) -> [UInt8] {
        switch self {
        case .java: JavaSerialisation.encode(number)
        case .json: Array(String(number).utf8)
        }
    }

    /// Objects and collections instead of what Jackson makes of them (FasterXML/jackson-databind, DefaultTyping with
    /// `As.PROPERTY`; what cannot have a property is wrapped in an array).
    private static func typed(_ value: DecodedValue) -> DecodedValue {
        switch value {
        case .list(let items):
            if items.count == 2, let name = items[0].scalarText, isClass(name) { return typed(items[1]) }
            return .list(items.map(typed))
        case .map(let members):
            let entries = members.entries.map { DecodedMap.Entry(key: $0.key, value: typed($0.value)) }
            guard let name = members["@class"]?.scalarText else { return .map(DecodedMap(entries)) }
            return .object(className: name, members: DecodedMap(entries))
        default: return value
        }
    }

    /// A class of a package begins with a small letter and has a point in it.
    private static func isClass(_ text: String) -> Bool {
        guard let first = text.utf8.first, (0x61...0x7A).contains(first) || first == UInt8(ascii: "[") else {
            return false
        }
        return text.contains(".") && !text.contains(" ")
    }
}
