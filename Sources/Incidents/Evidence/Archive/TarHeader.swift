import Basics

/// The header of a file in a tar archive (POSIX.1-2017, pax, "ustar Interchange Format"): 512 bytes of octal numbers and
/// names. Only what evidence needs: regular files, whose size may be larger than octal digits can say.
struct TarHeader: Equatable {
    /// The size of headers, and what the content of files is padded to.
    static let blockSize = 512
    /// What eleven octal digits can say.
    private static let largestOctal: Int64 = 1 << 33

    /// What a header stands for.
    enum Kind: Equatable {
        /// A regular file.
        case file
        /// Extended attributes of the next file (pax).
        case extended
        /// Something else: a link, a folder, a device.
        case other(UInt8)
    }

    var name: String
    var size: Int64
    /// Seconds since 1970.
    var modifiedAt: Int64
    var kind = Kind.file

    /// The header's blocks: for a size that octal digits cannot say preceded by one with extended attributes.
    /// The name has at most 100 bytes.
    var blocks: [UInt8] {
        guard size >= Self.largestOctal else { return Self.block(name, size, modifiedAt, UInt8(ascii: "0")) }
        let record = Self.record("size", String(size))
        let extended = Self.block("pax/" + name.suffix(90), Int64(record.count), modifiedAt, UInt8(ascii: "x"))
        return extended + record + Self.padding(Int64(record.count))
            + Self.block(name, 0, modifiedAt, UInt8(ascii: "0"))
    }

    /// The zeros behind a content of so many bytes.
    static func padding(_ size: Int64) -> [UInt8] { Array(repeating: 0, count: Int((512 - size % 512) % 512)) }

    /// "LENGTH KEY=VALUE\n", whose length counts itself.
    private static func record(_ key: String, _ value: String) -> [UInt8] {
        let rest = " \(key)=\(value)\n"
        var length = rest.utf8.count
        while String(length).utf8.count + rest.utf8.count != length { length += 1 }
        return Array("\(length)\(rest)".utf8)
    }

    private static func block(_ name: String, _ size: Int64, _ modifiedAt: Int64, _ type: UInt8) -> [UInt8] {
        var block = [UInt8](repeating: 0, count: blockSize)
        func put(_ text: some Collection<UInt8>, _ place: Int) {
            block.replaceSubrange(place..<place + text.count, with: text)
        }
        func octal(_ value: Int64, _ digits: Int, _ place: Int) {
            let text = String(value, radix: 8)
            put(Array((String(repeating: "0", count: max(0, digits - text.count)) + text).utf8), place)
        }
        put(Array(name.utf8.prefix(100)), 0)
        octal(0o600, 7, 100)
        octal(0, 7, 108)
        octal(0, 7, 116)
        octal(size, 11, 124)
        octal(max(0, modifiedAt), 11, 136)
        block[156] = type
        put(Array("ustar\0".utf8) + Array("00".utf8), 257)
        // The sum of all bytes, those of the sum itself taken for spaces.
        let sum = block.reduce(0) { $0 + Int64($1) } + 8 * 0x20
        octal(sum, 6, 148)
        block[155] = 0x20
        return block
    }

    /// Reads a block. Nil where it is no header, or a number in it is none.
    init?(_ block: [UInt8]) {
        guard block.count == Self.blockSize, Array(block[257..<262]) == Array("ustar".utf8),
            let sum = Self.octal(block[148..<156]), let size = Self.octal(block[124..<136]),
            let modifiedAt = Self.octal(block[136..<148])
        else { return nil }
        let actual = block.enumerated().reduce(Int64(0)) {
            $0 + ((148..<156).contains($1.offset) ? 0x20 : Int64($1.element))
        }
        let prefix = block[345..<500].prefix { $0 != 0 }
        let name = block[0..<100].prefix { $0 != 0 }
        guard sum == actual,
            let text = String(validating: prefix.isEmpty ? name : prefix + [UInt8(ascii: "/")] + name, as: UTF8.self)
        else { return nil }
        self.name = text
        self.size = size
        self.modifiedAt = modifiedAt
        kind =
            switch block[156] {
            case UInt8(ascii: "0"), 0: .file
            case UInt8(ascii: "x"): .extended
            case let type: .other(type)
            }
    }

    init(name: String, size: Int64, modifiedAt: Int64) {
        self.name = name
        self.size = size
        self.modifiedAt = modifiedAt
    }

    /// The size that extended attributes state; nil where they state anything else.
    static func size(extended bytes: [UInt8]) -> Int64? {
        guard let text = String(validating: bytes, as: UTF8.self), text.hasSuffix("\n"),
            let space = text.firstIndex(of: " "), Int(text[..<space]) == bytes.count
        else { return nil }
        let record = text[text.index(after: space)...].dropLast()
        guard record.hasPrefix("size="), let size = Int64(record.dropFirst(5)), size >= 0 else { return nil }
        return size
    }

    /// Octal digits, ended by a space or a zero.
    private static func octal(_ field: ArraySlice<UInt8>) -> Int64? {
        let digits = field.drop { $0 == 0x20 }.prefix { $0 != 0x20 && $0 != 0 }
        return Int64(String(decoding: digits, as: UTF8.self), radix: 8).flatMap { $0 >= 0 ? $0 : nil }
    }
}
