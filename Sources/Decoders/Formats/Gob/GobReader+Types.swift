/// The definitions of types, which come before the values that have them.
extension GobReader {
    /// Takes definitions of types until a value's type comes (decoder.go, decodeTypeSequence).
    mutating func typeSequence(isInterface: Bool) throws(DecodingFailure) -> Int {
        while true {
            guard cursor.offset <= messageEnd else { throw .malformed }
            if cursor.offset == messageEnd {
                let length = try count()
                messageEnd = cursor.offset + length
            }
            let number = try typeNumber()
            guard number < 0 else { return number }
            try budget.take()
            try define(-number)
            if cursor.offset < messageEnd {
                guard isInterface else { throw .malformed }
                _ = try unsigned()
            }
        }
    }

    private mutating func define(_ number: Int) throws(DecodingFailure) {
        guard number >= GobType.firstOwn, types[number] == nil else { throw .malformed }
        var definition: GobType?
        // A wireType: one of its fields is there.
        try fields { (reader, field) throws(DecodingFailure) in
            switch field {
            case 1, 2, 4: definition = try reader.collection(field)
            case 3: definition = try reader.structure()
            case 5, 6, 7:
                var common = ""
                try reader.fields { (reader, field) throws(DecodingFailure) in
                    guard field == 1 else { throw .malformed }
                    common = try reader.common()
                }
                definition = .own(name: common, isText: field == 7)
            default: throw .malformed
            }
        }
        guard let definition else { throw .malformed }
        types[number] = definition
    }

    /// Calls back for each field of a struct that is there, by its number.
    mutating func fields(
        _ body: (inout GobReader, Int) throws(DecodingFailure) -> Void
    ) throws(DecodingFailure) {
        var number = 0
        while true {
            let step = try unsigned()
            guard step != 0 else { return }
            guard step <= 65_536 else { throw .malformed }
            number += Int(step)
            try body(&self, number)
        }
    }

    /// A commonType: the name, and the type's own number.
    private mutating func common() throws(DecodingFailure) -> String {
        var name = ""
        try fields { (reader, field) throws(DecodingFailure) in
            switch field {
            case 1: name = String(decoding: try reader.name(), as: UTF8.self)
            case 2: _ = try reader.signed()
            default: throw .malformed
            }
        }
        return name
    }

    /// An arrayType (1), a sliceType (2) or a mapType (4): their element, or key and element.
    private mutating func collection(_ kind: Int) throws(DecodingFailure) -> GobType {
        var numbers = [0, 0]
        try fields { (reader, field) throws(DecodingFailure) in
            switch field {
            case 1: _ = try reader.common()
            case 2, 3: numbers[field - 2] = try reader.typeNumber()
            default: throw .malformed
            }
        }
        switch kind {
        case 1: return .list(element: numbers[0], length: numbers[1])
        case 2: return .list(element: numbers[0], length: nil)
        default: return .map(key: numbers[0], value: numbers[1])
        }
    }

    private mutating func structure() throws(DecodingFailure) -> GobType {
        var name = ""
        var list: [GobType.Field] = []
        try fields { (reader, field) throws(DecodingFailure) in
            switch field {
            case 1: name = try reader.common()
            case 2:
                for _ in 0..<(try reader.count()) { list.append(try reader.field()) }
            default: throw .malformed
            }
        }
        return .structure(name: name, fields: list)
    }

    private mutating func field() throws(DecodingFailure) -> GobType.Field {
        try budget.take()
        var name: [UInt8] = []
        var type = 0
        try fields { (reader, field) throws(DecodingFailure) in
            switch field {
            case 1: name = try reader.name()
            case 2: type = try reader.typeNumber()
            default: throw .malformed
            }
        }
        return GobType.Field(name: name, type: type)
    }
}
