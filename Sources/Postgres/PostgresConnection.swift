internal import Basics
internal import Cryptography
internal import CPostgres
internal import Glibc

/// A connection to a PostgreSQL server, for one thread at a time (libpq). No operation waits longer than the endpoint
/// says. After it was lost, or something did not come in time, it is closed for good.
@safe public struct PostgresConnection: ~Copyable, @unchecked Sendable {  // safe because it has one owner, who uses it alone
    private let handle: Handle
    /// Where it leads.
    public let endpoint: PostgresEndpoint
    private var isBroken: Bool
    var preparation = PostgresPreparation()

    /// Connects and logs in: of several servers to the first that will do, each having its share of the time.
    public init(_ endpoint: PostgresEndpoint) throws(PostgresError) {
        handle = try Self.reach(endpoint)
        self.endpoint = endpoint
        isBroken = false
    }

    private static func reach(_ endpoint: PostgresEndpoint) throws(PostgresError) -> Handle {
        var failure: PostgresError?
        for server in endpoint.servers {
            do throws(PostgresError) {
                return try login(server)
            } catch {
                failure = error
            }
        }
        throw failure ?? .unreachable(place: endpoint.place, reason: "no server is named")
    }

    /// A server that is gone without a word, as one without power is, is found out within twenty seconds and not after the
    /// quarter of an hour that TCP takes (PostgreSQL documentation, 34.1.2; tcp(7)).
    private static let liveness = [
        "keepalives_idle": "10", "keepalives_interval": "5", "keepalives_count": "2", "tcp_user_timeout": "10000",
    ]

    private static func login(_ endpoint: PostgresEndpoint) throws(PostgresError) -> Handle {
        var parameters = endpoint.parameters
        parameters["client_encoding"] = "UTF8"
        parameters.merge(Self.liveness) { given, _ in given }
        if endpoint.setsLimitsAtLogin {
            parameters["options"] =
                "-c statement_timeout=\(endpoint.statementTimeout.inMicroseconds / 1000)"
                + " -c lock_timeout=\(endpoint.lockTimeout.inMicroseconds / 1000)"
        }
        var values = parameters.map { ($0.key, $0.value) }
        endpoint.password?.withSecret { secret in
            if let text = secret.revealedText() { values.append(("password", text)) }
        }
        let keywords = CStrings(values.map(\.0) + [nil])
        let texts = CStrings(values.map(\.1) + [nil])
        let connection = unsafe keywords.withPointers { keywords in
            unsafe texts.withPointers { values in unsafe PQconnectStartParams(keywords, values, 0) }
        }
        guard let connection = unsafe connection else {
            throw .unreachable(place: endpoint.place, reason: "no memory for a connection")
        }
        let handle = unsafe Handle(connection)
        // Notices would be written to standard error.
        unsafe PQsetNoticeReceiver(connection, { _, _ in }, nil)
        // With the SQLSTATE in what is said of a login that is refused.
        unsafe PQsetErrorVerbosity(connection, PQERRORS_VERBOSE)
        if let failure = unsafe establish(connection, endpoint) { throw failure }
        unsafe PQsetErrorVerbosity(connection, PQERRORS_DEFAULT)
        guard unsafe PQsetnonblocking(connection, 1) == 0 else { throw .closed(place: endpoint.place) }
        return handle
    }

    /// Ends the connection at the end of its life.
    @safe private final class Handle {
        let pointer: OpaquePointer
        init(_ pointer: OpaquePointer) { unsafe self.pointer = pointer }
        deinit { unsafe PQfinish(pointer) }
    }

    var pointer: OpaquePointer { unsafe handle.pointer }

    /// Whether it can be used.
    public var isOpen: Bool { unsafe !isBroken && PQstatus(pointer) == CONNECTION_OK }

    /// Whether a transaction is open, be it one that has failed.
    public var isInTransaction: Bool {
        let status = unsafe PQtransactionStatus(pointer)
        return status == PQTRANS_INTRANS || status == PQTRANS_INERROR
    }

    /// The server's version as a number, `150004` for 15.4.
    public var serverVersion: Int { unsafe Int(PQserverVersion(pointer)) }

    /// Whether TLS is spoken.
    public var usesTLS: Bool { unsafe PQsslInUse(pointer) == 1 }

    /// What the server told of itself at the login, as `server_encoding`; nil for what it does not tell.
    public func setting(_ name: String) -> String? {
        unsafe PQparameterStatus(pointer, name).map { unsafe String(cString: $0) }
    }

    /// Runs one statement, in which `$1` stands for the first parameter.
    ///
    /// - Parameter areTyped: whether numbers are `BIGINT` and texts `TEXT`, whatever the statement makes of them; otherwise
    ///   the server takes them for what it expects there.
    @discardableResult
    public mutating func query(
        _ statement: String, _ parameters: [PostgresValue] = [], areTyped: Bool = false
    ) throws(PostgresError) -> PostgresResult {
        let parameters = try PostgresParameters(parameters, areTyped: areTyped)
        let connection = unsafe pointer
        return try run { () -> Int32 in
            unsafe parameters.withPointers { values, lengths, formats, types in
                unsafe PQsendQueryParams(
                    connection, statement, Int32(types.count), types, values, lengths, formats, 0)
            }
        }
    }

