import Basics
import Glibc
import Redis
import TestSupport
import Testing

extension RedisError {
    /// The server's code of a refusal.
    var code: String? { if case .server(let code, _) = self { code } else { nil } }
}

@Suite("Connections that fail", .timeLimit(.minutes(10)))
struct FailureTests {
    @Test func aServerThatIsBusyIsNotWaitedForForEver() throws {
        let server = try RedisServer()
        var endpoint = RedisEndpoint.local(server.port)
        endpoint.commandTimeout = .milliseconds(200)
        try withConnection(endpoint) { connection in
            let error = #expect(throws: RedisError.self) { try connection.command("DEBUG", "SLEEP", "3") }
            #expect(error == .timedOut(endpoint: endpoint.description, while: .waiting))
            #expect(error?.status == .unavailable)
            // The late reply must not be taken for that of the next command.
            let isOpen = connection.isOpen
            #expect(!isOpen)
            #expect(throws: RedisError.closed(endpoint: endpoint.description)) { try connection.command("PING") }
        }
    }

    @Test func oneWhoNeverAccepts() throws {
        // A server that is stopped still has its connections accepted by the kernel, and says nothing.
        let server = try RedisServer()
        kill(server.processIdentifier, SIGSTOP)
        defer { kill(server.processIdentifier, SIGCONT) }
        for address in [
            RedisEndpoint.Address.tcp(host: "127.0.0.1", port: server.port), .unix(path: server.unixSocket),
        ] {
            let endpoint = RedisEndpoint(address: address, connectTimeout: .milliseconds(200))
            #expect(errorOfConnecting(to: endpoint) == .timedOut(endpoint: endpoint.description, while: .connecting))
        }
    }

    @Test func oneWhoStopsReading() throws {
        let server = try RedisServer()
        var endpoint = RedisEndpoint.local(server.port)
        endpoint.commandTimeout = .milliseconds(300)
        try withConnection(endpoint) { connection in
            kill(server.processIdentifier, SIGSTOP)
            defer { kill(server.processIdentifier, SIGCONT) }
            let value = [UInt8](repeating: 0, count: 64 << 20)
            let error = #expect(throws: RedisError.self) { try connection.command("SET", "k", .bytes(value)) }
            #expect(error == .timedOut(endpoint: endpoint.description, while: .sending))
        }
    }

