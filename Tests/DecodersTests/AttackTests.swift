import Testing

@testable import Decoders

/// Values made by hand to make a decoder run long, grow large, crash, or do something.
@Suite struct AttackTests {
    /// A value that is too long to be printed.
    struct Attack: CustomTestStringConvertible {
        let format: Decoding
        let bytes: [UInt8]

        init(_ format: Decoding, _ bytes: [UInt8]) {
            self.format = format
            self.bytes = bytes
        }

        var testDescription: String { "\(format.rawValue), \(bytes.prefix(16))" }
    }

    @Test("nesting without end", arguments: Self.nestedValues)
    func nested(attack: Attack) {
        #expect(throws: DecodingFailure.tooDeep) { try attack.format.decoder.decode(attack.bytes) }
    }

    private static let deep = 40_000
    private static let nestedValues: [Attack] = [
        Attack(
            .json, Array(repeating: UInt8(ascii: "["), count: deep) + Array(repeating: UInt8(ascii: "]"), count: deep)),
        Attack(.msgpack, Array(repeating: 0x91, count: deep) + [0]),
        Attack(.php, repeated("a:1:{i:0;", deep) + "N;".utf8),
        Attack(.phpSession, Array("k|".utf8) + repeated("O:1:\"A\":1:{s:1:\"a\";", 40_000)),
        Attack(
            .pickle, [0x80, 2] + Array(repeating: 0x5D, count: deep) + Array(repeating: 0x61, count: deep - 1) + [0x2E]),
        // t = (t,) a hundred thousand times.
        Attack(.pickle, [0x80, 2, 0x29] + Array(repeating: 0x85, count: deep) + [0x2E]),
        Attack(.marshal, [4, 8] + repeated("[\u{6}", deep)),
        Attack(.marshal, [4, 8] + repeated("I", deep)),
        Attack(.marshal, [4, 8] + repeated("e:\u{6}A", deep)),
        // A symbol that has variables, whose names have some.
        Attack(.marshal, [4, 8, 0x6F] + repeated("I:\0\u{6}", deep)),
        Attack(.java, [0xAC, 0xED, 0, 5] + Array(repeating: 0x73, count: 1) + repeatedClass),
    ]

    @Test("nesting where only a text may stand", arguments: Self.nestedTexts)
    func nestedText(attack: Attack) {
        #expect(throws: DecodingFailure.malformed) { try attack.format.decoder.decode(attack.bytes) }
    }

    private static let nestedTexts: [Attack] = [
        // An object of a class with a field, the name of whose class is such an object again.
        Attack(
            .java,
            [0xAC, 0xED, 0, 5]
                + (0..<deep).flatMap { _ in
                    [0x73, 0x72, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1, 0x4C, 0, 0] as [UInt8]
                }),
        // The constant of an enumeration whose name is one again.
        Attack(.java, [0xAC, 0xED, 0, 5] + (0..<deep).flatMap { _ in [0x7E, 0x70] as [UInt8] }),
    ]

    /// A class whose superclass is new each time.
    private static let repeatedClass: [UInt8] = (0..<deep / 4).flatMap { _ -> [UInt8] in
        [0x72, 0, 1, 0x41, 0, 0, 0, 0, 0, 0, 0, 0, 2, 0, 0, 0x78]
    }

    @Test("a value that unfolds without end", arguments: Self.unfoldingValues)
    func unfolding(attack: Attack) {
        #expect(throws: DecodingFailure.tooManyElements) { try attack.format.decoder.decode(attack.bytes) }
    }

    private static let unfoldingValues = [
        Attack(.pickle, pickleOfLaughs), Attack(.php, phpOfLaughs), Attack(.marshal, marshalOfLaughs),
        Attack(.java, javaOfLaughs),
    ]

    /// l0 = ["x"]; l1 = [l0 × 10]; … thirty times: 10³⁰ values.
    private static let pickleOfLaughs: [UInt8] =
        [0x80, 4, 0x5D, 0x94, 0x8C, 1, 0x78, 0x61]
        + (0..<30).flatMap { level -> [UInt8] in
            [0x30, 0x5D, 0x94, 0x28] + (0..<10).flatMap { _ in [0x68, UInt8(level)] as [UInt8] } + [0x65]
        } + [0x2E]

    private static let phpOfLaughs: [UInt8] = {
        // Number 1 is the outer array, number 2 the first inner one with number 3 in it.
        var text = "a:31:{i:0;a:1:{i:0;s:1:\"x\";}"
        var last = 2
        var count = 3
        for level in 1...30 {
            text += "i:\(level);a:10:{" + (0..<10).map { "i:\($0);R:\(last);" }.joined() + "}"
            count += 1
            last = count
        }
        return Array((text + "}").utf8)
    }()

    private static let marshalOfLaughs: [UInt8] =
        // Number 0 is the outer array, 1 the first inner one, 2 its text.
        [4, 8, 0x5B, 5 + 31, 0x5B, 6, 0x22, 6, 0x78]
        + (0..<30).flatMap { level -> [UInt8] in
            let last = level == 0 ? 1 : level + 2
            return [0x5B, 5 + 10] + (0..<10).flatMap { _ in [0x40, UInt8(5 + last)] as [UInt8] }
        }