    /// Runs several statements without parameters, separated by semicolons: all of them or, where one fails and none of
    /// them is a `BEGIN` or a `COMMIT`, none. Gives what the last one gave.
    @discardableResult
    public mutating func execute(script: String) throws(PostgresError) -> PostgresResult {
        let connection = unsafe pointer
        return try run { () -> Int32 in unsafe PQsendQuery(connection, script) }
    }

    // MARK: -

    private mutating func run(_ send: () -> Int32) throws(PostgresError) -> PostgresResult {
        let deadline = try start(send)
        return try finish(until: deadline)
    }

    /// Sends something; until when its answer has time.
    mutating func start(_ send: () -> Int32) throws(PostgresError) -> ContinuousClock.Instant {
        guard isOpen else { throw .closed(place: endpoint.place) }
        let deadline = ContinuousClock.now + endpoint.statementTimeout + endpoint.timeout
        guard send() == 1 else { throw lost(.closed(place: endpoint.place)) }
        try flush(until: deadline)
        return deadline
    }

    /// Sees what was sent off.
    mutating func flush(until deadline: ContinuousClock.Instant) throws(PostgresError) {
        while true {
            let left = unsafe PQflush(pointer)
            guard left >= 0 else { throw lost(.closed(place: endpoint.place)) }
            if left == 0 { return }
            try wait(for: POLLIN | POLLOUT, until: deadline)
        }
    }

    /// Takes the whole answer.
    mutating func finish(until deadline: ContinuousClock.Instant) throws(PostgresError) -> PostgresResult {
        var last: Result<PostgresResult, PostgresError>?
        while let answer = try next(until: deadline) {
            // The first failure counts, and of what succeeds the last result.
            if case .failure = last { continue }
            last = unsafe PostgresAnswer.read(answer.pointer)
        }
        guard isOpen else { throw lost(.closed(place: endpoint.place)) }
        guard let last else { throw lost(.closed(place: endpoint.place)) }
        return try last.get()
    }

    /// The next part of the answer; nil behind the last.
    mutating func next(until deadline: ContinuousClock.Instant) throws(PostgresError) -> PostgresAnswer? {
        while unsafe PQisBusy(pointer) == 1 { try wait(for: POLLIN, until: deadline) }
        return unsafe PQgetResult(pointer).map { unsafe PostgresAnswer($0) }
    }

    mutating func wait(for events: Int32, until deadline: ContinuousClock.Instant) throws(PostgresError) {
        guard unsafe Self.wait(PQsocket(pointer), events, until: deadline) else {
            throw lost(.timedOut(place: endpoint.place))
        }
        guard unsafe PQconsumeInput(pointer) == 1 else { throw lost(.closed(place: endpoint.place)) }
    }

    mutating func lost(_ error: PostgresError) -> PostgresError {
        isBroken = true
        return error
    }

    /// Connects; why there is no connection.
    private static func establish(_ connection: OpaquePointer, _ endpoint: PostgresEndpoint) -> PostgresError? {
        let deadline = ContinuousClock.now + endpoint.timeout
        // Before the first poll one is to behave as if it had said to wait for writing (libpq, 34.1): asked at once it takes
        // a connection that is only being made for made, and does not go on to a host's next address.
        var state = PGRES_POLLING_WRITING
        while unsafe PQstatus(connection) != CONNECTION_BAD {
            let events = state == PGRES_POLLING_READING ? POLLIN : POLLOUT
            guard unsafe wait(PQsocket(connection), events, until: deadline) else {
                return .timedOut(place: endpoint.place)
            }
            state = unsafe PQconnectPoll(connection)
            switch state {
            case PGRES_POLLING_OK: return nil
            case PGRES_POLLING_FAILED: return unsafe LoginRefusal.error(String(cString: PQerrorMessage(connection)), endpoint)
            default: break
            }
        }
        return unsafe LoginRefusal.error(String(cString: PQerrorMessage(connection)), endpoint)
    }

    /// Whether the socket became ready in time.
    private static func wait(_ socket: Int32, _ events: Int32, until deadline: ContinuousClock.Instant) -> Bool {
        while true {
            let rest = deadline - .now
            guard rest > .zero else { return false }
            var request = pollfd(fd: socket, events: Int16(events), revents: 0)
            let ready = unsafe poll(&request, 1, Int32(clamping: rest.inMicroseconds / 1000 + 1))
            if ready > 0 { return true }
            if ready < 0 && errno != EINTR { return true }  // the call that follows says what is wrong
        }
    }
}
