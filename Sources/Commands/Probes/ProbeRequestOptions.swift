import ArgumentParser
import Basics
import Probes
import Response

/// Where a probe asks over HTTP, and with which credentials. What is secret comes in by environment variables, since
/// everybody on the machine can read a command line.
struct ProbeRequestOptions: ParsableArguments {
    @Option(help: ArgumentHelp("Where to ask, without credentials.", valueName: "url"))
    var url: String?
    @Option(help: ArgumentHelp("The environment variable that holds the URL.", valueName: "name"))
    var urlEnv: String?
    @Option(name: .customLong("header"), help: ArgumentHelp("A header field to send.", valueName: "name: value"))
    var headers: [String] = []
    @Option(
        name: .customLong("header-env"),
        help: ArgumentHelp("A header field whose value is in an environment variable.", valueName: "name=variable"))
    var headerVariables: [String] = []
    @Option(help: ArgumentHelp("The environment variable that holds a bearer token.", valueName: "name"))
    var bearerEnv: String?
    @Option(help: ArgumentHelp("The environment variable that holds user:password.", valueName: "name"))
    var basicEnv: String?
    @Option(help: ArgumentHelp("A PEM file of the authorities to trust in place of the system's.", valueName: "path"))
    var caFile: String?
    @Option(help: ArgumentHelp("How long the whole exchange may take.", valueName: "duration"))
    var timeout = DurationArgument(.seconds(10))

    /// The request to be sent.
    func request(_ workspace: Workspace, method: String = "GET") throws -> ProbeRequest {
        guard (url == nil) != (urlEnv == nil) else {
            throw CommandFailure(.usage, "where should be asked?", hint: "say one of --url and --url-env")
        }
        guard bearerEnv == nil || basicEnv == nil else {
            throw CommandFailure(.usage, "--bearer-env and --basic-env do not go together")
        }
        if let url, Self.hasCredentials(url) {
            throw CommandFailure(
                .usage, "the URL on the command line has credentials, which everybody on this machine can read",
                hint: "put the URL into an environment variable and say --url-env NAME; change the password")
        }
        var fields: [(name: String, value: String)] = []
        for header in headers {
            let parts = header.split(separator: ":", maxSplits: 1, omittingEmptySubsequences: false)
            guard parts.count == 2 else {
                throw CommandFailure(.usage, "a --header is no header field", hint: "as --header 'Accept: application/json'")
            }
            fields.append((String(parts[0]), String(parts[1].drop { $0 == " " })))
        }
        for pair in headerVariables {
            let parts = pair.split(separator: "=", maxSplits: 1)
            guard parts.count == 2 else {
                throw CommandFailure(.usage, "a --header-env names no variable", hint: "as --header-env X-Api-Key=API_KEY")
            }
            fields.append((String(parts[0]), try variable(String(parts[1]), workspace)))
        }
        let basic = try basicEnv.map { try variable($0, workspace) }?
            .split(separator: ":", maxSplits: 1, omittingEmptySubsequences: false).map(String.init)
        if let basic, basic.count != 2 {
            throw CommandFailure(.badInput, "the environment variable '\(basicEnv ?? "")' does not hold user:password")
        }
        return try ProbeRequest(
            url: url ?? variable(urlEnv ?? "", workspace), method: method, headers: fields,
            bearer: bearerEnv.map { try variable($0, workspace) }, basic: basic.map { ($0[0], $0[1]) }, caFile: caFile,
            timeout: timeout.duration)
    }

    private func variable(_ name: String, _ workspace: Workspace) throws -> String {
        guard let value = workspace.environment[name] else {
            throw CommandFailure(.usage, "the environment variable '\(name)' is not set")
        }
        return value
    }

    /// Whether something stands before an `@` in the URL's authority.
    private static func hasCredentials(_ url: String) -> Bool {
        guard let start = url.firstRange(of: "://")?.upperBound else { return false }
        return url[start...].prefix { !"/?#".contains($0) }.contains("@")
    }
}
