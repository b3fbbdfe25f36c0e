import Testing

@testable import Decoders

@Suite struct JSONDecoderTests {
    @Test("every kind of value")
    func kinds() throws {
        let text =
            #"{"a":[null,true,-1,1.5,"\u00e9\ud83d\ude00"],"a.b":{"":9223372036854775807},"big":18446744073709551616}"#
        let value = try JSONDecoder().decode(Array(text.utf8))
        #expect(
            value.rendering
                == "{'a': [null, true, -1, 1.5d, 'é😀'], 'a.b': {'': 9223372036854775807}, 'big': 1.8446744073709552e+19d}"
        )
    }

    @Test(
        "what is not JSON",
        arguments: [
            ("", .truncated), ("{", .malformed), ("{} {}", .malformed), ("\"\u{1}\"", .malformed),
            ("1e999", .malformed),
        ]
            as [(String, DecodingFailure)])
    func hostile(text: String, failure: DecodingFailure) {
        #expect(throws: failure) { try JSONDecoder().decode(Array(text.utf8)) }
    }

    @Test("limits hold")
    func limits() throws {
        let text = Array("[[1],[2]]".utf8)
        #expect(throws: DecodingFailure.tooDeep) {
            try JSONDecoder().decode(text, limits: DecodingLimits(maximumDepth: 1))
        }
        #expect(throws: DecodingFailure.tooManyElements) {
            try JSONDecoder().decode(text, limits: DecodingLimits(maximumElements: 4))
        }
        #expect(throws: DecodingFailure.tooLarge) {
            try JSONDecoder().decode(text, limits: DecodingLimits(maximumBytes: 8))
        }
        #expect(
            try JSONDecoder().decode(text, limits: DecodingLimits(maximumBytes: 9, maximumDepth: 2, maximumElements: 5))
                .items?.count == 2)
    }
}
