public import Basics
public import Configuration
public import Files
public import Processes
public import Redis

/// Why something about flags could not be done.
public enum FlagsError: Failure {
    /// A name that the source cannot have.
    case invalidName(source: String, reason: String)
    /// The source's file cannot be read or written.
    case file(source: String, FilesError)
    /// The source's `.env` file is not in order, or cannot hold the value.
    case document(source: String, path: String, DotEnvError)
    /// The source's flagd file is not in order.
    case definitions(source: String, path: String, reason: String)
    /// The source's Redis server cannot be reached, or refuses.
    case redis(source: String, RedisError)
    /// What the configuration says of the source cannot be resolved now, as a variable that is not set.
    case configuration(source: String, ConfigurationError)
    /// A program of the source's cannot be run.
    case program(source: String, ProcessesError)
    /// A program of the source's did not do what it should.
    case programFailed(source: String, program: String, reason: String)
    /// The source holds something that is no value.
    case unreadableValue(flag: String, source: String, reason: String)
    /// The source cannot hold the value.
    case unsupportedValue(flag: String, source: String, reason: String)
    /// The flag cannot be given to a share of its users.
    case cannotRollOut(flag: String, source: String, reason: String)
    /// The flag is not what it was expected to be: somebody else changed it. Nothing was written.
    case changed(flag: String, source: String, expected: FlagValue, found: FlagValue)
    /// What was written reads back as something else.
    case notVerified(flag: String, source: String)
    /// No source of that name is configured.
    case unknownSource(name: String, known: [String])
    /// Several sources have the flag, and none was named.
    case ambiguousSource(flag: String, sources: [String])
    /// None was named, and one of those that may have the flag cannot be read.
    /// `having` are those of the others that have it.
    indirect case sourceNotTold(flag: String, having: [String], sources: [String], cause: FlagsError)
    /// No source has the flag, and none was named; `nearest` is a flag that one has and that was perhaps meant.
    case unknownFlag(flag: String, sources: [String], nearest: String? = nil)
    /// There is nothing that could be put back.
    case nothingToRestore(String)
    /// The same flag twice in one change.
    case repeatedFlag(flag: String, source: String)
    /// An earlier change of the flag was interrupted, and cannot be finished or undone yet.
    case unsettled(flag: String, source: String)
    /// Another firebreak is changing flags.
    case busy
    /// A change of several flags failed in the middle, and everything is as it was before.
    indirect case putBack(cause: FlagsError)
    /// A change failed in the middle, and what was done before could not all be put back.
    indirect case notPutBack(flags: [String], cause: FlagsError)
    /// A row of the state is not what was written there.
    case damagedState(id: String)

    public var message: String {
        switch self {
        case .invalidName(let source, let reason): "that name cannot be a flag's in '\(source)': \(reason)"
        case .file(let source, let error): "flag source '\(source)': \(error.message)"
        case .document(let source, let path, let error):
            "flag source '\(source)': \(path.printable): \(error.message)"
        case .definitions(let source, let path, let reason):
            "flag source '\(source)': \(path.printable): \(reason)"
        case .redis(let source, let error): "flag source '\(source)': \(error.message)"
        case .configuration(let source, let error): "flag source '\(source)': \(error.message)"
        case .program(let source, let error): "flag source '\(source)': \(error.message)"
        case .programFailed(let source, let program, let reason):
            "flag source '\(source)': '\(program.printable)' \(reason)"
        case .unreadableValue(let flag, let source, let reason):
            "the value of '\(flag.printable)' in '\(source)' \(reason)"
        case .unsupportedValue(let flag, let source, let reason):
            "'\(flag.printable)' in '\(source)' cannot have that value: \(reason)"
        case .cannotRollOut(let flag, let source, let reason):
            "'\(flag.printable)' in '\(source)' cannot be rolled out: \(reason)"
        case .changed(let flag, let source, let expected, let found) where expected == found:
            "'\(flag.printable)' in '\(source)' was changed by somebody else: its value is still "
                + "\(Self.quoted(found)), but not all of its definition is what it was"
        case .changed(let flag, let source, let expected, let found):
            "'\(flag.printable)' in '\(source)' was changed by somebody else: it should be "
                + "\(Self.quoted(expected)) and is \(Self.quoted(found))"
        case .notVerified(let flag, let source):
            "'\(flag.printable)' in '\(source)' does not read back as it was written"
        case .unknownSource(let name, _): "no flag source is called '\(name.printable)'"
        case .ambiguousSource(let flag, _): "several flag sources have '\(flag.printable)'"
        case .sourceNotTold(let flag, _, _, let cause):
            "which source has '\(flag.printable)' cannot be told: \(cause.message)"
        case .unknownFlag(let flag, _, _): "no flag source has '\(flag.printable)'"
        case .nothingToRestore(let what): what
        case .repeatedFlag(let flag, let source): "'\(flag.printable)' in '\(source)' stands twice in one change"
        case .unsettled(let flag, let source):
            "an earlier change of '\(flag.printable)' in '\(source)' was interrupted"
        case .busy: "another firebreak is changing flags"
        case .putBack(let cause): "\(cause.message); nothing is changed: what was done before it was put back"
        case .notPutBack(let flags, let cause):
            "\(cause.message); what was done before could not be put back: \(flags.map(\.printable).joined(separator: ", "))"
        case .damagedState(let id): "the state of the override \(id.printable) cannot be read"
        }
    }

