internal import Files

/// Gives `body` the path of a fresh folder (0700), which is removed afterwards.
public func withTemporaryDirectory<Value>(_ body: (_ path: String) throws -> Value) throws -> Value {
    let directory = try TemporaryDirectory(prefix: "firebreak-test")
    return try body(directory.path)
}

/// Gives `body` the path of a fresh folder (0700), which is removed afterwards.
public func withTemporaryDirectory<Value: Sendable>(
    _ body: (_ path: String) async throws -> Value
) async throws -> Value {
    let directory = try TemporaryDirectory(prefix: "firebreak-test")
    return try await body(directory.path)
}
