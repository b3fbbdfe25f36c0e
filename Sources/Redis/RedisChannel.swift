internal import CHiredis
internal import Cryptography

/// Commands out and replies in, over a transport. Once anything but a reply has come, it is closed.
@safe final class RedisChannel {
    let interrupter = RedisInterrupter()
    private let name: String
    private var transport: RedisTransport?
    private let reader: UnsafeMutablePointer<redisReader>
    private var input = RedisInput()
    private var output = RedisCommandWriter()
    private var sent = 0
    /// Whether a reply has been begun and is not yet there in whole.
    private var isMidReply = false

    /// hiredis moves what is left of its memory after each reply: 16 KiB at a time are 25 times as fast as 16 MiB.
    private static let feedSize = 16 << 10

    init(_ endpoint: RedisEndpoint, deadline: Deadline) throws(RedisError) {
        guard let reader = unsafe firebreak_redis_reader_create() else { preconditionFailure("no memory for a reader") }
        unsafe self.reader = reader
        name = endpoint.description
        transport = try RedisTransport(endpoint, deadline: deadline, interrupter: interrupter)
    }

    deinit { unsafe redisReaderFree(reader) }

    /// False after the first failure.
    var isOpen: Bool { transport != nil }

    /// Whether commands wait to be sent.
    var hasOutput: Bool { sent < output.byteCount }

    /// Puts commands after those that wait to be sent.
    func enqueue(_ write: (inout RedisCommandWriter) -> Void) { write(&output) }

    /// Sends everything, and takes in meanwhile what comes, so that neither side waits for the other with full buffers.
    /// - Parameter timeout: how long it may stand still.
    func flush(timeout: Duration) throws(RedisError) {
        var deadline = Deadline(in: timeout)
        while hasOutput {
            let before = sent
            if try !makeProgress() { try wait(writing: true, until: deadline, .sending) }
            if sent > before { deadline = Deadline(in: timeout) }
        }
        output.removeAll()
        sent = 0
    }

    /// Sends bytes that are kept nowhere else: a password. Nothing may wait to be sent.
    func send(_ bytes: UnsafeRawBufferPointer, deadline: Deadline) throws(RedisError) {
        var rest = unsafe bytes
        while unsafe !rest.isEmpty {
            guard let transport else { throw .closed(endpoint: name) }
            switch unsafe transport.write(rest) {
            case .bytes(let count): unsafe rest = UnsafeRawBufferPointer(rebasing: rest[count...])
            case .wouldBlock: try wait(writing: true, until: deadline, .sending)
            case .ended: throw fail(.closed(endpoint: name))
            case .failed(let error): throw fail(.tls(endpoint: name, error))
            }
        }
    }

    /// Waits for the next reply and puts it into the buffer.
    func receive(into buffer: inout RedisReplyBuffer, deadline: Deadline) throws(RedisError) {
        guard try receiveIfAny(into: &buffer, deadline: deadline) else {
            throw fail(.timedOut(endpoint: name, while: .waiting))
        }
    }

    /// Waits for the next reply and puts it into the buffer; false when the time is up. Then nothing is lost: what has
    /// come of it is in the buffer, and with the same buffer it is waited for again.
    func receiveIfAny(into buffer: inout RedisReplyBuffer, deadline: Deadline) throws(RedisError) -> Bool {
        guard let transport else { throw .closed(endpoint: name) }
        if !isMidReply { unsafe firebreak_redis_reply_clear(buffer.storage) }
        isMidReply = true
        while true {
            switch unsafe firebreak_redis_read(reader, buffer.storage) {
            case FIREBREAK_REDIS_COMPLETE:
                isMidReply = false
                return true
            case FIREBREAK_REDIS_MORE: break
            default:
                let reason = unsafe RedisChannel.reason(buffer.storage.pointee.refusal)
                unsafe firebreak_redis_reply_clear(buffer.storage)
                throw fail(.protocolViolation(endpoint: name, reason: reason))
            }
            while input.isEmpty {
                if try makeProgress() { continue }
                if deadline.hasPassed || !transport.wait(writing: hasOutput, until: deadline) { return false }
            }
            let fed = unsafe input.take(Self.feedSize) { unsafe redisReaderFeed(reader, $0.baseAddress, $0.count) }
            if fed != REDIS_OK { throw fail(.protocolViolation(endpoint: name, reason: "no memory for it")) }
        }
    }

    /// Writes and reads what is possible without waiting; false where nothing was.
    private func makeProgress() throws(RedisError) -> Bool {
        guard let transport else { throw .closed(endpoint: name) }
        var progress = false
        if hasOutput {
            switch unsafe output.withUnsafeBytes({
                unsafe transport.write(UnsafeRawBufferPointer(rebasing: $0[sent...]))
            }) {
            case .bytes(let count):
                sent += count
                return true
            case .wouldBlock: break
            case .ended: break  // what came before the end is still to be read
            case .failed(let error): throw fail(.tls(endpoint: name, error))
            }
        }
        switch unsafe input.fill({ unsafe transport.read(into: $0) }) {
        case .bytes: progress = true
        case .wouldBlock: break
        case .ended: throw fail(.closed(endpoint: name))
        case .failed(let error): throw fail(.tls(endpoint: name, error))
        }
        return progress
    }

    private func wait(writing: Bool, until deadline: Deadline, _ stage: RedisError.Stage) throws(RedisError) {
        guard let transport else { throw .closed(endpoint: name) }
        if deadline.hasPassed || !transport.wait(writing: writing, until: deadline) {
            throw fail(.timedOut(endpoint: name, while: stage))
        }
    }

    /// Ends the connection.
    func close() { transport = nil }

    /// Closes the connection and gives the error back.
    private func fail(_ error: RedisError) -> RedisError {
        transport = nil
        return error
    }

    private static func reason(_ refusal: firebreak_redis_refusal) -> String {
        switch refusal {
        case FIREBREAK_REDIS_TOO_LARGE: "it is larger than allowed"
        case FIREBREAK_REDIS_TOO_DEEP: "arrays are nested too deeply"
        case FIREBREAK_REDIS_NO_MEMORY: "there is no memory for it"
        default: "it is not in the form of RESP2"
        }
    }
}
