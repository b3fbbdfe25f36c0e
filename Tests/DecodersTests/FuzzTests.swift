import Foundation
import TestSupport
import Testing

@testable import Decoders

/// Random bytes and changed values of real libraries through every decoder. What is decoded is within the limits; what is
/// not is refused; nothing crashes. `FIREBREAK_SOAK=1` makes it a million of each.
@Suite struct FuzzTests {
    private static let rounds = ProcessInfo.processInfo.environment["FIREBREAK_SOAK"] == "1" ? 1_000_000 : 10_000
    private static let limits = DecodingLimits(maximumBytes: 1 << 16, maximumDepth: 16, maximumElements: 2_000)

    @Test("random bytes", arguments: Decoding.allCases)
    func random(format: Decoding) {
        var random = SeededNumbers(seed: 1)
        let decoder = format.decoder
        let starts = Self.starts(of: format)
        // Random bytes are soon refused: twice as many.
        for _ in 0..<(2 * Self.rounds) {
            // Most formats refuse at the first byte: half of them begin as the format does.
            let start = random.next(below: 2) == 0 ? [] : starts[random.next(below: starts.count)]
            Self.check(decoder, start + random.bytes(random.next(below: 200)))
        }
    }

    @Test("changed values", arguments: Decoding.allCases)
    func changed(format: Decoding) {
        var random = SeededNumbers(seed: 2)
        let fixtures = Fixture.all.filter { $0.format == format && $0.envelope == nil && $0.bytes.count < 4_000 }
        let values = fixtures.map(\.bytes) + Self.starts(of: format)
        let decoder = format.decoder
        for _ in 0..<Self.rounds {
            Self.check(decoder, random.change(values[random.next(below: values.count)], others: values))
        }
    }

    @Test("random and changed envelopes", arguments: Envelope.allCases)
    func envelopes(envelope: Envelope) {
        var random = SeededNumbers(seed: 3)
        let values = Fixture.all.filter { $0.envelope != nil }.map(\.bytes)
        for _ in 0..<Self.rounds {
            let bytes =
                random.next(below: 2) == 0
                ? random.bytes(random.next(below: 100)) : random.change(values[random.next(below: values.count)], others: values)
            if let content = try? envelope.open(bytes, Self.limits) {
                #expect(content.count <= Self.limits.maximumBytes)
            }
        }
    }

    private static func starts(of format: Decoding) -> [[UInt8]] {
        switch format {
        case .json: [Array("{\"a\":".utf8), Array("[".utf8)]
        case .msgpack: [[0x83, 0xA1], [0x94]]
        case .php: [Array("a:3:{".utf8), Array("O:1:\"A\":2:{".utf8)]
        case .phpNested: [Array("s:5:\"a:1:{".utf8)]
        case .phpSession: [Array("a|a:3:{".utf8)]
        case .phpBinarySession: [[1, 0x61] + Array("a:3:{".utf8)]
        case .pickle: [[0x80, 4, 0x5D, 0x94, 0x28], [0x80, 2, 0x7D, 0x71, 0, 0x28], []]
        case .django: [Array("eyJh".utf8), Array(".eJ".utf8)]
        case .java: [[0xAC, 0xED, 0, 5, 0x73, 0x72, 0, 1, 0x41], [0xAC, 0xED, 0, 5, 0x75]]
        case .marshal: [[4, 8, 0x7B, 8], [4, 8, 0x5B, 8], [4, 8, 0x6F, 0x3A]]
        case .railsCache: [[4, 8, 0x6F, 0x3A], [0, 0x11, 1], [0, 4, 8, 0x5B], [1, 0x78, 0x9C]]
        case .aspnet: [[2, 0, 0, 2] + Array(repeating: 7, count: 16) + [0, 1, 0x61, 0, 0, 0, 1, 0x62, 0, 1]]
        case .gob: [[0x10, 0xFF, 0x81, 4], [3, 4, 0]]
        }
    }

    private static func check(_ decoder: any ValueDecoder, _ bytes: [UInt8]) {
        guard let value = try? decoder.decode(bytes, limits: limits) else { return }
        let size = value.size
        // An object that stands for one text is a level more than what holds it.
        guard size.elements > limits.maximumElements || size.depth > limits.maximumDepth + 1 else { return }
        Issue.record("\(decoder.name): \(size) from \(Data(bytes).base64EncodedString())")
    }
}

extension DecodedValue {
    /// How many values it has, without the names of members, and how deep it is.
    fileprivate var size: (elements: Int, depth: Int) {
        let parts: [DecodedValue] =
            switch self {
            case .list(let items): items
            case .map(let members): members.entries.flatMap { [$0.key, $0.value] }
            case .object(_, let members): members.entries.map(\.value)
            default: []
            }
        let sizes = parts.map(\.size)
        let isContainer =
            switch self {
            case .list, .map, .object: 1
            default: 0
            }
        return (sizes.reduce(1) { $0 + $1.elements }, isContainer + (sizes.map(\.depth).max() ?? 0))
    }
}
