public import Basics
internal import Incidents
internal import State

/// A state, for people: what holds it and what is in it.
public struct StateOverview: Encodable, Sendable {
    /// How far its journal goes.
    public struct Journal: Encodable, Sendable {
        public let entries: Int64
        public let lastAt: Timestamp?
    }

    /// A table that is not empty.
    public struct Rows: Encodable, Sendable {
        public let name: String
        public let rows: Int64
    }

    public let place: String
    public let engine: String
    /// The number of its schema, and the one that this firebreak makes.
    public let schema: Int
    public let knownSchema: Int
    public let bytes: Int64
    public let journal: Journal
    public let tables: [Rows]
}

extension Workspace {
    /// What the configured state is called.
    public var stateName: String { get throws { try StatePlace("configured", self).name } }

    /// Looks at a state. Nothing is made where none is.
    public func stateOverview(of place: StatePlace) throws -> StateOverview {
        let database = try place.open(self)
        let facts = try database.facts()
        let counts = try database.read { try StateCopy().counts($0) }
        let journal = Journal(database: database)
        let count = try journal.count()
        return StateOverview(
            place: place.name, engine: facts.engine, schema: facts.schema, knownSchema: StateFacts.knownSchema,
            bytes: facts.bytes,
            journal: .init(entries: count, lastAt: count > 0 ? try journal.entry(at: count - 1)?.recordedAt : nil),
            tables: counts.map { .init(name: $0.name, rows: $0.rows) })
    }
}
