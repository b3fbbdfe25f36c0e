/// Java values as `ObjectOutputStream` writes them, for what has to be written into a store or compared with what stands
/// there: Spring Session's index members are serialised texts, its `maxInactiveInterval` a serialised `Integer`.
public enum JavaSerialisation {
    /// A `java.lang.String`.
    public static func encode(_ text: String) -> [UInt8] {
        let bytes = ModifiedUTF8.encode(text)
        guard let short = UInt16(exactly: bytes.count) else {
            return header + [JavaCode.longString.rawValue] + bigEndian(UInt64(bytes.count)) + bytes
        }
        return header + [JavaCode.string.rawValue] + bigEndian(short) + bytes
    }

    /// A `java.lang.Integer`.
    public static func encode(_ number: Int32) -> [UInt8] {
        boxed("java.lang.Integer", 0x12E2_A0A4_F781_8738, UInt8(ascii: "I")) + bigEndian(UInt32(bitPattern: number))
    }

    /// A `java.lang.Long`.
    public static func encode(_ number: Int64) -> [UInt8] {
        boxed("java.lang.Long", 0x3B8B_E490_CC8F_23DF, UInt8(ascii: "J")) + bigEndian(UInt64(bitPattern: number))
    }

    /// An object of a class with the one field `value`, up to where that stands.
    private static func boxed(_ name: String, _ version: UInt64, _ type: UInt8) -> [UInt8] {
        let type = description(name, version, fields: [0, 1, type] + named("value"))
        let parent = description("java.lang.Number", 0x86AC_951D_0B94_E08B, fields: [0, 0])
        return header + [JavaCode.object.rawValue] + type + parent + [JavaCode.null.rawValue]
    }

    private static func description(_ name: String, _ version: UInt64, fields: [UInt8]) -> [UInt8] {
        [JavaCode.classDescription.rawValue] + named(name) + bigEndian(version)
            + [JavaClass.Flags.serializable.rawValue] + fields + [JavaCode.endBlockData.rawValue]
    }

    private static let header: [UInt8] = [0xAC, 0xED, 0x00, 0x05]

    private static func named(_ name: String) -> [UInt8] { bigEndian(UInt16(name.utf8.count)) + Array(name.utf8) }

    private static func bigEndian(_ number: some FixedWidthInteger) -> [UInt8] {
        withUnsafeBytes(of: number.bigEndian) { Array($0) }
    }
}
