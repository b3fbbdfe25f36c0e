import Testing

@testable import Decoders

@Suite struct DecodedValueTests {
    private static let value = DecodedValue.map(
        DecodedMap([
            "passport": .map(DecodedMap(["user": .text("u1"), "id": .integer(7)])),
            "items": .list([.map(DecodedMap(["id": .unsigned(.max)])), .boolean(true)]),
            "warden.user.user.key": .list([.list([.integer(42)]), .text("salt")]),
            "warden": .map(DecodedMap(["other": .null])),
            "account": .object(
                className: "App\\User",
                members: DecodedMap([
                    "@name": .text("ann"), "\0*\0role": .text("admin"), "\0App\\User\0id": .integer(9),
                ])),
            "cycle": .opaque("cycle"),
            "e\u{301}": .text("decomposed"),
            "double": .number(1.5),
            "bytes": .text([0xFF]),
            "uuid": .object(className: "uuid.UUID", members: DecodedMap(["": .text("1-2")])),
        ]))

    @Test(
        "a path leads to a value",
        arguments: [
            ("passport.user", "u1"), ("passport.id", "7"), ("items.0.id", "18446744073709551615"),
            ("items.1", "true"), ("warden.user.user.key.0.0", "42"), ("warden.user.user.key.1", "salt"),
            ("account.name", "ann"), ("account.@name", "ann"), ("account.role", "admin"), ("account.id", "9"),
            ("double", "1.5"), ("uuid", "1-2"),
        ] as [(String, String)])
    func path(path: String, text: String) {
        #expect(Self.value.value(at: path.split(separator: "."))?.scalarText == text)
    }

    @Test(
        "a path leads nowhere",
        arguments: [
            "nobody", "passport.user.name", "items.2", "items.-1", "items.x", "warden.user", "\u{E9}", "bytes",
            "account.",
            "warden.other", "account.User\0id",
        ])
    func noText(path: String) {
        #expect(Self.value.value(at: path.split(separator: "."))?.scalarText == nil)
    }

    @Test("what stands in something opaque is unknown")
    func opaque() {
        #expect(Self.value.value(at: ["cycle", "user", "id"]) == .opaque("cycle"))
    }

    @Test("the last value of a key counts, and whole numbers are keys by their digits")
    func keys() {
        var map = DecodedMap(["a": .integer(1), "a": .integer(2)])
        map.append(.integer(-3), .text("three"))
        #expect(map["a"] == .integer(2))
        #expect(map["-3"] == .text("three"))
        #expect(map["03"] == nil)
    }
}
