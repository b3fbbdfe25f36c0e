internal import Basics
internal import Postgres
public import Probes

extension Workspace {
    /// How a PostgreSQL server is.
    ///
    /// - Parameter url: where it is; where it was written on the command line, without a password. Nil for what PGHOST
    ///   and so on say.
    public func postgresHealth(
        url: String?, mayHavePassword: Bool, expecting expectations: PostgresExpectations
    ) throws -> PostgresProbeOutcome {
        if let url, !mayHavePassword, try PostgresEndpoint(url: url).hasPassword { throw ServerURLFailure() }
        return try ask(PostgresProbe(url: url, expecting: expectations))
    }
}
