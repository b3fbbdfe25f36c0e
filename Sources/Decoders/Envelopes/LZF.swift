/// A block of LibLZF (oldhome.schmorp.de/marc/liblzf.html, lzf_d.c). It says nothing of its length.
enum LZF {
    static func decompress(_ bytes: UnsafeRawBufferPointer, maximumBytes: Int) throws(DecodingFailure) -> [UInt8] {
        var cursor = ByteCursor(bytes)
        var output = BackReferences(maximumBytes: maximumBytes)
        while !cursor.isAtEnd {
            let control = Int(try cursor.byte())
            guard control >= 32 else {
                try output.append(cursor.bytes(control + 1))
                continue
            }
            var length = control >> 5
            if length == 7 { length += Int(try cursor.byte()) }
            let distance = ((control & 0x1F) << 8 | Int(try cursor.byte())) + 1
            try output.copy(length + 2, from: distance)
        }
        guard !output.bytes.isEmpty else { throw .truncated }
        return output.bytes
    }
}

/// Output that refers back to itself.
struct BackReferences {
    private(set) var bytes: [UInt8] = []
    private let maximumBytes: Int

    init(maximumBytes: Int) { self.maximumBytes = maximumBytes }

    mutating func append(_ literals: UnsafeRawBufferPointer) throws(DecodingFailure) {
        guard literals.count <= maximumBytes - bytes.count else { throw .tooLarge }
        bytes.append(contentsOf: literals)
    }

    /// Repeats what was written `distance` bytes ago; what is longer than that repeats itself.
    mutating func copy(_ count: Int, from distance: Int) throws(DecodingFailure) {
        guard distance > 0, distance <= bytes.count else { throw .malformed }
        guard count <= maximumBytes - bytes.count else { throw .tooLarge }
        var place = bytes.count - distance
        for _ in 0..<count {
            bytes.append(bytes[place])
            place += 1
        }
    }
}
