/// One numbered step of the schema. What has been released is never changed: corrections are new migrations.
public struct Migration: Sendable {
    /// Counts from 1, without gaps.
    public let number: Int
    /// What it is for, a word or two.
    public let name: String
    /// SQL that SQLite and PostgreSQL share, one statement each; the type `BYTES` stands for the database's own.
    public let statements: [String]

    /// A migration; `number` is the one after the last.
    public init(number: Int, name: String, statements: [String]) {
        self.number = number
        self.name = name
        self.statements = statements
    }
}

extension Migration {
    /// Every migration, in order.
    public static let all: [Migration] = [
        .journal, .secrets, .flags, .trouble, .sparseNodes, .rollouts, .playbooks, .clock, .followUps,
        .outbox, .leases,
    ]
}
