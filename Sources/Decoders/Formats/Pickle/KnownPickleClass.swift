/// The classes and functions whose results are known without calling them. The names are those that pickles use,
/// `__builtin__` and `copy_reg` being Python 2's.
enum KnownPickleClass {
    /// What the call or instance is as a value; nil where its name is not known or its arguments are not those expected.
    static func value(
        _ name: String, _ arguments: [DecodedValue], state: DecodedMap, _ items: [DecodedValue], _ pairs: DecodedMap
    ) -> DecodedValue? {
        switch name {
        case "__builtin__.set", "builtins.set", "__builtin__.frozenset", "builtins.frozenset", "__builtin__.list",
            "builtins.list", "__builtin__.tuple", "builtins.tuple", "collections.deque":
            guard arguments.isEmpty else { return arguments[0].items.map { .list($0 + items) } }
            return .list(items)
        case "__builtin__.dict", "builtins.dict", "collections.OrderedDict", "collections.Counter":
            guard let first = arguments.first else { return .map(pairs) }
            return dictionary(first).map { .map(joined($0, pairs)) }
        case "collections.defaultdict": return .map(pairs)
        case "__builtin__.bytearray", "builtins.bytearray", "__builtin__.bytes", "builtins.bytes":
            guard let first = arguments.first else { return .text([]) }
            if case .text = first { return arguments.count == 1 ? first : latin1(arguments) }
            return nil
        case "_codecs.encode": return latin1(arguments)
        case "datetime.datetime", "datetime.date", "datetime.time", "datetime.timedelta", "datetime.timezone":
            return PickleDate.value(name, arguments)
        case "decimal.Decimal": return arguments.count == 1 ? whole(name, arguments[0]) : nil
        case "uuid.UUID": return uuid(state)
        case "django.utils.safestring.SafeString", "django.utils.safestring.SafeText", "markupsafe.Markup":
            guard arguments.count == 1, case .text = arguments[0] else { return nil }
            return arguments[0]
        default: return nil
        }
    }

    /// An object that stands for one value.
    static func whole(_ name: String, _ value: DecodedValue) -> DecodedValue {
        .object(className: name, members: DecodedMap(["": value]))
    }

    /// A dictionary, or a list of pairs.
    private static func dictionary(_ value: DecodedValue) -> DecodedMap? {
        if case .map(let map) = value { return map }
        guard case .list(let rows) = value else { return nil }
        var map = DecodedMap()
        for row in rows {
            guard case .list(let pair) = row, pair.count == 2 else { return nil }
            map.append(pair[0], pair[1])
        }
        return map
    }

    private static func joined(_ first: DecodedMap, _ second: DecodedMap) -> DecodedMap {
        DecodedMap(first.entries + second.entries)
    }

    /// How protocols below 3 write bytes: as text whose characters are the bytes, to be encoded in Latin-1.
    private static func latin1(_ arguments: [DecodedValue]) -> DecodedValue? {
        guard arguments.count == 2, case .text(let text) = arguments[0],
            ["latin1", "latin-1"].contains(arguments[1].scalarText ?? ""),
            let characters = String(validating: text, as: UTF8.self)
        else { return nil }
        var bytes: [UInt8] = []
        for scalar in characters.unicodeScalars {
            guard let byte = UInt8(exactly: scalar.value) else { return nil }
            bytes.append(byte)
        }
        return .text(bytes)
    }

    /// Its state is the number that it is.
    private static func uuid(_ state: DecodedMap) -> DecodedValue? {
        guard let digits = state["int"]?.scalarText, let number = UInt128(digits) else { return nil }
        return whole("uuid.UUID", .text(UUIDText.text(number)))
    }
}
