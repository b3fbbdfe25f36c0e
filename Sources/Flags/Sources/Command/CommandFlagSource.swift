internal import Basics
internal import JSON
internal import Processes

/// Flags behind programs of the user's: one reads, one writes, and if need be others list and remove.
///
/// `{name}` in an argument stands for the flag's name; where it stands in none, the name comes last. A value comes and
/// goes by standard output and standard input, as text, with or without a line end. `read` ends with status 1 and
/// writes nothing where there is no such flag. `list` writes a JSON object of names and values.
public struct CommandFlagSource: FlagSource {
    /// The programs, each with its arguments.
    public struct Programs: Sendable, Hashable {
        /// Writes a flag's value to its standard output.
        public let read: [String]
        /// Takes a flag's value on its standard input.
        public let write: [String]
        /// Lists the flags; nil where that is not possible.
        public let list: [String]?
        /// Takes a flag away; nil where that is not possible.
        public let remove: [String]?

        public init(read: [String], write: [String], list: [String]? = nil, remove: [String]? = nil) {
            self.read = read
            self.write = write
            self.list = list
            self.remove = remove
        }
    }

    public let name: String
    private let programs: Programs
    private let environment: [String: String]?
    private let directory: String?
    private let timeout: Duration

    /// - Parameters:
    ///   - environment: all of the programs' variables; nil for those of this process.
    ///   - directory: where they run; nil for the present folder.
    ///   - timeout: how long each may take.
    public init(
        name: String, programs: Programs, environment: [String: String]? = nil, directory: String? = nil,
        timeout: Duration = .seconds(30)
    ) {
        self.name = name
        self.programs = programs
        self.environment = environment
        self.directory = directory
        self.timeout = timeout
    }

    /// Nothing, where there is no program that lists.
    public func list() throws(FlagsError) -> [FlagReading] {
        guard let list = programs.list else { return [] }
        let result = try run(list)
        guard result.exitCode == 0 else { throw failure(list, "ended with status \(result.exitCode)") }
        guard let flags = (try? JSONValue(parsing: result.standardOutput, strict: true))?.objectValue else {
            throw failure(list, "did not write a JSON object of names and values")
        }
        return flags.map { FlagReading(name: $0.key, value: FlagValue($0.value)) }
    }

    public func snapshot(_ flag: String) throws(FlagsError) -> FlagSnapshot {
        try FlagName.check(flag, source: name)
        let result = try run(arguments(programs.read, flag))
        if result.exitCode == 1, result.standardOutput.isEmpty {
            return FlagSnapshot(flag: flag, value: .absent, content: .null)
        }
        guard result.exitCode == 0 else { throw failure(programs.read, "ended with status \(result.exitCode)") }
        guard let output = String(validating: result.standardOutput, as: UTF8.self) else {
            throw .unreadableValue(flag: flag, source: name, reason: "is not UTF-8 text")
        }
        var text = output
        if text.last == "\n" || text.last == "\r\n" { text.removeLast() }
        return FlagSnapshot(flag: flag, value: FlagValue(inFile: text), content: .string(text))
    }

    public func prepare(_ value: FlagValue, over prior: FlagSnapshot) throws(FlagsError) -> FlagSnapshot {
        guard value != .absent else {
            if prior.content != .null { try check(remover(prior.flag)) }
            return FlagSnapshot(flag: prior.flag, value: .absent, content: .null)
        }
        try check(programs.write)
        let text = value.text(inPlaceOf: prior.content.stringValue)
        guard !text.hasSuffix("\n") else {
            throw .unsupportedValue(flag: prior.flag, source: name, reason: "a line end at its end would be lost")
        }
        return FlagSnapshot(flag: prior.flag, value: value, content: .string(text))
    }

    /// Between the look and the write another program may come: what programs keep cannot be locked from here.
    @discardableResult
    public func write(_ target: FlagSnapshot, expecting expected: FlagSnapshot) throws(FlagsError) -> FlagWrite {
        let flag = target.flag
        let current = try snapshot(flag)
        guard current.hash == expected.hash else {
            throw .changed(flag: flag, source: name, expected: expected.value, found: current.value)
        }
        if current.content != target.content {
            let text = target.content.stringValue
            let program = try text == nil ? remover(flag) : programs.write
            let result = try run(arguments(program, flag), input: Array((text ?? "").utf8))
            guard result.exitCode == 0 else { throw failure(program, "ended with status \(result.exitCode)") }
        }
        let result = try snapshot(flag)
        guard result.content == target.content else { throw .notVerified(flag: flag, source: name) }
        return FlagWrite(snapshot: result)
    }

    // MARK: -

    private func remover(_ flag: String) throws(FlagsError) -> [String] {
        guard let remove = programs.remove else {
            throw .unsupportedValue(
                flag: flag, source: name, reason: "it cannot be taken away: the source has no program 'remove'")
        }
        return remove
    }

    private func arguments(_ program: [String], _ flag: String) -> [String] {
        let filled = program.prefix(1) + program.dropFirst().map { $0.replacing("{name}", with: flag) }
        return program.dropFirst().contains { $0.contains("{name}") } ? Array(filled) : program + [flag]
    }

    private func check(_ program: [String]) throws(FlagsError) {
        do throws(ProcessesError) {
            try ProgramRun.check(program, environment: environment, workingDirectory: directory)
        } catch {
            throw .program(source: name, error)
        }
    }

    /// Runs a program to its end, whatever its exit status.
    private func run(_ arguments: [String], input: [UInt8] = []) throws(FlagsError) -> ProgramResult {
        let result: ProgramResult
        do throws(ProcessesError) {
            result = try ProgramRun.run(
                arguments, environment: environment, workingDirectory: directory, standardInput: input,
                timeout: timeout, outputLimit: 4 << 20)
        } catch {
            throw .program(source: name, error)
        }
        guard !result.timedOut else { throw failure(arguments, "did not end within \(timeout.compact)") }
        guard !result.outputWasCut else { throw failure(arguments, "wrote more than can be taken") }
        return result
    }

    /// What a program printed is left out: it may hold anything.
    private func failure(_ program: [String], _ reason: String) -> FlagsError {
        .programFailed(source: name, program: program.first ?? "", reason: reason)
    }
}
