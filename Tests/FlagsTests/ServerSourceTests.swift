import Basics
import Files
import Flags
import JSON
import Redis
import TestSupport
import Testing

/// What is particular to the sources that are no files.
@Suite("Flags in Redis and behind programs") struct ServerSourceTests {
    @Test("each change is published once, with the flag and its value")
    func publishes() throws {
        let server = try RedisServer()
        let endpoint = try RedisEndpoint(url: server.url)
        var subscription = try RedisConnection(endpoint)
        try subscription.command("SUBSCRIBE", "changes")
        let source = RedisFlagSource(
            name: "app", deployment: try RedisDeployment(url: server.url), place: .hash("flags"), channel: "changes")
        let prior = try source.snapshot("A")
        let set = try source.set(.boolean(false), over: prior).snapshot
        try source.write(set, expecting: set)
        try source.write(prior, expecting: set)
        var messages: [String] = []
        // SUBSCRIBE once more is the end mark: it comes behind what was published before it.
        subscription.enqueue(["SUBSCRIBE", "end"])
        subscription.enqueue(["PING"])
        subscription.enqueue(["PING"])
        try subscription.flush()
        while messages.count < 3, let parts = try subscription.receive().elements {
            if parts.first?.text != "message" { break }
            messages.append(parts.last?.text ?? "")
        }
        #expect(messages == [#"{"flag":"A","value":false}"#, #"{"flag":"A","value":null}"#])
    }

    @Test("writers at once lose nothing: each change is made on what it was made for", arguments: [true, false])
    func atOnce(isHash: Bool) throws {
        let server = try RedisServer()
        let url = server.url
        let writers = (0..<4).map { _ in
            BackgroundThread {
                let source = RedisFlagSource(
                    name: "app", deployment: try RedisDeployment(url: url),
                    place: isHash ? .hash("flags") : .keys(prefix: "f:"))
                var made = 0
                while made < 25 {
                    let prior = try source.snapshot("N")
                    let count: Double = if case .number(let number) = prior.value { number } else { 0 }
                    do {
                        try source.set(.number(count + 1), over: prior)
                        made += 1
                    } catch FlagsError.changed {
                        continue
                    } catch FlagsError.notVerified {
                        // It was made, and somebody else has gone on from it already.
                        made += 1
                    }
                }
            }
        }
        for writer in writers { try writer.join() }
        let total = try #require(Int(isHash ? server.ask("HGET", "flags", "N") : server.ask("GET", "f:N")))
        #expect(total == 100)
    }

    @Test("a writer that comes between look and write wins")
    func watch() throws {
        let server = try RedisServer()
        let source = RedisFlagSource(
            name: "app", deployment: try RedisDeployment(url: server.url), place: .keys(prefix: "f[*]:"))
        try server.ask("SET", "f[*]:A", "true")
        try server.ask("SET", "fx:B", "true")
        #expect(try source.list().map(\.name) == ["A"])
        let prior = try source.snapshot("A")
        try server.ask("SET", "f[*]:A", "maybe")
        let error = #expect(throws: FlagsError.self) { try source.set(.boolean(false), over: prior) }
        #expect(error?.status == .partial)
        #expect(try server.ask("GET", "f[*]:A") == "maybe")
    }

    @Test("a key that ends at a time keeps its end, also where it was away meanwhile")
    func expiry() throws {
        let server = try RedisServer()
        let source = RedisFlagSource(
            name: "app", deployment: try RedisDeployment(url: server.url), place: .keys(prefix: "f:"))
        try server.ask("SET", "f:A", "true", "EX", "1000")
        let prior = try source.snapshot("A")
        let off = try source.set(.boolean(false), over: prior).snapshot
        #expect(try #require(Int(server.ask("TTL", "f:A"))) > 900)
        let gone = try source.set(.absent, over: off).snapshot
        #expect(try server.ask("EXISTS", "f:A") == "0")
        try source.write(prior, expecting: gone)
        #expect(try #require(Int(server.ask("TTL", "f:A"))) > 900)
    }

