import Basics
import Configuration
import Foundation
import JSON
import Testing

@testable import Sessions

/// Sessions as the frameworks themselves have written them, byte for byte (`Fixtures/make`): each is known by its key, and
/// says whose it is.
@Suite struct FrameworkFixtureTests {
    struct Row: Sendable, CustomTestStringConvertible {
        let name: String
        let layout: String
        let key: [UInt8]
        let value: [UInt8]
        let user: String?
        let isReadable: Bool
        var testDescription: String { "\(name), \(user ?? "nobody")" }
    }

    static let rows = ["python-sessions", "php-sessions"].flatMap { (try? load($0)) ?? [] }

    @Test func areThere() { #expect(Self.rows.count > 180) }

    @Test(arguments: rows)
    func readsIt(row: Row) throws {
        let layout = try Self.layout(row.layout)
        #expect(row.key.withUnsafeBytes { layout.keys.fit(of: $0) } == .session)
        let other = SessionSelector(users: ["4", "4242", "8", "99", "login_web"].filter { $0 != row.user })
        let meant = SessionSelector(users: ["x", row.user ?? "42"])
        guard row.isReadable else {
            for selector in [meant, other, .everything] { #expect(judge(row, layout, selector) == .undecodable) }
            return
        }
        #expect(![.match, .undecodable].contains(judge(row, layout, other)))
        #expect((judge(row, layout, meant) == .match) == (row.user != nil))
        let description = row.value.withUnsafeBytes {
            layout.reader(for: SessionQuestion(nil)).describe(.text($0))
        }
        #expect(description?.principal == row.user)
    }

    /// Cut anywhere, a session is unreadable or says somebody else's name; it is never taken for another user's.
    @Test(arguments: rows.filter(\.isReadable))
    func readsNoMoreThanThereIs(row: Row) throws {
        guard row.user != nil, row.layout.contains("encoding: string") == false else { return }
        let layout = try Self.layout(row.layout)
        let reader = layout.reader(for: SessionQuestion(SessionSelector(users: ["4"])))
        for end in stride(from: 0, to: row.value.count - 1, by: max(1, row.value.count / 60)) {
            let verdict = row.value[..<end].withUnsafeBytes { reader.judge(.text($0)) }
            #expect(verdict != .match)
        }
    }

    private func judge(_ row: Row, _ layout: any SessionLayout, _ selector: SessionSelector) -> SessionVerdict {
        let reader = layout.reader(for: SessionQuestion(selector))
        return row.value.withUnsafeBytes { reader.judge(.text($0)) }
    }

    private static func layout(_ text: String) throws -> any SessionLayout {
        var root = try ConfigurationFile(text: "layout: \(text)\n", directory: "/").root.mapping()
        return try LayoutOptions.layout(root.required("layout"))
    }

    private static func load(_ name: String) throws -> [Row] {
        let path = try #require(Bundle.module.path(forResource: name, ofType: "json", inDirectory: "Fixtures"))
        let file = try JSONValue(parsing: Array(Data(contentsOf: URL(fileURLWithPath: path))))
        return try #require(file["rows"]?.arrayValue).map { row in
            Row(
                name: try #require(row["name"]?.stringValue), layout: try #require(row["layout"]?.stringValue),
                key: try #require(Hexadecimal.decode(row["key"]?.stringValue ?? "")),
                value: try #require(Hexadecimal.decode(row["value"]?.stringValue ?? "")),
                user: row["user"]?.stringValue,
                isReadable: row["readable"] == true)
        }
    }
}
