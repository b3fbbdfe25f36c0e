internal import CPostgres

/// A statement of several that are sent at once.
public struct PostgresStatement: Sendable {
    let text: String
    let parameters: [PostgresValue]
    let areTyped: Bool
    let endsGroup: Bool

    /// - Parameters:
    ///   - areTyped: as for `PostgresConnection.query`.
    ///   - endsGroup: whether what comes behind it is done even where it, or one before it, failed.
    public init(_ text: String, _ parameters: [PostgresValue] = [], areTyped: Bool = false, endsGroup: Bool = false) {
        self.text = text
        self.parameters = parameters
        self.areTyped = areTyped
        self.endsGroup = endsGroup
    }
}

extension PostgresConnection {
    /// Runs one statement.
    public mutating func query(_ statement: PostgresStatement) throws(PostgresError) -> PostgresResult {
        try query(statement.text, statement.parameters, areTyped: statement.areTyped)
    }

    /// Sends several statements at once, and then takes their answers, so that all of them take one way there and back
    /// (PostgreSQL documentation, 34.5). After one that fails those behind it are not done, up to the end of its group, and
    /// have its failure.
    public mutating func pipeline(
        _ statements: [PostgresStatement]
    ) throws(PostgresError) -> [Result<PostgresResult, PostgresError>] {
        guard isOpen else { throw .closed(place: endpoint.place) }
        // A value that cannot be sent must be found before something is.
        for statement in statements { _ = try PostgresParameters(statement.parameters, areTyped: statement.areTyped) }
        let deadline = ContinuousClock.now + endpoint.statementTimeout + endpoint.timeout
        guard unsafe PQenterPipelineMode(pointer) == 1 else { throw lost(.closed(place: endpoint.place)) }
        for (index, statement) in statements.enumerated() {
            try send(statement)
            if statement.endsGroup || index == statements.count - 1 {
                guard unsafe PQpipelineSync(pointer) == 1 else { throw lost(.closed(place: endpoint.place)) }
            }
        }
        try flush(until: deadline)
        var results: [Result<PostgresResult, PostgresError>] = []
        var failure: PostgresError?
        for (index, statement) in statements.enumerated() {
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

    private mutating func send(_ statement: PostgresStatement) throws(PostgresError) {
        let parameters = try PostgresParameters(statement.parameters, areTyped: statement.areTyped)
        let connection = unsafe pointer
        let isSent = unsafe parameters.withPointers { values, lengths, formats, types in
            unsafe PQsendQueryParams(
                connection, statement.text, Int32(types.count), types, values, lengths, formats, 0)
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