    @Test("a key whose own end passed while it was away is not put back")
    func whatHasEnded() throws {
        let server = try RedisServer()
        let source = RedisFlagSource(
            name: "app", deployment: try RedisDeployment(url: server.url), place: .keys(prefix: "f:"))
        try server.ask("SET", "f:A", "true")
        let prior = try source.snapshot("A")
        let off = try source.set(.boolean(false), over: prior).snapshot
        let ended = FlagSnapshot(
            flag: "A", value: prior.value, content: prior.content, detail: ["expiresAt": .integer(1000)])
        #expect(try source.write(ended, expecting: off).snapshot.value == .absent)
        #expect(try server.ask("EXISTS", "f:A") == "0")
    }

    @Test("what Redis refuses is found out before anything is done")
    func refused() throws {
        let server = try RedisServer()
        try server.ask("SET", "flags", "plain")
        let source = RedisFlagSource(
            name: "app", deployment: try RedisDeployment(url: server.url), place: .hash("flags"))
        #expect(throws: FlagsError.self) { try source.snapshot("A") }
        try server.ask("DEL", "flags")
        let prior = try source.snapshot("A")
        try server.ask("CONFIG", "SET", "min-replicas-to-write", "1")
        let error = #expect(throws: FlagsError.self) { try source.prepare(.boolean(true), over: prior) }
        #expect(error?.message.hasPrefix("flag source 'app': ") == true)
        #expect(try server.ask("EXISTS", "flags") == "0")
    }

    @Test("a server that is away is told")
    func away() throws {
        let source = RedisFlagSource(
            name: "app", deployment: try RedisDeployment(url: "redis://127.0.0.1:1"), place: .hash("flags"))
        let error = #expect(throws: FlagsError.self) { try source.list() }
        #expect(error?.status == .unavailable)
    }

    // MARK: Programs

    struct Failing: Sendable, CustomTestStringConvertible {
        let testDescription: String
        let script: String
        let status: Basics.ExitStatus
    }

    @Test(
        "a program that does not do what it should is told",
        arguments: [
            Failing(testDescription: "a status of its own", script: "exit 3", status: .unavailable),
            Failing(testDescription: "no text", script: "printf '\\351'", status: .badInput),
            Failing(testDescription: "too much", script: "head -c 5000000 /dev/zero", status: .unavailable),
            Failing(testDescription: "no end", script: "sleep 60", status: .unavailable),
            Failing(testDescription: "status 1 with words", script: "echo oops; exit 1", status: .unavailable),
        ])
    func failing(program: Failing) {
        let source = CommandFlagSource(
            name: "app", programs: .init(read: ["sh", "-c", program.script], write: ["true"]),
            timeout: .milliseconds(700))
        let error = #expect(throws: FlagsError.self) { try source.snapshot("A") }
        #expect(error?.status == program.status)
        #expect(error?.message.contains("oops") == false)
    }

    @Test("a write that did not take is found out; what cannot be removed is refused before")
    func notVerified() throws {
        let source = CommandFlagSource(
            name: "app", programs: .init(read: ["sh", "-c", "echo true"], write: ["sh", "-c", "cat >/dev/null"]))
        let prior = try source.snapshot("A")
        let error = #expect(throws: FlagsError.self) { try source.set(.boolean(false), over: prior) }
        #expect(error?.message == "'A' in 'app' does not read back as it was written")
        let refused = #expect(throws: FlagsError.self) { try source.prepare(.absent, over: prior) }
        #expect(refused?.status == .badInput)
        #expect(try source.list().isEmpty)
    }

    @Test("a program that is not there is told before anything is done")
    func noProgram() throws {
        let source = CommandFlagSource(
            name: "app", programs: .init(read: ["sh", "-c", "echo true"], write: ["/nonexistent/set"]))
        let prior = try source.snapshot("A")
        let error = #expect(throws: FlagsError.self) { try source.prepare(.boolean(false), over: prior) }
        #expect(error?.message == "flag source 'app': there is no program '/nonexistent/set' that can be run")
    }

    @Test("a name is an argument and nothing else")
    func names() throws {
        try withTemporaryDirectory { folder in
            let source = CommandFlagSource(
                name: "app", programs: .init(read: ["printf", "%s|", "x{name}"], write: ["true"]))
            let content = try source.snapshot("$(touch \(folder)/x); é").content
            #expect(content == .string("x$(touch \(folder)/x); é|"))
            #expect(!FileReader.exists(folder + "/x"))
            for name in ["", "-x", " a", "a\u{0}b", "a\u{1B}b", String(repeating: "a", count: 257)] {
                #expect(throws: FlagsError.self) { try source.snapshot(name) }
            }
        }
    }
}
