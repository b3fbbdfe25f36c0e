internal import Basics
internal import Configuration
internal import Processes
internal import Secrets

/// Runs a reload hook: a program by its argument list, or an HTTP request.
struct ProgramReloadRunner: ReloadRunner {
    /// What references in a request's address and header fields refer to.
    var environment: [String: String] = [:]

    func check(_ hook: ConsumerReload) throws {
        if let arguments = hook.arguments {
            try ProgramRun.check(arguments, workingDirectory: hook.directory)
        } else {
            try hook.checkRequest(environment)
        }
    }

    func run(_ hook: ConsumerReload) throws {
        guard let arguments = hook.arguments else { return try hook.sendRequest(environment) }
        try run(arguments, in: hook.directory)
    }

    private func run(_ arguments: [String], in directory: String) throws {
        let result = try ProgramRun.run(
            arguments, workingDirectory: directory, timeout: .seconds(300), outputLimit: 64 << 10)
        guard result.succeeded else { throw ReloadFailure(program: arguments[0], result: result) }
    }

    /// Runs a hook to its end; what went wrong in a sentence, nil where nothing did.
    func failure(of hook: ReloadHook) -> String? {
        do {
            try run(hook.arguments, in: hook.directory)
            return nil
        } catch {
            return (error as? any Failure)?.message ?? "the reload hook could not be run"
        }
    }
}

/// A reload hook that did not succeed. What it printed is left out: it may hold anything.
struct ReloadFailure: Failure {
    let message: String
    let status = ExitStatus.partial

    init(program: String, result: ProgramResult) {
        message =
            result.timedOut
            ? "the reload hook '\(program.printable)' did not end within 5 minutes"
            : "the reload hook '\(program.printable)' ended with status \(result.exitCode)"
    }

    var hint: String? { "run it by hand to see what it says; then 'firebreak secrets advance' goes on" }
}
