import Basics
import Foundation
import Testing

@testable import Decoders

/// A value that a real library wrote (Fixtures/make), and how it reads.
struct Fixture: Sendable, CustomTestStringConvertible {
    /// The file without its ending, and the row's name.
    let name: String
    let bytes: [UInt8]
    let format: Decoding
    let envelope: Envelope?
    /// The value as `rendering` writes it, put down by hand.
    let value: String

    var testDescription: String { name }

    /// The decoder that the row asks for.
    var decoder: any ValueDecoder { envelope.map { format.decoder.within($0) } ?? format.decoder }

    /// All rows of all files.
    static let all: [Fixture] = ["php", "python", "ruby", "java", "go"].flatMap(rows)

    private struct File: Decodable {
        struct Row: Decodable {
            let name: String
            let format: Decoding
            let envelope: Envelope?
            let bytes: String
        }
        let rows: [Row]
    }

    private static func rows(_ language: String) -> [Fixture] {
        do {
            let values = try read([String: String].self, language + "-values")
            return try read(File.self, language).rows.map { row in
                // Whatever the protocol of a pickle, the value is the same, unless the table has that one.
                let plain = row.name.split(separator: ", protocol").first.map(String.init) ?? row.name
                return Fixture(
                    name: "\(language): \(row.name)", bytes: try #require(Hexadecimal.decode(row.bytes)),
                    format: row.format,
                    envelope: row.envelope, value: values[row.name] ?? values[plain] ?? "missing")
            }
        } catch {
            Issue.record("\(language): \(error)")
            return []
        }
    }

    private static func read<Content: Decodable>(_: Content.Type, _ name: String) throws -> Content {
        let folder = try #require(Bundle.module.resourceURL).appendingPathComponent("Fixtures")
        let data = try Data(contentsOf: folder.appendingPathComponent(name + ".json"))
        return try Foundation.JSONDecoder().decode(Content.self, from: data)
    }
}

extension Decoding: Decodable {}
extension Envelope: Decodable {}
