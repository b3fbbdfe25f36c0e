public import Basics

/// Why bytes are not the JSON (RFC 8259) that was wanted. Says where, never what stands there.
public enum JSONError: Failure, Hashable {
    /// There is nothing but white space.
    case empty
    /// Not JSON. The place is where the first wrong byte stands, nil where it is not known.
    case invalid(at: JSONPlace?)
    /// Not valid UTF-8 (RFC 8259 §8.1), or an escape that names half a surrogate pair.
    case notUTF8(at: JSONPlace?)
    /// A number too large for a double (IEEE 754 binary64).
    case numberTooLarge(at: JSONPlace?)
    /// Arrays and objects inside each other beyond the limit.
    case tooDeep(limit: Int)
    /// More bytes than are taken.
    case tooLarge(limit: Int)
    /// An object has a key twice, and that was not to be.
    case duplicateKey
    /// No memory for the parser's buffers.
    case outOfMemory

    public var message: String {
        switch self {
        case .empty: "JSON is expected, but there is nothing"
        case .invalid(let place): "not valid JSON\(Self.text(place))"
        case .notUTF8(let place): "JSON that is not valid UTF-8\(Self.text(place))"
        case .numberTooLarge(let place): "JSON with a number too large for a double\(Self.text(place))"
        case .tooDeep(let limit): "JSON nested deeper than \(limit) levels"
        case .tooLarge(let limit): "JSON of more than \(limit) bytes"
        case .duplicateKey: "JSON in which a key stands twice in one object"
        case .outOfMemory: "no memory to read JSON of this size"
        }
    }

    public var status: ExitStatus {
        if case .outOfMemory = self { .internalError } else { .badInput }
    }

    private static func text(_ place: JSONPlace?) -> String {
        place.map { " (line \($0.line), column \($0.column))" } ?? ""
    }
}

/// Where in a text a byte stands.
public struct JSONPlace: Sendable, Hashable {
    /// Counted from 0.
    public let byteOffset: Int
    /// Counted from 1; lines end in LF.
    public let line: Int
    /// In bytes, counted from 1.
    public let column: Int

    public init(byteOffset: Int, line: Int, column: Int) {
        self.byteOffset = byteOffset
        self.line = line
        self.column = column
    }

    /// The place of a byte of a text.
    init(of offset: Int, in bytes: UnsafeRawBufferPointer) {
        var line = 1
        var lineStart = 0
        for index in 0..<min(offset, bytes.count) where unsafe bytes[index] == UInt8(ascii: "\n") {
            line += 1
            lineStart = index + 1
        }
        self.init(byteOffset: offset, line: line, column: offset - lineStart + 1)
    }
}