    public var hint: String? {
        switch self {
        case .invalidName, .repeatedFlag, .unsupportedValue, .unreadableValue, .cannotRollOut: nil
        case .definitions: "correct the file; nothing was changed"
        case .redis(_, let error): error.hint
        case .configuration(_, let error): error.hint
        case .program(_, let error): error.hint
        case .programFailed: "run it by hand to see what is wrong"
        case .file(_, let error): error.hint
        case .document(_, _, let error): error.hint
        case .changed: "look who did; 'firebreak flags restore --force' puts the earlier value back all the same"
        case .notVerified: "somebody else may be writing to it: look at it, and run the command again"
        case .unknownSource(_, let known):
            known.isEmpty ? "add one under 'flags:' in firebreak.yaml" : "there are: \(known.joined(separator: ", "))"
        case .sourceNotTold(_, let having, let sources, _):
            having.isEmpty
                ? "name it with --source: \(sources.joined(separator: ", "))"
                : "it is in \(having.joined(separator: " and in ")): if that is meant, say --source \(having[0])"
        case .ambiguousSource(_, let sources): "name one with --source: \(sources.joined(separator: ", "))"
        case .unknownFlag(_, _, let nearest?): "did you mean '\(nearest.printable)'?"
        case .unknownFlag(_, let sources, nil):
            sources.isEmpty
                ? "add a source under 'flags:' in firebreak.yaml"
                : "name the source that is to get it with --source: \(sources.joined(separator: ", "))"
        case .nothingToRestore: "'firebreak flags list' shows what is overridden"
        case .unsettled: "'firebreak tick' finishes or undoes it; then run the command again"
        case .busy: "try again in a moment"
        case .putBack(let cause): cause.hint
        case .notPutBack: "'firebreak tick' tries again to put it back; 'firebreak flags list' shows what there is"
        case .damagedState: "restore the state from a backup; the flag itself was left alone"
        }
    }

    public var status: ExitStatus {
        switch self {
        case .invalidName, .repeatedFlag, .unsupportedValue, .unreadableValue, .definitions, .cannotRollOut: .badInput
        case .redis(_, let error): error.status
        case .configuration(_, let error): error.status
        case .program(_, let error): error.status
        case .programFailed: .unavailable
        case .file(_, let error): error.status
        case .document(_, _, let error): error.status
        case .changed, .notPutBack: .partial
        case .notVerified: .inputOutput
        case .putBack(let cause): cause.status
        case .unknownSource, .unknownFlag, .nothingToRestore: .inputNotFound
        case .ambiguousSource: .usage
        case .sourceNotTold(_, _, _, let cause): cause.status
        case .busy, .unsettled: .busy
        case .damagedState: .internalError
        }
    }

    /// A value in a sentence.
    static func quoted(_ value: FlagValue) -> String {
        value == .absent ? "not set" : "'\(value.description.printable)'"
    }
}