    @Test func oneWhoAnswersByteByByte() throws {
        let server = try FakeServer(
            sending: Array("$99999\r\n".utf8) + [UInt8](repeating: 0x61, count: 99999), pause: 5000)
        var endpoint = RedisEndpoint.local(server.port)
        endpoint.commandTimeout = .milliseconds(300)
        try withConnection(endpoint) { connection in
            #expect(throws: RedisError.timedOut(endpoint: endpoint.description, while: .waiting)) {
                try connection.command("PING")
            }
        }
    }

    @Test func aCrashMidway() throws {
        let server = try RedisServer()
        let endpoint = RedisEndpoint.local(server.port)
        try withConnection(endpoint) { connection in
            try connection.command("SET", "a", "1")
            for _ in 0..<1000 { connection.enqueue(["GET", "a"]) }
            try connection.flush()
            #expect(try connection.receive() == .bulk([0x31]))
            connection.enqueue(["DEBUG", "SLEEP", "5"])
            try connection.flush()
            server.crash()
            var answered = 1
            let error = #expect(throws: RedisError.self) {
                while true {
                    _ = try connection.receive()
                    answered += 1
                }
            }
            #expect(error == .closed(endpoint: endpoint.description))
            #expect(answered == 1000)
            let isOpen = connection.isOpen
            #expect(!isOpen)
            #expect(throws: RedisError.closed(endpoint: endpoint.description)) { try connection.command("PING") }
        }
    }

    @Test func writingToAServerThatIsGoneRaisesNoSignal() throws {
        let server = try RedisServer()
        let endpoint = RedisEndpoint.local(server.port)
        try withConnection(endpoint) { connection in
            server.crash()
            let value = [UInt8](repeating: 0, count: 8 << 20)
            #expect(throws: RedisError.closed(endpoint: endpoint.description)) {
                try connection.command("SET", "k", .bytes(value))
            }
        }
    }

    @Test func anotherThreadEndsTheWait() throws {
        let server = try RedisServer()
        let endpoint = RedisEndpoint.local(server.port)
        try withConnection(endpoint) { connection in
            let interrupter = connection.interrupter
            let thread = BackgroundThread {
                usleep(100_000)
                interrupter.interrupt()
            }
            #expect(throws: RedisError.closed(endpoint: endpoint.description)) {
                try connection.command("BLPOP", "nothing", 0)
            }
            try thread.join()
        }
    }

    @Test func tooManyClients() throws {
        let server = try RedisServer(arguments: ["--maxclients", "1"])
        try withConnection(.local(server.port)) { _ in
            let error = errorOfConnecting(to: .local(server.port))
            #expect(error == .server(code: "ERR", message: "max number of clients reached"))
        }
    }

    @Test func aReplicaTakesNoChanges() throws {
        let server = try RedisServer(arguments: ["--replicaof", "127.0.0.1", String(freePort())])
        try withConnection(.local(server.port)) { connection in
            let error = #expect(throws: RedisError.self) { try connection.command("UNLINK", "a") }
            #expect(error?.code == "READONLY")
            #expect(error?.status == .refused)
            #expect(error?.hint?.contains("primary") == true)
        }
    }

    /// The error of a command, which must be one.
    private func refusal(
        of command: RedisArgument..., on connection: inout RedisConnection
    ) throws -> RedisError {
        do throws(RedisError) {
            try connection.command(command)
        } catch {
            return error
        }
        throw TestFailure("the command was not refused")
    }

    @Test func atTheMemoryLimitOnlyRemovalWorks() throws {
        let server = try RedisServer(arguments: ["--maxmemory", "1", "--maxmemory-policy", "noeviction"])
        try withConnection(.local(server.port)) { connection in
            let error = try refusal(of: "SET", "a", "1", on: &connection)
            #expect(error.code == "OOM" && error.status == .unavailable)
            let removed = try connection.command("UNLINK", "a")
            #expect(removed == .integer(0))
        }
    }

    @Test func withoutItsReplicas() throws {
        let server = try RedisServer(arguments: ["--min-replicas-to-write", "1"])
        try withConnection(.local(server.port)) { connection in
            let error = try refusal(of: "UNLINK", "a", on: &connection)
            #expect(error.code == "NOREPLICAS" && error.status == .unavailable)
        }
    }

    @Test func thatCannotSave() throws {
        // Its file cannot be put where a folder is.
        let server = try RedisServer(arguments: ["--dbfilename", "taken", "--save", "3600 1000000"])
        mkdir("\(server.directory)/taken", 0o700)
        try withConnection(.local(server.port)) { connection in
            try connection.command("BGSAVE")
            try waitUntil("saving has failed") {
                try connection.command("INFO", "persistence").text?.contains("rdb_last_bgsave_status:err") == true
            }
            let error = try refusal(of: "UNLINK", "a", on: &connection)
            #expect(error.code == "MISCONF" && error.status == .unavailable)
        }
    }

    @Test func thatIsStillLoading() throws {
        // A millisecond for each key, looking up from its work every KiB.
        let server = try RedisServer(
            arguments: ["--key-load-delay", "1000", "--loading-process-events-interval-bytes", "1024"])
        try withConnection(RedisEndpoint(address: .unix(path: server.unixSocket))) { connection in
            let value = [UInt8](repeating: 0x61, count: 100)
            _ = try connection.pipeline((0..<3000).map { ["SET", .integer($0), .bytes(value)] })
            try withConnection(.local(server.port)) { other in
                connection.enqueue(["DEBUG", "RELOAD"])
                try connection.flush()
                var error: RedisError?
                try waitUntil("it is loading") {
                    guard case .error(let code, _) = try other.pipeline([["GET", "1"]])[0] else { return false }
                    error = errorOfConnecting(to: .local(server.port))
                    return code == "LOADING"
                }
                #expect(error?.code == "LOADING" && error?.status == .busy)
            }
        }
    }

    @Test func aScriptThatKeepsTheServerBusy() throws {
        let server = try RedisServer(arguments: ["--busy-reply-threshold", "1"])
        try withConnection(RedisEndpoint(address: .unix(path: server.unixSocket))) { connection in
            try withConnection(.local(server.port)) { busy in
                busy.enqueue(["EVAL", "while true do end", 0])
                try busy.flush()
                try waitUntil("the server is busy") {
                    do throws(RedisError) {
                        try connection.command("GET", "a")
                        return false
                    } catch {
                        guard case .server("BUSY", _) = error else { throw error }
                        #expect(error.status == .busy)
                        return true
                    }
                }
                #expect(errorOfConnecting(to: .local(server.port))?.status == .busy)
                try connection.command("SCRIPT", "KILL")
            }
        }
    }
}
