import Testing

@testable import Decoders

/// Pickles that would do something where Python read them.
@Suite struct PickleAttackTests {
    @Test("a pickle that would run a program is opaque where it does, and the rest is read")
    func codeInPickle() throws {
        // {"user": "u1", "x": os.system("touch /tmp/firebreak-was-here")}
        let pickle = Array("(dp0\nVuser\nVu1\nsVx\ncos\nsystem\n(Vtouch /tmp/firebreak-was-here\ntRs.".utf8)
        let value = try PickleDecoder().decode(pickle)
        #expect(value.value(at: ["user"])?.scalarText == "u1")
        #expect(value.value(at: ["x"]) == .opaque("os.system"))
        #expect(value.value(at: ["x", "anything"]) == .opaque("os.system"))
    }

    @Test(
        "pickles that reach outside",
        arguments: [
            ("cos\nsystem\n(S'true'\ntR.", .opaque("os.system")), ("(S'true'\nios\nsystem\n.", nil),
            ("(cos\nsystem\nS'true'\no.", nil), ("cbuiltins\neval\n(V1\ntR.", .opaque("builtins.eval")),
            ("cbuiltins\ngetattr\n(cos\n__dict__\nVsystem\ntR(Vtrue\ntR.", .opaque("call")),
            ("\u{80}\u{4}\u{8C}\u{2}os\u{8C}\u{6}system\u{93}\u{8C}\u{4}true\u{85}R.", .opaque("os.system")),
        ] as [(String, DecodedValue?)])
    func outside(latin1: String, value: DecodedValue?) throws {
        let found = try PickleDecoder().decode(latin1.unicodeScalars.map { UInt8($0.value) })
        if let value { #expect(found == value) }
        // What would be an instance keeps the name of what would be called, and stands for no text.
        #expect(found.scalarText == nil)
    }

    @Test(
        "pickles of what stands elsewhere are refused",
        arguments: ["P1\n.", "N\u{51}.", "\u{80}\u{2}\u{82}\u{1}.", "\u{80}\u{5}\u{97}.", "\u{80}\u{6}N."])
    func elsewhere(latin1: String) {
        #expect(throws: DecodingFailure.unsupported) {
            try PickleDecoder().decode(latin1.unicodeScalars.map { UInt8($0.value) })
        }
    }

    @Test(
        "pickles that take what is not there",
        arguments: [
            ".", "0.", "N0.", "a.", "Na.", "]a.", "}s.", "(.", "(0.", "1.", "t.", "h\u{0}.", "g0\n.", "2.", "R.", "Nb.",
            ")Na.", "cos\nsystem\n]R.",
            "\u{81}.", "N(.",
        ])
    func underflow(latin1: String) {
        #expect(throws: DecodingFailure.self) {
            try PickleDecoder().decode(latin1.unicodeScalars.map { UInt8($0.value) })
        }
    }
}
