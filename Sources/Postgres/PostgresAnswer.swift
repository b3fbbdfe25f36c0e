internal import Basics
internal import CPostgres

/// A part of what the server answered, as libpq keeps it; given back at its end.
@safe struct PostgresAnswer: ~Copyable {
    let pointer: OpaquePointer

    init(_ pointer: OpaquePointer) { unsafe self.pointer = pointer }

    deinit { unsafe PQclear(pointer) }

    /// What it means for what was asked.
    var status: ExecStatusType { unsafe PQresultStatus(pointer) }

    /// Its rows, or what the server refused.
    static func read(_ result: OpaquePointer) -> Result<PostgresResult, PostgresError> {
        switch unsafe PQresultStatus(result) {
        case PGRES_COMMAND_OK, PGRES_TUPLES_OK, PGRES_EMPTY_QUERY: break
        default:
            // PG_DIAG_SQLSTATE and PG_DIAG_MESSAGE_PRIMARY (postgres_ext.h); the detail may have values in it.
            let code = unsafe PQresultErrorField(result, Int32(UInt8(ascii: "C"))).map { unsafe String(cString: $0) }
            let text = unsafe PQresultErrorField(result, Int32(UInt8(ascii: "M"))).map { unsafe String(cString: $0) }
            return .failure(.server(code: (code ?? "?").printable, message: (text ?? "without saying why").printable))
        }
        return Result { () throws(PostgresError) in try unsafe rows(result) }
    }

    private static func rows(_ result: OpaquePointer) throws(PostgresError) -> PostgresResult {
        let width = unsafe PQnfields(result)
        var names: [String] = []
        var types: [UInt32] = []
        var columns: [String: Int] = [:]
        for column in 0..<width {
            let name = unsafe String(cString: PQfname(result, column))
            names.append(name)
            types.append(unsafe PQftype(result, column))
            columns[name] = Int(column)
        }
        var rows: [PostgresRow] = []
        for row in unsafe 0..<PQntuples(result) {
            var values: [PostgresValue] = []
            values.reserveCapacity(Int(width))
            for column in 0..<width {
                guard unsafe PQgetisnull(result, row, column) == 0, let start = unsafe PQgetvalue(result, row, column) else {
                    values.append(.null)
                    continue
                }
                let count = unsafe Int(PQgetlength(result, row, column))
                let value = try unsafe start.withMemoryRebound(to: UInt8.self, capacity: count) { start in
                    Result { () throws(PostgresError) in
                        try unsafe PostgresValue(UnsafeBufferPointer(start: start, count: count), type: types[Int(column)])
                    }
                }.get()
                values.append(value)
            }
            rows.append(PostgresRow(columns: columns, values: values))
        }
        let affected = unsafe Int(String(cString: PQcmdTuples(result))) ?? 0
        return PostgresResult(columns: names, types: types, rows: rows, affectedRows: affected)
    }
}
