internal import Basics
internal import Files
internal import Postgres
internal import State

/// A state that somebody names: the configured one, a file, or a server.
public struct StatePlace: Sendable {
    private enum Form: Sendable {
        case configured
        case file(String)
        case server(PostgresAddress)
    }

    /// What it is called in messages, without a password.
    public let name: String
    private let form: Form

    /// Whether it is the one that the configuration names.
    public var isConfigured: Bool { if case .configured = form { true } else { false } }

    /// From `configured`, `PATH`, `sqlite:PATH`, `postgres://…` without a password, or `env:NAME` for the variable that
    /// holds one of them.
    public init(_ text: String, _ workspace: Workspace) throws {
        var text = text
        var mayHavePassword = false
        if text.hasPrefix("env:") {
            let variable = String(text.dropFirst(4))
            guard let value = workspace.environment[variable], !value.isEmpty else {
                throw StatePlaceFailure(
                    status: .usage, message: "the environment variable '\(variable)' is not set",
                    hint: "env:NAME takes the place of a state from a variable, so that its password is in no argument")
            }
            (text, mayHavePassword) = (value, true)
        }
        if text == "configured" {
            (name, form) = (workspace.statePlace, .configured)
        } else if text.contains("://") {
            // On the command line it has none, and the one of PGPASSWORD is no part of it.
            if !mayHavePassword, try PostgresAddress(url: text).endpoint.hasPassword {
                throw StatePlaceFailure(
                    status: .usage, message: ServerURLFailure().message,
                    hint: "put the URL into an environment variable and say env:NAME; change the password")
            }
            let address = try PostgresAddress(url: text, environment: workspace.environment)
            (name, form) = (address.place, .server(address))
        } else {
            let path = text.hasPrefix("sqlite:") ? String(text.dropFirst(7)) : text
            guard !path.isEmpty else {
                throw StatePlaceFailure(
                    status: .usage, message: "'\(text)' names no state",
                    hint: "say configured, a file, postgres://host/database?schema=name, or env:NAME")
            }
            (name, form) = (path, .file(path))
        }
    }

    /// Opens what is there; throws where nothing is.
    func open(_ workspace: Workspace) throws -> any Database { try open(workspace, creating: false) }

    /// Opens it, or makes it where nothing is.
    func openOrMake(_ workspace: Workspace) throws -> any Database { try open(workspace, creating: true) }

    private func open(_ workspace: Workspace, creating: Bool) throws -> any Database {
        switch form {
        case .configured: try workspace.configuration.state.open(workspace.environment, creating: creating)
        case .file(let path): try creating ? SQLiteDatabase(path: path) : SQLiteDatabase(onlyReading: path)
        case .server(let address):
            try PostgresDatabase(address.endpoint, schema: address.schema, creating: creating)
        }
    }
}

/// Why a place is none that a state can be copied from or to.
struct StatePlaceFailure: Failure {
    let status: ExitStatus
    let message: String
    let hint: String?
}
