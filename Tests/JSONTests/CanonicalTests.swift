import Basics
import JSON
import TestSupport
import Testing

@Suite("RFC 8785 canonical form")
struct CanonicalTests {
    @Test(
        "the RFC's own examples and those of its author's test data",
        arguments: [
            // RFC 8785 §3.2.2
            (
                #"""
                {
                  "numbers": [333333333.33333329, 1E30, 4.50, 2e-3, 0.000000000000000000000000001],
                  "string": "\u20ac$\u000F\u000aA'\u0042\u0022\u005c\\\"\/",
                  "literals": [null, true, false]
                }
                """#,
                #"{"literals":[null,true,false],"numbers":[333333333.3333333,1e+30,4.5,0.002,1e-27],"string":"€$\u000f\nA'B\"\\\\\"/"}"#
            ),
            // RFC 8785 §3.2.3
            (
                #"""
                {
                  "\u20ac": "Euro Sign",
                  "\r": "Carriage Return",
                  "\ufb33": "Hebrew Letter Dalet With Dagesh",
                  "1": "One",
                  "\ud83d\ude00": "Emoji: Grinning Face",
                  "\u0080": "Control",
                  "\u00f6": "Latin Small Letter O With Diaeresis"
                }
                """#,
                "{\"\\r\":\"Carriage Return\",\"1\":\"One\",\"\u{80}\":\"Control\",\"ö\":\"Latin Small Letter O With Diaeresis\","
                    + "\"€\":\"Euro Sign\",\"😀\":\"Emoji: Grinning Face\",\"\u{FB33}\":\"Hebrew Letter Dalet With Dagesh\"}"
            ),
            // github.com/cyberphone/json-canonicalization, testdata
            (
                #"[56, {"d": true, "10": null, "1": [ ]}]"#,
                #"[56,{"1":[],"10":null,"d":true}]"#
            ),
            (
                #"""
                {"peach": "This sorting order", "péché": "is wrong according to French",
                 "pêche": "but canonicalization MUST", "sin": "ignore locale"}
                """#,
                #"{"peach":"This sorting order","péché":"is wrong according to French","pêche":"but canonicalization MUST","sin":"ignore locale"}"#
            ),
            (
                #"{"1": {"f": {"f": "hi","F": 5} ,"\n": 56.0}, "10": { }, "": "empty", "a": { }, "111": [ {"e": "yes","E": "no" } ], "A": { }}"#,
                #"{"":"empty","1":{"\n":56,"f":{"F":5,"f":"hi"}},"10":{},"111":[{"E":"no","e":"yes"}],"A":{},"a":{}}"#
            ),
            (#"{"Unnormalized Unicode":"A\u030a"}"#, "{\"Unnormalized Unicode\":\"A\u{30A}\"}"),
            (
                #"{"</script>": "Browser Challenge", "\u20ac": 1, "\u007f": "\u0080\u2028"}"#,
                "{\"</script>\":\"Browser Challenge\",\"\u{7F}\":\"\u{80}\u{2028}\",\"€\":1}"
            ),
        ])
    func vectors(source: String, expected: String) throws {
        let canonical = try JSONValue(parsing: source).canonical
        #expect(String(decoding: canonical, as: UTF8.self).utf8.elementsEqual(expected.utf8))
        #expect(try JSONValue(parsing: canonical).canonical == canonical)
    }

    /// RFC 8785, Appendix B.
    @Test(
        "numbers",
        arguments: [
            (0x0000_0000_0000_0000, "0"), (0x8000_0000_0000_0000, "0"), (0x0000_0000_0000_0001, "5e-324"),
            (0x8000_0000_0000_0001, "-5e-324"), (0x7fef_ffff_ffff_ffff, "1.7976931348623157e+308"),
            (0xffef_ffff_ffff_ffff, "-1.7976931348623157e+308"), (0x4340_0000_0000_0000, "9007199254740992"),
            (0xc340_0000_0000_0000, "-9007199254740992"), (0x4430_0000_0000_0000, "295147905179352830000"),
            (0x44b5_2d02_c7e1_4af5, "9.999999999999997e+22"), (0x44b5_2d02_c7e1_4af6, "1e+23"),
            (0x44b5_2d02_c7e1_4af7, "1.0000000000000001e+23"), (0x444b_1ae4_d6e2_ef4e, "999999999999999700000"),
            (0x444b_1ae4_d6e2_ef4f, "999999999999999900000"), (0x444b_1ae4_d6e2_ef50, "1e+21"),
            (0x3eb0_c6f7_a0b5_ed8c, "9.999999999999997e-7"), (0x3eb0_c6f7_a0b5_ed8d, "0.000001"),
            (0x41b3_de43_5555_5553, "333333333.3333332"), (0x41b3_de43_5555_5554, "333333333.33333325"),
            (0x41b3_de43_5555_5555, "333333333.3333333"), (0x41b3_de43_5555_5556, "333333333.3333334"),
            (0x41b3_de43_5555_5557, "333333333.33333343"), (0xbecb_f647_612f_3696, "-0.0000033333333333333333"),
            (0x4314_3ff3_c1cb_0959, "1424953923781206.2"),
        ] as [(UInt64, String)])
    func numbers(bits: UInt64, expected: String) {
        let number = Double(bitPattern: bits)
        #expect(String(decoding: JSONValue.double(number).canonical, as: UTF8.self) == expected)
    }

    @Test(
        "powers of ten change their form where ECMAScript changes it",
        arguments: [
            (1e20, "100000000000000000000"), (1e21, "1e+21"), (123e19, "1.23e+21"), (1e-6, "0.000001"), (1e-7, "1e-7"),
            (1.5e-7, "1.5e-7"), (0.1, "0.1"), (-0.5, "-0.5"), (100, "100"), (1234.5, "1234.5"),
            (123456789012345680000, "123456789012345680000"), (.infinity, "null"), (.nan, "null"),
        ])
    func forms(number: Double, expected: String) {
        #expect(String(decoding: JSONValue.double(number).canonical, as: UTF8.self) == expected)
    }

    @Test(
        "whole numbers beyond 2⁵³ are what a reader of doubles makes of them",
        arguments: [
            (9_007_199_254_740_992, "9007199254740992"), (9_007_199_254_740_993, "9007199254740992"),
            (.max, "9223372036854776000"), (.min, "-9223372036854776000"),
            (-9_007_199_254_740_991, "-9007199254740991"),
        ] as [(Int64, String)])
    func largeIntegers(number: Int64, expected: String) {
        #expect(String(decoding: JSONValue.integer(number).canonical, as: UTF8.self) == expected)
        #expect(JSONValue.integer(number).compact == String(number))
    }

    @Test("random numbers are read back as themselves, in the fewest digits that Swift knows of")
    func randomNumbers() {
        var generator = SeededNumbers(seed: 8785)
        for _ in 0..<20_000 {
            let number = Double(bitPattern: generator.next())
            guard number.isFinite else { continue }
            let text = String(decoding: JSONValue.double(number).canonical, as: UTF8.self)
            #expect(Double(text) == number)
        }
    }
}
