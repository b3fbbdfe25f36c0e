internal import Files

/// Gives `body` the path of a fresh folder (0700), which is removed afterwards. Where the program ran in it, no value
/// of its keyring may have got out.
public func withTemporaryDirectory<Value>(_ body: (_ path: String) throws -> Value) throws -> Value {
    let directory = try TemporaryDirectory(prefix: "firebreak-test")
    defer { TestDatabase.remove(in: directory.path) }
    let value = try body(directory.path)
    try ProgramTranscript.check(directory.path)
    return value
}

/// Gives `body` the path of a fresh folder (0700), which is removed afterwards. Where the program ran in it, no value
/// of its keyring may have got out.
public func withTemporaryDirectory<Value: Sendable>(
    _ body: (_ path: String) async throws -> Value
) async throws -> Value {
    let directory = try TemporaryDirectory(prefix: "firebreak-test")
    defer { TestDatabase.remove(in: directory.path) }
    let value = try await body(directory.path)
    try ProgramTranscript.check(directory.path)
    return value
}
