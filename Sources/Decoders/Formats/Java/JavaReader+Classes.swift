/// What a stream says of classes, each once and then by its handle.
extension JavaReader {
    mutating func classDescription(_ depth: Int) throws(DecodingFailure) -> JavaClass? {
        try budget.check(depth: depth)
        switch JavaCode(rawValue: try cursor.byte()) {
        case .null: return nil
        case .reference:
            guard let type = classes[try handle()] else { throw .malformed }
            return type
        case .classDescription:
            var type = JavaClass(name: String(decoding: try name(), as: UTF8.self))
            _ = try cursor.bytes(8)  // serialVersionUID
            let number = shared.count
            shared.add(.opaque(type.name))
            type.flags = JavaClass.Flags(rawValue: try cursor.byte())
            for _ in 0..<(try cursor.bigEndian(UInt16.self)) { type.fields.append(try field()) }
            return try finish(type, number, depth)
        case .proxyClassDescription:
            var type = JavaClass(name: "java.lang.reflect.Proxy")
            type.flags = .serializable
            let number = shared.count
            shared.add(.opaque(type.name))
            let interfaces = try cursor.bigEndian(UInt32.self)
            guard interfaces <= cursor.remaining / 2 else { throw .truncated }
            for _ in 0..<interfaces { _ = try name() }
            return try finish(type, number, depth)
        default: throw .malformed
        }
    }

    private mutating func field() throws(DecodingFailure) -> JavaClass.Field {
        let type = try cursor.byte()
        let name = try name()
        try budget.take()
        switch type {
        case UInt8(ascii: "L"), UInt8(ascii: "["):
            _ = try sharedText()  // the name of the field's class
        case UInt8(ascii: "B"), UInt8(ascii: "C"), UInt8(ascii: "D"), UInt8(ascii: "F"), UInt8(ascii: "I"),
            UInt8(ascii: "J"), UInt8(ascii: "S"), UInt8(ascii: "Z"):
            break
        default: throw .malformed
        }
        return JavaClass.Field(type: type, name: name)
    }

    /// Reads what follows the fields: what the class wrote of itself, and its superclass.
    private mutating func finish(_ type: JavaClass, _ number: Int, _ depth: Int) throws(DecodingFailure) -> JavaClass {
        var type = type
        _ = try annotation(depth + 1)
        classes[number] = type
        let above = shared.count
        let isNamed = cursor.next == JavaCode.reference.rawValue
        let place = cursor.offset
        if let parent = try classDescription(depth + 1) {
            guard parent.height < Self.longestLine else { throw .tooDeep }
            type.height = parent.height + 1
            if isNamed {
                let after = cursor.offset
                cursor.move(to: place + 1)
                type.parent = try handle()
                cursor.move(to: after)
            } else {
                type.parent = above
            }
            guard type.parent != number else { throw .malformed }
        }
        classes[number] = type
        return type
    }
}
