/// A database as it is for who has a lease: every transaction that writes asks first whether the lease is still there,
/// so that no write can forget it. One that was lost writes nothing any more: `LeaseError.fenced`.
public struct LeasedDatabase: Database {
    /// The database that it is.
    let plain: any Database
    /// By whose right is written.
    let lease: Lease

    init(_ database: any Database, _ lease: Lease) {
        plain = database
        self.lease = lease
    }

    public func read<T>(_ body: (any DatabaseSession) throws -> T) throws -> T { try plain.read(body) }

    @discardableResult
    public func write<T>(asking first: [SQLQuery], _ body: (any DatabaseSession) throws -> T) throws -> T {
        try plain.write(asking: lease.checks + first) { session in
            try lease.check(in: session)
            return try body(session)
        }
    }

    public var place: String { plain.place }
    public func facts() throws -> StateFacts { try plain.facts() }
    public func findings() throws -> [StateFinding] { try plain.findings() }
}
