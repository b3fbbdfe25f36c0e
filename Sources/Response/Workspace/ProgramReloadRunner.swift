internal import Basics
internal import Configuration
internal import Processes
internal import Secrets

/// Runs a reload hook as a program, by its argument list.
struct ProgramReloadRunner: ReloadRunner {
    func run(_ hook: ReloadHook) throws {
        let result = try ProgramRun.run(
            hook.arguments, workingDirectory: hook.directory, timeout: .seconds(300), outputLimit: 64 << 10)
        guard result.succeeded else { throw ReloadFailure(program: hook.arguments[0], result: result) }
    }

    /// Runs a hook to its end; what went wrong in a sentence, nil where nothing did.
    func failure(of hook: ReloadHook) -> String? {
        do {
            try run(hook)
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
