import TestSupport
import Testing

@testable import State

@Suite struct InsertionTests {
    private static let table = "CREATE TABLE many (id BIGINT PRIMARY KEY, text TEXT, bytes BYTES)"

    private func withTable(_ engine: Engine, _ body: (any Database) throws -> Void) throws {
        try withStore(engine) { store in
            let state = try store.open()
            try state.write { _ = try $0.execute(store.schema(Self.table)) }
            try body(state)
        }
    }

    private func blobs(_ blobs: [[UInt8]]) -> SQLBlobs {
        blobs.reduce(into: SQLBlobs()) { $0.append($1) }
    }

    @Test(arguments: Engine.allCases) func rowsComeBackAsTheyWent(_ engine: Engine) throws {
        try withTable(engine) { state in
            let ids: [Int64] = [.min, 2, 3, .max]
            let texts = ["", nil, "ünï\u{1F525}", "'; DROP TABLE many; --"]
            let bytes: [[UInt8]] = [[], [0], [0, 255], Array(repeating: 7, count: 70_000)]
            try state.write { session in
                try session.insert(
                    into: "many", ["id": .integers(ids), "text": .texts(texts), "bytes": .blobs(blobs(bytes))])
                try session.insert(into: "many", ["id": .integers([])])
            }
            let found = try state.read { try $0.query("SELECT id, text, bytes FROM many ORDER BY id") }
            #expect(
                found.map(\.values)
                    == zip(ids, zip(texts, bytes)).map { [.integer($0), .optional($1.0), .blob($1.1)] })
        }
    }

    /// A few go one way in PostgreSQL and many another.
    @Test(arguments: Engine.allCases, [3, 5000]) func aRowThatBreaksARuleUndoesTheTransaction(
        _ engine: Engine, _ count: Int
    ) throws {
        try withTable(engine) { state in
            let ids = Array(1..<Int64(count)) + [1]
            let error = #expect(throws: StateError.self) {
                try state.write { try $0.insert(into: "many", ["id": .integers(ids)]) }
            }
            guard case .constraint = error else { throw TestFailure("another error: \(String(describing: error))") }
            #expect(try state.read { try $0.query("SELECT id FROM many") }.isEmpty)
            // The statement is kept and must be usable again.
            try state.write { try $0.insert(into: "many", ["id": .integers([1])]) }
        }
    }

    @Test(arguments: Engine.allCases) func manyRowsComeBackAsTheyWent(_ engine: Engine) throws {
        try withTable(engine) { state in
            let count = 20_000
            var some = SQLBlobs()
            for row in 0..<count { some.append(Array(repeating: UInt8(truncatingIfNeeded: row), count: row % 90)) }
            let texts = (0..<count).map { $0 % 7 == 0 ? nil : "row \($0) é\u{1F525}" }
            try state.write { session in
                try session.insert(
                    into: "many", ["id": .integers((0..<count).map { Int64($0) - 5 }), "text": .texts(texts), "bytes": .blobs(some)])
            }
            let found = try state.read { try $0.query("SELECT id, text, bytes FROM many ORDER BY id") }
            #expect(found.count == count)
            for (row, values) in found.map(\.values).enumerated() where values
                != [.integer(Int64(row) - 5), .optional(texts[row]), .blob(Array(some[row]))]
            {
                throw TestFailure("row \(row) is \(values)")
            }
        }
    }

    @Test(arguments: Engine.allCases) func whatIsNoRowIsRefused(_ engine: Engine) throws {
        try withTable(engine) { state in
            #expect(throws: StateError.statement("columns of different lengths")) {
                try state.write { try $0.insert(into: "many", ["id": .integers([1, 2]), "text": .texts(["a"])]) }
            }
            #expect(throws: StateError.statement("a text with a NUL character")) {
                try state.write { try $0.insert(into: "many", ["id": .integers([1]), "text": .texts(["a\0b"])]) }
            }
            #expect(throws: StateError.statement("a change inside a read")) {
                try state.read { try $0.insert(into: "many", ["id": .integers([1])]) }
            }
        }
    }

    @Test func blobsStandOneBehindTheOther() {
        var some = blobs([[1, 2], [], [3]])
        some.append { $0 += [4, 5] }
        #expect((0..<some.count).map { Array(some[$0]) } == [[1, 2], [], [3], [4, 5]])
        #expect(some.byteCount == 5)
    }
}
