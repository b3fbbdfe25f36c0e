import Glibc

/// Asks every few milliseconds until `condition` holds; throws when it never does, so that no test waits for ever.
public func waitUntil(
    _ what: String, within limit: Duration = .seconds(20), _ condition: () throws -> Bool
) throws {
    let deadline = ContinuousClock.now + limit
    while try !condition() {
        guard ContinuousClock.now < deadline else { throw TestFailure("waited in vain until \(what)") }
        usleep(5000)
    }
}

/// Whether a process lives. A zombie, which has ended and was not yet waited for, does not.
public func isAlive(processIdentifier: Int32) -> Bool {
    guard let file = fopen("/proc/\(processIdentifier)/stat", "r") else { return false }
    defer { fclose(file) }
    var line = [CChar](repeating: 0, count: 512)
    guard fgets(&line, Int32(line.count), file) != nil else { return false }
    // proc(5): the state stands behind the name of the program, which is in brackets and may have some in it.
    let text = String(decoding: line.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
    guard let bracket = text.lastIndex(of: ")") else { return false }
    let state = text[bracket...].dropFirst(2).first
    return state != "Z" && state != "X"
}
