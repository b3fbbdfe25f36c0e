import Files
import Foundation
import JSON
import TestSupport
import Testing

/// `.env` files before and after random edits, read by python-dotenv and, in the literal dialect, by a reader that takes
/// each line as it stands; those for node by the package dotenv for node. Of the five dialects 10,000 edits in all;
/// `FIREBREAK_SOAK=1` makes it 10,000 in each.
@Suite("Edits of .env files and other people's software")
struct DotEnvEditsInteropTests {
    private static let rounds = ProcessInfo.processInfo.environment["FIREBREAK_SOAK"] == "1" ? 10_000 : 2000

    private static let nodeReader = (Bundle.module.path(forResource: "Readers", ofType: nil) ?? "") + "/check_dotenv_edits.cjs"
    static let canAskNode = NodePackages.canRun(nodeReader)

    /// What every reader knows how to take.
    private static let plain = Array("abcXYZ019_-./:@%+,=  #éü")
    /// What only quotes and escapes can hold.
    private static let awkward = plain + Array("'\"\\$`{}\t")

    /// A file that all readers split into the same lines.
    private static func document(_ random: inout SeededNumbers, isLiteral: Bool) -> String {
        let lineBreak = random.pick(["\n", "\n", "\r\n"])
        var lines: [String] = []
        for key in ["A", "B", "C_1", "D", "E", "F"] where random.next() % 5 > 0 {
            if random.next() % 4 == 0 { lines.append(random.pick(["# a comment: A=1", "", "  # it's"])) }
            let value = random.pick(["", "x", "true", "a/b:c", "0"])
            let quoted = random.pick(["\(value)", "\"\(value)\"", "'\(value) y'", "\"\(value)\" # note", "'#\(value)'"])
            let prefix = isLiteral ? "" : random.pick(["", "", "export ", "  "])
            lines.append("\(prefix)\(key)=\(quoted)")
        }
        return lines.joined(separator: lineBreak) + (random.next() % 4 == 0 ? "" : lineBreak)
    }

    @Test(
        "only the value that was asked for changes",
        arguments: [nil, .node, .compose, .python, .literal] as [DotEnvDocument.Dialect?])
    func edits(dialect: DotEnvDocument.Dialect?) throws {
        // What node and Compose write for the awkward ones python-dotenv reads otherwise.
        let alphabet = dialect == .node || dialect == .compose ? Self.plain : Self.awkward
        let edits = try Self.edits(dialect, alphabet)
        let folder = try #require(Bundle.module.path(forResource: "Readers", ofType: nil))
        let output = try Python.run(
            ["\(folder)/check_dotenv_edits.py"], input: Array(JSONValue.array(edits).compact.utf8))
        let report = try JSONValue(parsing: output)
        #expect(report["checked"] == .integer(Int64(edits.count)))
        #expect(report["wrong"] == [])
    }

    @Test(
        "node reads what was asked for, awkward characters too",
        .enabled(if: canAskNode, "the package dotenv for node is not here: see Scripts/test"),
        arguments: [nil, .node] as [DotEnvDocument.Dialect?])
    func editsReadByNode(dialect: DotEnvDocument.Dialect?) throws {
        let edits = try Self.edits(dialect, Self.awkward)
        let output = try NodePackages.run(Self.nodeReader, input: Array(JSONValue.array(edits).compact.utf8))
        let report = try JSONValue(parsing: output)
        #expect(report["checked"] == .integer(Int64(edits.count)))
        #expect(report["wrong"] == [])
    }

    /// Random edits of random files, each checked to have changed no other byte.
    private static func edits(_ dialect: DotEnvDocument.Dialect?, _ alphabet: [Character]) throws -> [JSONValue] {
        var random = SeededNumbers(seed: 20_261_121)
        var edits: [JSONValue] = []
        var refused = 0
        while edits.count < rounds {
            var document = try DotEnvDocument(
                parsing: Array(document(&random, isLiteral: dialect == .literal).utf8), dialect: dialect)
            for _ in 0..<10 where edits.count < rounds {
                let before = document.bytes
                let key = random.pick(["A", "B", "C_1", "D", "E", "F", "NEW"])
                let value = String((0..<Int(random.next() % 12)).map { _ in random.pick(alphabet) })
                let old = try document.rawValue(of: key)
                do {
                    try document.set(key, to: value)
                } catch {
                    refused += 1
                    #expect(document.bytes == before)
                    continue
                }
                try expectSplice(before, document, key, old)
                edits.append([
                    "dialect": .string(dialect?.rawValue ?? "none"), "key": .string(key), "value": .string(value),
                    "before": .string(String(decoding: before, as: UTF8.self)),
                    "after": .string(String(decoding: document.bytes, as: UTF8.self)),
                ])
            }
        }
        #expect(refused < 2 * edits.count)
        return edits
    }

    /// The value was cut out and another put in its place, or a line was added at the end; no other byte is new.
    private static func expectSplice(
        _ before: [UInt8], _ document: DotEnvDocument, _ key: String, _ old: [UInt8]?
    ) throws {
        let after = document.bytes
        guard let old else {
            #expect(after.starts(with: before))
            return
        }
        let new = try #require(try document.rawValue(of: key))
        let head = zip(before, after).prefix { $0 == $1 }.count
        let most = min(before.count, after.count) - head
        let tail = zip(before.reversed(), after.reversed()).prefix(most).prefix { $0 == $1 }.count
        #expect(before.count - head - tail <= old.count && after.count - head - tail <= new.count)
    }
}
