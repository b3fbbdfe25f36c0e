/// What a gob stream says of a type (go/src/encoding/gob, type.go).
enum GobType {
    case boolean, signed, unsigned, float, bytes, string, complex, interface
    case list(element: Int, length: Int?)
    case map(key: Int, value: Int)
    case structure(name: String, fields: [Field])
    /// A type that writes itself: as bytes, or as text.
    case own(name: String, isText: Bool)

    /// A field of a struct.
    struct Field {
        let name: [UInt8]
        let type: Int
    }

    /// The types that every stream knows, by their numbers.
    static let predefined: [Int: GobType] = [
        1: .boolean, 2: .signed, 3: .unsigned, 4: .float, 5: .bytes, 6: .string, 7: .complex, 8: .interface,
    ]

    /// The lowest number of a type that a stream defines itself.
    static let firstOwn = 64
}