    private static let javaOfLaughs: [UInt8] = {
        func reference(_ handle: Int) -> [UInt8] { [0x71, 0, 0x7E, 0, UInt8(handle)] }
        let name = Array("[Ljava.lang.Object;".utf8)
        let type: [UInt8] =
            [0x72, 0, UInt8(name.count)] + name + Array(repeating: 0, count: 8) + [2, 0, 0, 0x78, 0x70]
        // Handle 0 is the class, 1 the outer array, 2 the first inner one.
        var bytes: [UInt8] =
            [0xAC, 0xED, 0, 5, 0x75] + type + [0, 0, 0, 31] + [0x75] + reference(0) + [0, 0, 0, 1, 0x70]
        for level in 0..<30 {
            bytes += [0x75] + reference(0) + [0, 0, 0, 10] + (0..<10).flatMap { _ in reference(2 + level) }
        }
        return bytes
    }()

    @Test("one long text a thousand times")
    func longShared() {
        let text = Array(repeating: UInt8(ascii: "x"), count: 100_000)
        let pickle: [UInt8] =
            [0x80, 4, 0x5D, 0x28, 0x58, 0xA0, 0x86, 1, 0] + text + [0x94]
            + (0..<1_000).flatMap { _ in [0x68, 0] as [UInt8] } + [0x65, 0x2E]
        #expect(throws: DecodingFailure.tooLarge) { try PickleDecoder().decode(pickle) }
        let marshal: [UInt8] =
            [4, 8, 0x5B, 2, 0xE9, 3, 0x22, 3, 0xA0, 0x86, 1] + text + (0..<1_000).flatMap { _ in [0x40, 6] as [UInt8] }
        #expect(throws: DecodingFailure.tooLarge) { try MarshalDecoder().decode(marshal) }
    }

    @Test(
        "a claimed length that is not there",
        arguments: [
            (.msgpack, "\u{DD}\u{7F}\u{FF}\u{FF}\u{FF}"), (.php, "a:2147483647:{i:0;N;}"),
            (.php, "s:9223372036854775807:\"a\";"),
            (.php, "O:99999999:\"A\":1:{}"), (.phpSession, "a|a:99999999:{"),
            (.pickle, "\u{80}\u{4}X\u{FF}\u{FF}\u{FF}\u{FF}a."),
            (.pickle, "\u{80}\u{4}\u{8E}\u{FF}\u{FF}\u{FF}\u{FF}\u{FF}\u{FF}\u{FF}\u{FF}a."),
            (.pickle, "\u{80}\u{4}\u{95}\u{FF}\u{FF}\u{FF}\u{FF}\u{FF}\u{FF}\u{FF}\u{FF}N."),
            (.marshal, "\u{4}\u{8}[\u{4}\u{FF}\u{FF}\u{FF}\u{7F}"),
            (.marshal, "\u{4}\u{8}\"\u{4}\u{FF}\u{FF}\u{FF}\u{7F}a"),
            (.gob, "\u{3}\u{C}\u{0}\u{F8}\u{FF}\u{FF}\u{FF}\u{FF}\u{FF}\u{FF}\u{FF}\u{FF}"),
            (.aspnet, "\u{2}\u{FF}\u{FF}\u{FF}0123456789abcdef\u{0}\u{1}a\u{0}\u{0}\u{0}\u{1}b"),
            (.aspnet, "\u{2}\u{0}\u{0}\u{1}0123456789abcdef\u{0}\u{1}a\u{FF}\u{FF}\u{FF}\u{FF}b"),
        ] as [(Decoding, String)])
    func claims(format: Decoding, latin1: String) {
        let bytes = latin1.unicodeScalars.map { UInt8($0.value) }
        #expect(throws: DecodingFailure.truncated) { try format.decoder.decode(bytes) }
    }

    @Test(
        "PHP that is not",
        arguments: [
            "", "N", "N;N;", "i:;", "i:9223372036854775808;", "i:1.5;", "b:2;", "d:0x10;", "d:;", "d:1e5e;",
            "s:3:\"ab\";",
            "s:2:\"ab\"", "s:-1:\"\";", "a:1:{N;N;}", "a:1:{a:0:{}N;}", "a:1:{R:1;N;}", "a:-1:{}", "a:1:{i:0;N;",
            "R:1;",
            "r:0;", "a:1:{i:0;R:-1;}", "a:1:{i:0;R:9;}", "O:1:\"A\":1:{i:0;R:99999999999;}", "E:1:\"A\";", "Z:1;",
            "o:1:{}",
            "S:2:\"\\4\";", "C:1:\"A\":5:{ab}",
        ])
    func notPHP(text: String) {
        #expect(throws: DecodingFailure.self) { try PHPDecoder().decode(Array(text.utf8)) }
    }

    @Test("after an object with a format of its own, the numbers of PHP's values are not known")
    func unknownNumbers() throws {
        let text = "a:4:{i:0;s:1:\"x\";i:1;C:1:\"A\":2:{hi}i:2;s:1:\"y\";i:3;a:2:{i:0;R:2;i:1;R:4;}}"
        let value = try PHPDecoder().decode(Array(text.utf8))
        #expect(value.rendering == "{0: 'x', 1: <A>, 2: 'y', 3: {0: 'x', 1: <reference>}}")
    }

    @Test("Ruby's links and symbols that are not there", arguments: ["@\u{6}", ";\u{0}", "[\u{6};\u{6}", "d:\u{6}A0"])
    func notMarshal(text: String) {
        #expect(throws: DecodingFailure.self) { try MarshalDecoder().decode([4, 8] + text.utf8) }
    }

    private static func repeated(_ text: String, _ count: Int) -> [UInt8] {
        Array(String(repeating: text, count: count).utf8)
    }
}
