/// An object as its stream has it.
struct JavaObject {
    let className: String
    /// The fields of all its classes, those of the highest first.
    var fields = DecodedMap()
    /// What its classes wrote beside their fields: bytes, and objects.
    var data: [UInt8] = []
    var objects: [DecodedValue] = []
    /// Whether the class has a format of its own altogether.
    var isExternal = false

    mutating func add(_ annotation: (data: [UInt8], objects: [DecodedValue])) {
        data += annotation.data
        objects += annotation.objects
    }
}

/// The classes of the JDK that are plain values under another name (openjdk/jdk, java.base: their writeObject).
enum KnownJavaClass {
    /// The object as a value. One of an unknown class keeps its fields, and what it wrote beside them as `writeObject`.
    static func value(_ object: JavaObject) -> DecodedValue {
        known(object) ?? unknown(object)
    }

    private static func known(_ object: JavaObject) -> DecodedValue? {
        let name = object.className
        switch name {
        case "java.lang.Integer", "java.lang.Long", "java.lang.Short", "java.lang.Byte", "java.lang.Boolean",
            "java.lang.Double", "java.lang.Float", "java.lang.Character":
            return object.fields["value"]
        case "java.util.ArrayList", "java.util.LinkedList", "java.util.HashSet", "java.util.LinkedHashSet",
            "java.util.ArrayDeque", "java.util.concurrent.CopyOnWriteArrayList",
            "java.util.concurrent.CopyOnWriteArraySet":
            return .list(object.objects)
        case "java.util.TreeSet":
            // Its comparator is the first.
            return object.objects.isEmpty ? nil : .list(Array(object.objects.dropFirst()))
        case "java.util.HashMap", "java.util.LinkedHashMap", "java.util.TreeMap", "java.util.Hashtable",
            "java.util.Properties":
            return map(object.objects)
        case "java.util.concurrent.ConcurrentHashMap":
            // Two nulls end its entries.
            guard object.objects.suffix(2) == [.null, .null] else { return nil }
            return map(Array(object.objects.dropLast(2)))
        case "java.util.CollSer": return collection(object)
        case "java.util.Arrays$ArrayList": return object.fields["a"]
        case "java.util.Collections$EmptyList", "java.util.Collections$EmptySet": return .list([])
        case "java.util.Collections$EmptyMap": return .map(DecodedMap())
        case "java.util.Collections$SingletonList", "java.util.Collections$SingletonSet":
            return object.fields["element"].map { .list([$0]) }
        case "java.util.Collections$SingletonMap":
            guard let key = object.fields["k"], let value = object.fields["v"] else { return nil }
            return .map(DecodedMap([DecodedMap.Entry(key: key, value: value)]))
        case "java.util.Date", "java.sql.Timestamp":
            guard object.data.count == 8 else { return nil }
            let milliseconds = object.data.reduce(UInt64(0)) { $0 << 8 | UInt64($1) }
            return .object(className: name, members: DecodedMap(["": .integer(Int64(bitPattern: milliseconds))]))
        case "java.util.UUID": return uuid(object)
        default: return view(object)
        }
    }

    /// The views and wrappers of `java.util.Collections` are what they wrap.
    private static func view(_ object: JavaObject) -> DecodedValue? {
        let prefix = "java.util.Collections$"
        guard object.className.hasPrefix(prefix + "Unmodifiable") || object.className.hasPrefix(prefix + "Synchronized")
        else { return nil }
        return object.fields["m"] ?? object.fields["c"] ?? object.fields["list"] ?? object.fields["s"]
    }

    /// `List.of`, `Set.of` and `Map.of` (java.util.CollSer): the kind in the lowest byte of a field, then the elements.
    private static func collection(_ object: JavaObject) -> DecodedValue? {
        guard case .integer(let tag)? = object.fields["tag"] else { return nil }
        switch tag & 0xFF {
        case 1, 2, 4: return .list(object.objects)
        case 3: return map(object.objects)
        default: return nil
        }
    }

    private static func map(_ objects: [DecodedValue]) -> DecodedValue? {
        guard objects.count.isMultiple(of: 2) else { return nil }
        var map = DecodedMap()
        map.reserve(objects.count / 2)
        for place in stride(from: 0, to: objects.count, by: 2) { map.append(objects[place], objects[place + 1]) }
        return .map(map)
    }

    private static func uuid(_ object: JavaObject) -> DecodedValue? {
        guard case .integer(let high)? = object.fields["mostSigBits"],
            case .integer(let low)? = object.fields["leastSigBits"]
        else { return nil }
        let number = UInt128(UInt64(bitPattern: high)) << 64 | UInt128(UInt64(bitPattern: low))
        return .object(className: object.className, members: DecodedMap(["": .text(UUIDText.text(number))]))
    }

    private static func unknown(_ object: JavaObject) -> DecodedValue {
        guard !object.isExternal else { return .opaque(object.className) }
        var members = object.fields
        if !object.objects.isEmpty { members.append(.text("writeObject"), .list(object.objects)) }
        return .object(className: object.className, members: members)
    }
}
