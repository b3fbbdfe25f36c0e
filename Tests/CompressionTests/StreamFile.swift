import Basics
import Foundation
import Testing

@testable import Compression

/// Streams that other libraries wrote (Fixtures/make/streams.py).
struct StreamFile: Decodable, Sendable {
    struct Row: Decodable, Sendable, CustomTestStringConvertible {
        let name: String
        let format: CompressionFormat
        let bytes: [UInt8]

        var testDescription: String { "\(format.rawValue): \(name)" }

        private enum CodingKeys: CodingKey { case name, format, bytes }

        init(from decoder: any Decoder) throws {
            let row = try decoder.container(keyedBy: CodingKeys.self)
            name = try row.decode(String.self, forKey: .name)
            format = try row.decode(CompressionFormat.self, forKey: .format)
            bytes = try #require(Hexadecimal.decode(try row.decode(String.self, forKey: .bytes)))
        }
    }

    /// The text of `StreamFile.text`.
    var streams: [Row] = []
    /// Nothing at all.
    var empty: [Row] = []
    /// Many zeros.
    var bombs: [Row] = []

    static let text = Array((0..<1000).map { "line \($0)\n" }.joined().utf8)

    static let all: StreamFile = {
        do {
            let folder = try #require(Bundle.module.resourceURL).appendingPathComponent("Fixtures")
            let data = try Data(contentsOf: folder.appendingPathComponent("streams.json"))
            return try JSONDecoder().decode(StreamFile.self, from: data)
        } catch {
            Issue.record("streams.json: \(error)")
            return StreamFile()
        }
    }()
}

extension CompressionFormat: Decodable {}
