internal import Cryptography

/// What is said when a connection is made: login, database, our name, and whether the server answers at all.
struct RedisGreeting {
    private let endpoint: RedisEndpoint

    init(_ endpoint: RedisEndpoint) { self.endpoint = endpoint }

    func exchange(on channel: RedisChannel, _ deadline: Deadline) throws(RedisError) {
        var buffer = RedisReplyBuffer()
        do throws(RedisError) {
            if let password = endpoint.password {
                try sendLogin(password, on: channel, deadline)
                try check(login: try reply(on: channel, &buffer, deadline))
            }
            if endpoint.database != 0 {
                try command(["SELECT", .integer(Int64(endpoint.database))], on: channel, &buffer, deadline)
            }
            // Users who may do little may do no less with it.
            try command(["CLIENT", "SETNAME", .string(endpoint.clientName)], on: channel, &buffer, deadline, isOptional: true)
            try command(["PING"], on: channel, &buffer, deadline, isOptional: true)
        } catch {
            throw explained(error)
        }
    }

    /// AUTH is put together in memory that is overwritten, and goes from there to the socket.
    private func sendLogin(
        _ password: SecretBox, on channel: RedisChannel, _ deadline: Deadline
    ) throws(RedisError) {
        try password.withSecret { (password: borrowing Secret) throws(RedisError) in
            var head = RedisCommandWriter()
            head.begin("AUTH", count: endpoint.username == nil ? 1 : 2)
            if let username = endpoint.username { head.append(username.utf8) }
            let start = head.bytes + Array("$\(password.count)\r\n".utf8)
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

    private func reply(
        on channel: RedisChannel, _ buffer: inout RedisReplyBuffer, _ deadline: Deadline
    ) throws(RedisError) -> RedisReply {
        try channel.receive(into: &buffer, deadline: deadline)
        return buffer.reply
    }

    /// The errors of `authCommand` (src/acl.c); before Redis 6 the two last were plain ERR, told apart by their text.
    private func check(login reply: RedisReply) throws(RedisError) {
        guard case .error(let code, let message) = reply else { return }
        let problem: RedisError.LoginProblem? =
            switch code {
            case "WRONGPASS": .wrongPassword
            case "NOAUTH": .passwordNeeded
            case "NOPERM": .refused(code: code)
            case "ERR" where message.contains("invalid password"): .wrongPassword
            case "ERR" where message.contains("password"): .noPasswordSet
            default: nil
            }
        guard let problem else { throw .refusal(code: code, message: message) }
        throw .authentication(endpoint: endpoint.description, problem)
    }

    private func command(
        _ arguments: [RedisArgument], on channel: RedisChannel, _ buffer: inout RedisReplyBuffer,
        _ deadline: Deadline, isOptional: Bool = false
    ) throws(RedisError) {
        channel.enqueue { $0.append(command: arguments) }
        try channel.flush(timeout: .milliseconds(max(1, deadline.milliseconds)))
        guard case .error(let code, let message) = try reply(on: channel, &buffer, deadline) else { return }
        switch code {
        case "NOAUTH": throw .authentication(endpoint: endpoint.description, .passwordNeeded)
        case "NOPERM" where isOptional: return
        case "ERR" where isOptional && arguments.count > 1: return
        default: throw .refusal(code: code, message: message)
        }
    }

    /// An end in the middle of the greeting is no lost connection but a server that does not want us.
    private func explained(_ error: RedisError) -> RedisError {
        switch error {
        case .closed(let endpoint):
            .unreachable(
                endpoint: endpoint,
                reason: "it ends the connection at once"
                    + (self.endpoint.tls == nil ? "; a port for TLS is reached with rediss://" : ""))
        case .timedOut(let endpoint, _): .timedOut(endpoint: endpoint, while: .connecting)
        default: error
        }
    }
}
