/// What a Java stream says of a class (Java Object Serialization Specification, §6.4, newClassDesc).
struct JavaClass {
    /// A field: the letter of its type (§6.4.1, fieldDesc) and its name.
    struct Field {
        let type: UInt8
        let name: [UInt8]
    }

    /// What its flags say.
    struct Flags: OptionSet {
        let rawValue: UInt8
        static let writeMethod = Flags(rawValue: 0x01)
        static let serializable = Flags(rawValue: 0x02)
        static let externalizable = Flags(rawValue: 0x04)
        static let blockData = Flags(rawValue: 0x08)
        static let enumeration = Flags(rawValue: 0x10)
    }

    let name: String
    var flags: Flags = []
    var fields: [Field] = []
    /// The number of its superclass, where that can be serialised too.
    var parent: Int?
    /// How many classes stand above it.
    var height = 0
}

/// The codes that begin an element (§6.4.2).
enum JavaCode: UInt8 {
    case null = 0x70, reference, classDescription, object, string, array, `class`, blockData, endBlockData, reset
    case longBlockData, exception, longString, proxyClassDescription, enumeration
}
