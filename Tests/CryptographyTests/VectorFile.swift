import Foundation
import Testing

/// A file of published vectors: where they come from, and the rows.
struct VectorFile<Row: Decodable & Sendable>: Decodable {
    let source: String
    let tests: [Row]

    /// The rows of `Vectors/<name>`.
    static func rows(_ name: String) -> [Row] {
        do {
            let folder = Bundle.module.resourceURL?.appendingPathComponent("Vectors")
            let url = try #require(folder?.appendingPathComponent(name))
            let rows = try JSONDecoder().decode(Self.self, from: Data(contentsOf: url)).tests
            try #require(!rows.isEmpty)
            return rows
        } catch {
            Issue.record("\(name): \(error)")
            return []
        }
    }
}

/// Bytes written in hexadecimal.
struct Hex: Decodable, Sendable {
    let bytes: [UInt8]

    init(from decoder: any Decoder) throws {
        let text = Array(try decoder.singleValueContainer().decode(String.self))
        bytes = try stride(from: 0, to: text.count, by: 2).map { index in
            try #require(UInt8(String(text[index...min(index + 1, text.count - 1)]), radix: 16))
        }
    }
}
