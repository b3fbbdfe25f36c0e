import Configuration
import Files
import Postgres
import State
import TestSupport
import Testing

@testable import Response

/// Where `state:` says that the state is.
@Suite("state: in the configuration") struct StateLocationTests {
    private static func workspace(
        _ state: String, _ environment: [String: String] = [:], _ body: (Workspace, String) throws -> Void
    ) throws {
        try withTemporaryDirectory { directory in
            let path = directory + "/firebreak.yaml"
            try AtomicFile.replace(path, with: Array("keyring: {unlock: {keyfile: k}}\nstate: \(state)\n".utf8))
            try body(
                Workspace.open(configuration: path, directory: directory, environment: environment, actor: "test"), directory)
        }
    }

    /// What is said of it, and what to do.
    private static func refusal(_ state: String, _ environment: [String: String] = [:]) -> (message: String, hint: String) {
        do {
            try workspace(state, environment) { workspace, _ in _ = try workspace.hasState }
            return ("", "")
        } catch {
            guard let error = error as? ConfigurationError else { return ("\(error)", "") }
            return (error.message, error.hint ?? "")
        }
    }

    @Test("a file, in its folder; where there is none, nothing is made by asking")
    func file() throws {
        try Self.workspace("sqlite:data/state.db") { workspace, directory in
            let state = workspace.configuration.state
            #expect(state.file == directory + "/data/state.db" && state.directory == directory + "/data")
            #expect(workspace.statePlace == directory + "/data/state.db")
            let before = try workspace.hasState
            #expect(!before && !FileReader.exists(directory + "/data"))
            _ = try workspace.database
            #expect(try workspace.hasState && FileReader.exists(directory + "/data/state.db"))
        }
    }

    @Test("a server, whose password and user nobody sees; what is this machine's stays beside the configuration")
    func server() throws {
        let text = "postgres://ann:${env:PW}@db.example.com:5433/team?schema=team_1&sslmode=require"
        try Self.workspace(text, ["PW": "s3cret"]) { workspace, directory in
            let state = workspace.configuration.state
            #expect(state.file == nil && state.directory == directory + "/.firebreak")
            #expect(workspace.statePlace == "postgres://db.example.com:5433/team?schema=team_1")
            let address = try #require(try state.address(workspace.environment))
            #expect(address.schema == "team_1" && address.endpoint.hasPassword && address.endpoint.sslMode == "require")
        }
        try Self.workspace("${env:DATABASE_URL}", ["DATABASE_URL": "postgres:///x", "PGHOST": "db"]) { workspace, _ in
            #expect(workspace.statePlace == "postgres://db/x")
            let mode = try workspace.configuration.state.address(workspace.environment)?.endpoint.sslMode
            #expect(mode == "verify-full")
        }
    }

    @Test(
        "what is no place for a state is told with line and column, and never quoted",
        arguments: [
            "mysql://zoe:s3cret@h/x", "state.db", "\"sqlite:\"", "\"sqlite:${env:HOME}/x\"", "postgres://zoe:s3cret@h:port/x",
            "postgres://zoe:s3cret@h/x?schema=A", "postgres://zoe:s3cret@h/x?options=-c", "\"${env:OTHER}\"",
            "\"postgres://zoe:${env:UNSET}@h/x\"", "\"${file:/does/not/exist}\"",
        ])
    func refused(state: String) {
        let (message, hint) = Self.refusal(state, ["OTHER": "sqlite:s3cret"])
        #expect(message.contains("firebreak.yaml:2:8"), "\(message)")
        #expect(!message.contains("s3cret") && !message.contains("zoe") && !hint.contains("s3cret"))
        #expect(!hint.isEmpty)
    }
}
