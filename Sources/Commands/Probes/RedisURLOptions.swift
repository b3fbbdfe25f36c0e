import ArgumentParser
import Basics
import Response

/// Where a Redis is. A URL with a password comes in by the environment, since everybody can read a command line.
struct RedisURLOptions: ParsableArguments {
    @Option(help: ArgumentHelp("Where its Redis is, without a password.", valueName: "url"))
    var url: String?
    @Option(help: ArgumentHelp("The environment variable that holds the URL.", valueName: "name"))
    var urlEnv: String?

    /// The URL, and whether it may have a password in it.
    func url(_ workspace: Workspace) throws -> (url: String, mayHavePassword: Bool) {
        guard (url == nil) != (urlEnv == nil) else {
            throw CommandFailure(.usage, "where is the Redis?", hint: "say one of --url and --url-env")
        }
        guard let urlEnv else { return (url ?? "", false) }
        guard let value = workspace.environment[urlEnv] else {
            throw CommandFailure(.usage, "the environment variable '\(urlEnv)' is not set")
        }
        return (value, true)
    }
}
