internal import Cryptography

/// What is said when a connection is made: login, database, our name, and whether the server answers at all.
struct RedisGreeting {
    private let endpoint: RedisEndpoint

    init(_ endpoint: RedisEndpoint) { self.endpoint = endpoint }

    private enum Step { case login, database, name, ping }

    /// Sends everything at once, then takes the replies in.
    func exchange(on channel: RedisChannel, _ deadline: Deadline) throws(RedisError) {
        var passedOver: RedisError?
        do throws(RedisError) {
            let steps = try send(on: channel, deadline)
            var buffer = RedisReplyBuffer()
            for step in steps {
                try channel.receive(into: &buffer, deadline: deadline)
                guard case .error(let code, let message) = buffer.reply else { continue }
                if let error = failure(at: step, code, message) { throw error }
                passedOver = passedOver ?? .refusal(code: code, message: message)
            }
        } catch {
            throw explained(error, after: passedOver)
        }
    }

    private func send(on channel: RedisChannel, _ deadline: Deadline) throws(RedisError) -> [Step] {
        var steps: [Step] = []
        if let password = endpoint.password {
            try sendLogin(password, on: channel, deadline)
            steps.append(.login)
        }
        if endpoint.database != 0 {
            channel.enqueue { $0.append(command: ["SELECT", .integer(Int64(endpoint.database))]) }
            steps.append(.database)
        }
        channel.enqueue { $0.append(command: ["CLIENT", "SETNAME", .string(endpoint.clientName)]) }
        channel.enqueue { $0.append(command: ["PING"]) }
        try channel.flush(timeout: .milliseconds(max(1, deadline.milliseconds)))
        return steps + [.name, .ping]
    }

    /// AUTH is put together in memory that is overwritten, and goes from there to the socket.
    private func sendLogin(
        _ password: SecretBox, on channel: RedisChannel, _ deadline: Deadline
    ) throws(RedisError) {
        try password.withSecret { (password: borrowing Secret) throws(RedisError) in
            var head = RedisCommandWriter()
            head.begin("AUTH", count: endpoint.username == nil ? 1 : 2)
            if let username = endpoint.username { head.append(username.utf8) }
            let start = unsafe head.withUnsafeBytes { unsafe Array($0) } + Array("$\(password.count)\r\n".utf8)
            let message = unsafe Secret(count: start.count + password.count + 2) { memory in
                unsafe memory.copyBytes(from: start)
                unsafe password.withUnsafeBytes { bytes in
                    unsafe UnsafeMutableRawBufferPointer(rebasing: memory[start.count...]).copyMemory(from: bytes)
                }
                unsafe UnsafeMutableRawBufferPointer(rebasing: memory[(start.count + password.count)...])
                    .copyBytes(from: [0x0D, 0x0A])
            }
            try unsafe message.withUnsafeBytes { (bytes) throws(RedisError) in
                try unsafe channel.send(bytes, deadline: deadline)
            }
        }
    }

    /// What a refusal means; nil where it can be passed over.
    private func failure(at step: Step, _ code: String, _ message: String) -> RedisError? {
        let name = endpoint.description
        switch (step, code) {
        case (.login, "WRONGPASS"): return .authentication(endpoint: name, .wrongPassword)
        case (_, "NOAUTH"): return .authentication(endpoint: name, .passwordNeeded)
        case (.login, "NOPERM"): return .authentication(endpoint: name, .refused(code: code))
        // `authCommand` (src/acl.c) has no codes for these; the first is what Redis before 6 says to a wrong password.
        case (.login, "ERR") where message.contains("invalid password"):
            return .authentication(endpoint: name, .wrongPassword)
        case (.login, "ERR") where message.contains("without any password") || message.contains("no password"):
            return .authentication(endpoint: name, .noPasswordSet)
        // A user who may do little must not fail for that, nor a proxy that knows no names.
        case (.name, "NOPERM"), (.name, "ERR"), (.ping, "NOPERM"): return nil
        default: return .refusal(code: code, message: message)
        }
    }

    /// An end in the middle of the greeting is no lost connection but a server that does not want us. What it said
    /// before may be why, as `ERR max number of clients reached`, which looks like the reply to our first command.
    private func explained(_ error: RedisError, after passedOver: RedisError?) -> RedisError {
        switch error {
        case .closed(let name):
            passedOver
                ?? .unreachable(
                    endpoint: name,
                    reason: "it ends the connection at once"
                        + (endpoint.tls == nil ? "; a port for TLS is reached with rediss://" : ""))
        case .timedOut(let name, _): .timedOut(endpoint: name, while: .connecting)
        default: error
        }
    }
}
