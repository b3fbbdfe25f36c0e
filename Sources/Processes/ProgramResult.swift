/// How an external program ended, and what it wrote.
public struct ProgramResult: Sendable {
    /// Its exit status; 128 + the signal's number where a signal ended it, as a shell says it.
    public let exitCode: Int32
    /// What it wrote to its standard output, up to the limit.
    public let standardOutput: [UInt8]
    /// What it wrote to its standard error, up to the limit.
    public let standardError: [UInt8]
    /// Whether it ran longer than it was allowed to and was therefore ended.
    public let timedOut: Bool
    /// Whether it was ended because the caller wished it.
    public let wasCancelled: Bool
    /// Whether it wrote more than the limit to either; the rest was read and thrown away.
    public let outputWasCut: Bool

    /// Whether it ended by itself with status 0.
    public var succeeded: Bool { exitCode == 0 && !timedOut && !wasCancelled }
    /// Its standard output as text; bytes that are not UTF-8 become U+FFFD.
    public var outputText: String { String(decoding: standardOutput, as: UTF8.self) }
    /// Its standard error as text; bytes that are not UTF-8 become U+FFFD.
    public var errorText: String { String(decoding: standardError, as: UTF8.self) }
}
