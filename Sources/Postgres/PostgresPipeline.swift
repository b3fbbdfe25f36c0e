internal import CPostgres

/// A statement of several that are sent at once.
public struct PostgresStatement: Sendable {
    let text: String
    let parameters: [PostgresValue]
    let areTyped: Bool
    let isKept: Bool
    let endsGroup: Bool

    /// - Parameters:
    ///   - areTyped: as for `PostgresConnection.query`.
    ///   - isKept: whether the server keeps it prepared where it comes again.
    ///   - endsGroup: whether what comes behind it is done even where it, or one before it, failed.
    public init(
        _ text: String, _ parameters: [PostgresValue] = [], areTyped: Bool = false, isKept: Bool = false,
        endsGroup: Bool = false
    ) {
        self.text = text
        self.parameters = parameters
        self.areTyped = areTyped
        self.isKept = isKept
        self.endsGroup = endsGroup
    }
}

extension PostgresConnection {
    /// Runs one statement.
    public mutating func query(_ statement: PostgresStatement) throws(PostgresError) -> PostgresResult {
        guard statement.isKept else {
            return try query(statement.text, statement.parameters, areTyped: statement.areTyped)
        }
        return try pipeline([statement])[0].get()
    }

    /// Prepares nothing any more: a pooler stands between, and the server may be another one for each transaction.
    public mutating func endPreparing() { preparation.end() }

    /// Sends several statements at once, and then takes their answers, so that all of them take one way there and back
    /// (PostgreSQL documentation, 34.5). After one that fails those behind it are not done, up to the end of its group, and
    /// have its failure.
    ///
    /// - Parameter limit: how long all of it may take; nil for the endpoint's limits.
    public mutating func pipeline(
        _ statements: [PostgresStatement], within limit: Duration? = nil
    ) throws(PostgresError) -> [Result<PostgresResult, PostgresError>] {
        guard isOpen else { throw .closed(place: endpoint.place) }
        // A value that cannot be sent must be found before something is.
        for statement in statements { _ = try PostgresParameters(statement.parameters, areTyped: statement.areTyped) }
        let deadline = ContinuousClock.now + (limit ?? endpoint.statementTimeout + endpoint.timeout)
        guard unsafe PQenterPipelineMode(pointer) == 1 else { throw lost(.closed(place: endpoint.place)) }
        let ways = statements.map { $0.isKept ? preparation.way(of: $0) : .plain }
        for (index, statement) in statements.enumerated() {
            try send(statement, ways[index])
            if statement.endsGroup || index == statements.count - 1 {
                guard unsafe PQpipelineSync(pointer) == 1 else { throw lost(.closed(place: endpoint.place)) }
            }
        }
        try flush(until: deadline)
        var results: [Result<PostgresResult, PostgresError>] = []
        var failure: PostgresError?
        for (index, statement) in statements.enumerated() {
            if case .preparing = ways[index], case .failure(let error) = try result(until: deadline, after: failure) {
                preparation.forget(statement)
                failure = error
            }
            let result = try result(until: deadline, after: failure)
            if case .failure(let error) = result { failure = error }
            results.append(result)
            if statement.endsGroup || index == statements.count - 1 {
                guard let end = try next(until: deadline), end.status == PGRES_PIPELINE_SYNC else {
                    throw lost(.closed(place: endpoint.place))
                }
                failure = nil
            }
        }
        guard unsafe PQexitPipelineMode(pointer) == 1 else { throw lost(.closed(place: endpoint.place)) }
        return results
    }

    private mutating func send(
        _ statement: PostgresStatement, _ way: PostgresPreparation.Way
    ) throws(PostgresError) {
        let parameters = try PostgresParameters(statement.parameters, areTyped: statement.areTyped)
        let connection = unsafe pointer
        let isSent = unsafe parameters.withPointers { values, lengths, formats, types in
            let count = Int32(types.count)
            switch way {
            case .plain:
                return unsafe PQsendQueryParams(connection, statement.text, count, types, values, lengths, formats, 0)
            case .preparing(let name):
                guard unsafe PQsendPrepare(connection, name, statement.text, count, types) == 1 else { return 0 }
                return unsafe PQsendQueryPrepared(connection, name, count, values, lengths, formats, 0)
            case .prepared(let name):
                return unsafe PQsendQueryPrepared(connection, name, count, values, lengths, formats, 0)
            }
        }
        guard isSent == 1 else { throw lost(.closed(place: endpoint.place)) }
    }

    /// The answer to one statement, up to its end.
    private mutating func result(
        until deadline: ContinuousClock.Instant, after failure: PostgresError?
    ) throws(PostgresError) -> Result<PostgresResult, PostgresError> {
        var result: Result<PostgresResult, PostgresError>?
        while let answer = try next(until: deadline) {
            if answer.status == PGRES_PIPELINE_ABORTED, let failure {
                result = .failure(failure)
            } else {
                result = unsafe PostgresAnswer.read(answer.pointer)
            }
        }
        guard isOpen, let result else { throw lost(.closed(place: endpoint.place)) }
        return result
    }
}
