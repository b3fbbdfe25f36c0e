@testable import Decoders

extension DecodedValue {
    /// The value on one line, for tests: texts quoted, bytes that are no UTF-8 in hexadecimal, maps in braces.
    var rendering: String {
        switch self {
        case .null: "null"
        case .boolean(let flag): "\(flag)"
        case .integer(let number): "\(number)"
        case .unsigned(let number): "\(number)u"
        case .number(let number): "\(number)d"
        case .text(let bytes): Self.rendering(bytes)
        case .list(let items): "[" + items.map(\.rendering).joined(separator: ", ") + "]"
        case .map(let members): "{" + members.rendering + "}"
        case .object(let name, let members): "\(name)(" + members.rendering + ")"
        case .opaque(let name): "<\(name)>"
        }
    }

    private static func rendering(_ bytes: [UInt8]) -> String {
        if let text = String(validating: bytes, as: UTF8.self) {
            return "'" + text.unicodeScalars.map { $0.value < 32 ? "\\\($0.value)" : String($0) }.joined() + "'"
        }
        return "x" + bytes.map { String($0 >> 4, radix: 16) + String($0 & 15, radix: 16) }.joined()
    }
}

extension DecodedMap {
    fileprivate var rendering: String {
        entries.map { $0.key.rendering + ": " + $0.value.rendering }.joined(separator: ", ")
    }
}
