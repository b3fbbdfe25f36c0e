import Basics
import State
import TestSupport
import Testing

@Suite("Transactions, alike on both databases") struct TransactionTests {
    struct Mine: Error, Equatable { let number: Int }

    @Test("a body that throws undoes everything, and its error passes through", arguments: Engine.allCases)
    func undone(_ engine: Engine) throws {
        try withCounter(engine) { _, state in
            #expect(throws: Mine(number: 7)) {
                try state.write { session in
                    try session.execute("UPDATE counter SET value = 1")
                    throw Mine(number: 7)
                }
            }
            #expect(try counter(state) == 0)
            try state.write { try $0.execute("UPDATE counter SET value = 2") }
            #expect(try counter(state) == 2)
        }
    }

    @Test("a read cannot change anything", arguments: Engine.allCases)
    func read(_ engine: Engine) throws {
        try withCounter(engine) { _, state in
            let error = #expect(throws: StateError.self) {
                try state.read { try $0.execute("UPDATE counter SET value = 1") }
            }
            #expect(error == .statement("a change inside a read"))
            #expect(error?.status == .internalError)
            let value = try counter(state)
            #expect(value == 0)
        }
    }

    @Test("transactions do not nest", arguments: Engine.allCases)
    func nested(_ engine: Engine) throws {
        try withCounter(engine) { _, state in
            #expect(throws: StateError.nested) { try state.write { _ in try counter(state) } }
            #expect(throws: StateError.nested) { try state.read { _ in try state.write { _ in } } }
            let value = try counter(state)
            #expect(value == 0)
        }
    }

    @Test("a writer that waits in vain is busy", arguments: Engine.allCases)
    func busy(_ engine: Engine) throws {
        try withCounter(engine) { store, state in
            let other = try store.open(wait: .milliseconds(30))
            let error = try state.write { _ in
                #expect(throws: StateError.self) { try other.write { _ in } }
            }
            #expect(error == .busy(place: store.place))
            #expect(error?.status == .busy)
            try other.write { try $0.execute("UPDATE counter SET value = 3") }
            #expect(try counter(state) == 3)
        }
    }

    @Test("readers see the last commit while somebody writes", arguments: Engine.allCases)
    func readers(_ engine: Engine) throws {
        try withCounter(engine) { store, state in
            let other = try store.open()
            try state.write { session in
                try session.execute("UPDATE counter SET value = 5")
                #expect(try counter(other) == 0)
            }
            #expect(try counter(other) == 5)
        }
    }

    @Test("a read is one snapshot", arguments: Engine.allCases)
    func snapshot(_ engine: Engine) throws {
        try withCounter(engine) { store, state in
            let other = try store.open()
            let values = try state.read { session in
                let before = try session.first("SELECT value FROM counter")?.integer("value")
                try other.write { try $0.execute("UPDATE counter SET value = 6") }
                return [before, try session.first("SELECT value FROM counter")?.integer("value")]
            }
            #expect(values == [0, 0])
            #expect(try counter(state) == 6)
        }
    }

    @Test("a statement that fails undoes the transaction, even where the body goes on", arguments: Engine.allCases)
    func failed(_ engine: Engine) throws {
        try withCounter(engine) { _, state in
            try state.write { try $0.execute("CREATE TABLE t (id TEXT PRIMARY KEY)") }
            var found: [StateError] = []
            let error = #expect(throws: StateError.self) {
                try state.write { session in
                    for id in ["a", "a", "b"] {
                        do throws(StateError) {
                            try session.execute("INSERT INTO t (id) VALUES ($1)", [.text(id)])
                        } catch {
                            found.append(error)
                        }
                    }
                }
            }
            guard case .constraint(let text) = error else { throw Mine(number: 1) }
            #expect(found == [.constraint(text), .undone(StateError.constraint(text).message)])
            #expect(try state.read { try $0.query("SELECT id FROM t") }.isEmpty)
        }
    }

    @Test("many threads with one connection and with many lose nothing", arguments: Engine.allCases)
    func threads(_ engine: Engine) throws {
        try withCounter(engine) { store, state in
            let threads = (0..<6).map { _ in
                BackgroundThread {
                    let own = try store.open()
                    for database in [own, state] {
                        for _ in 0..<20 { try increment(database) }
                    }
                }
            }
            for thread in threads { try thread.join() }
            #expect(try counter(state) == 240)
        }
    }
}
