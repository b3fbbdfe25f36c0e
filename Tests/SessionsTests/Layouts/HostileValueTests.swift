import Basics
import Configuration
import Redis
import TestSupport
import Testing

@testable import Sessions

/// What somebody may have put under a session's key to trip whoever reads it: bytes that begin as each format does.
@Suite struct HostileValueTests {
    private static let beginnings: [[UInt8]] = [
        [], [0xAC, 0xED, 0x00, 0x05, 0x73, 0x72], [0x04, 0x08, 0x7B], [0x04, 0x08, 0x6F, 0x3A], [0x00, 0x11, 0x01],
        [0x01, 0x78, 0x9C], [0x02, 0xFF, 0xFF, 0xFF], Array(#"{"session":{"userId":"#.utf8), Array("a:1:{".utf8),
        [0x80, 0x04, 0x95], Array(#"{"@class":"a.b","authentication":["java.util.X",["#.utf8),
        [0xDF, 0xFF, 0xFF, 0xFF, 0xFF],
    ]

    /// Nothing is matched that names nobody, and nothing but an answer comes of it.
    @Test(arguments: LayoutPresets.all.map(\.name))
    func areAnswered(preset: String) throws {
        let layout = try Self.layout(preset)
        let question = SessionQuestion(SessionSelector(users: ["u1"]))
        let reader = layout.reader(for: question)
        var random = SeededNumbers(seed: 0x5EED)
        for round in 0..<2000 {
            let start = Self.beginnings[round % Self.beginnings.count]
            func bytes() -> [UInt8] { start + (0..<random.next(below: 60)).map { _ in UInt8(random.next(below: 256)) } }
            switch reader.access {
            case .string:
                bytes().withUnsafeBytes { value in
                    #expect(reader.judge(.text(value)) != .match, "round \(round)")
                    _ = reader.describe(.text(value))
                }
            case .hash(let fields):
                let values = fields.map { _ in random.next(below: 4) == 0 ? nil : bytes() }
                let key = layout.keys.key(of: bytes())
                StoredValue.withFields(values) { value in
                    #expect(reader.judge(value) != .match, "round \(round)")
                    _ = reader.describe(value)
                    guard case .commands(let ending) = layout.removal else { return }
                    let commands = key.withUnsafeBytes { ending.commands(ending: $0, value) }
                    #expect(commands.commands.indices.contains(commands.deciding))
                }
            }
        }
    }

    private static func layout(_ preset: String) throws -> any SessionLayout {
        var root = try ConfigurationFile(text: "layout: \(preset)\n", directory: "/").root.mapping()
        return try LayoutOptions.layout(root.required("layout"))
    }
}
