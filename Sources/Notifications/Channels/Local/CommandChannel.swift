internal import Basics
internal import Configuration
internal import HTTP
internal import Processes

/// A program of the user's own, by its argument list and never through a shell: it reads the message, a CloudEvent, from
/// its standard input. The environment tells it the message's id (`FIREBREAK_MESSAGE`), the same at each attempt.
public struct CommandChannel: Channel {
    /// Its name in the configuration.
    public let name: String
    private let hook: ReloadHook
    private let timeout: Duration
    private let source: String

    /// Reads the settings `run` and, optionally, `timeout` and `source`.
    init(name: String, node: ConfigurationNode) throws(ConfigurationError) {
        var mapping = try node.mapping()
        self.name = name
        hook = ReloadHook(
            arguments: try Self.arguments(mapping.required("run")), directory: node.directory)
        let timeout = mapping.optional("timeout")
        self.timeout = try timeout?.duration() ?? .seconds(30)
        source = try mapping.cloudEventSource()
        try mapping.finish()
        if let timeout, !(.seconds(1)...(.seconds(300))).contains(self.timeout) {
            throw timeout.failure("'\(timeout.path)' is not between 1s and 5m")
        }
    }

    private static func arguments(_ node: ConfigurationNode) throws(ConfigurationError) -> [String] {
        var arguments: [String] = []
        for item in try node.sequence() { arguments.append(try item.string()) }
        guard let program = arguments.first, !program.isEmpty else {
            throw node.failure(
                "'\(node.path)' should be a program and its arguments", hint: "as run: [/usr/local/bin/tell, --team, a]")
        }
        return arguments
    }

    /// `command`.
    public var kind: ChannelKind { .command }
    public func longestAttempt(_ usual: Duration) -> Duration { timeout + .seconds(5) }

    /// The event that the program reads.
    public func render(_ text: MessageText) -> Payload {
        CloudEvent.payload(text, source: source, for: self)
    }

    /// The program. Throws where it is not there, or may not be run.
    public func destination(_ environment: [String: String]) throws(NotificationsError) -> String {
        do throws(ProcessesError) {
            try ProgramRun.check(hook.arguments, workingDirectory: hook.directory)
        } catch {
            throw .badSetting(channel: name, reason: error.message, hint: error.hint)
        }
        return hook.arguments[0].printable
    }

    public func attempt(
        _ payload: Payload, _ context: DeliveryContext
    ) throws(NotificationsError) -> DeliveryAttempt {
        guard payload.kind == kind else { throw .foreignPayload(channel: name) }
        let variables = ["FIREBREAK_MESSAGE": payload.id, "FIREBREAK_EVENT": payload.event.rawValue]
        let result: ProgramResult
        do throws(ProcessesError) {
            result = try ProgramRun.run(
                hook.arguments, environment: context.environment.merging(variables) { $1 },
                workingDirectory: hook.directory, standardInput: payload.body, timeout: timeout, outputLimit: 64 << 10)
        } catch {
            throw .badSetting(channel: name, reason: error.message, hint: error.hint)
        }
        let program = "'\(hook.arguments[0].printable)'"
        guard !result.timedOut else {
            return DeliveryAttempt(
                verdict: .deferred(reason: "\(program) did not end within \(timeout.compact)", retryAfter: nil),
                mayHaveArrived: true)
        }
        let code = Int(result.exitCode)
        let reason = "\(program) ended with status \(code)"
        let verdict: DeliveryAttempt.Verdict =
            switch code {
            case 0: .delivered
            // sysexits.h: usage, data, no input, no user, software, configuration, permission; a shell's "not found".
            case 64...68, 70, 77, 78, 126, 127: .rejected(reason: reason, hint: "run it by hand to see what it says")
            default: .deferred(reason: reason, retryAfter: nil)
            }
        return DeliveryAttempt(verdict: verdict, answer: code, mayHaveArrived: code != 75)
    }
}
