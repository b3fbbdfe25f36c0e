internal import Cryptography
internal import Glibc
internal import Synchronization

/// Bytes to and from a server, in plain text or through TLS. No operation but `wait` waits.
final class RedisTransport {
    /// What came of an attempt.
    enum Outcome { case bytes(Int), wouldBlock, ended, failed(CryptographyError) }

    private var tls: TLSStream?
    private let socket: RedisSocket
    private let interrupter: RedisInterrupter

    init(_ endpoint: RedisEndpoint, deadline: Deadline, interrupter: RedisInterrupter) throws(RedisError) {
        do {
            socket = try RedisSocket.connect(endpoint.address, deadline: deadline)
        } catch {
            switch error {
            case .timedOut: throw .timedOut(endpoint: endpoint.description, while: .connecting)
            case .refused(let reason): throw .unreachable(endpoint: endpoint.description, reason: reason)
            }
        }
        self.interrupter = interrupter
        interrupter.watch(socket.descriptor)
        guard let configuration = endpoint.tls else { return }
        let host = if case .tcp(let host, _) = endpoint.address { host } else { "localhost" }
        do {
            tls = try TLSStream(
                socket: socket.descriptor, host: host, configuration: configuration,
                timeout: .milliseconds(max(1, deadline.milliseconds)))
        } catch {
            if case .tls(_, .timedOut) = error {
                throw .timedOut(endpoint: endpoint.description, while: .connecting)
            }
            throw .tls(endpoint: endpoint.description, error)
        }
        tls?.timeout = .zero
    }

    deinit {
        tls = nil  // says good-bye, while the socket is still open
        interrupter.forget()
    }

    /// Reads what is there.
    func read(into buffer: UnsafeMutableRawBufferPointer) -> Outcome {
        if tls != nil { return unsafe readTLS(into: buffer) }
        while true {
            let count = unsafe recv(socket.descriptor, buffer.baseAddress, buffer.count, 0)
            if count > 0 { return .bytes(count) }
            if count == 0 { return .ended }
            if errno == EAGAIN { return .wouldBlock }
            if errno != EINTR { return .ended }
        }
    }

    /// Writes as much as there is room for.
    func write(_ bytes: UnsafeRawBufferPointer) -> Outcome {
        if tls != nil { return unsafe writeTLS(bytes) }
        while true {
            let count = unsafe send(socket.descriptor, bytes.baseAddress, bytes.count, Int32(MSG_NOSIGNAL))
            if count >= 0 { return .bytes(count) }
            if errno == EAGAIN { return .wouldBlock }
            if errno != EINTR { return .ended }
        }
    }

    /// Waits until something can be read, or written where that is wanted; false when the time is up.
    func wait(writing: Bool, until deadline: Deadline) -> Bool {
        while true {
            var request = pollfd(
                fd: socket.descriptor, events: Int16(writing ? POLLIN | POLLOUT : POLLIN), revents: 0)
            let milliseconds = deadline.milliseconds
            let ready = unsafe poll(&request, 1, milliseconds)
            if ready > 0 { return true }
            if ready == 0 && milliseconds == 0 { return false }
        }
    }

    private func readTLS(into buffer: UnsafeMutableRawBufferPointer) -> Outcome {
        do throws(CryptographyError) {
            guard let count = try unsafe tls?.read(into: buffer), count > 0 else { return .ended }
            return .bytes(count)
        } catch {
            if case .tls(_, .timedOut) = error { return .wouldBlock }
            return .failed(error)
        }
    }

    private func writeTLS(_ bytes: UnsafeRawBufferPointer) -> Outcome {
        do throws(CryptographyError) {
            return .bytes(try unsafe tls?.write(bytes) ?? 0)
        } catch {
            if case .tls(_, .timedOut) = error { return .wouldBlock }
            return .failed(error)
        }
    }
}

/// Ends a connection from another thread: whoever waits on it gets `RedisError.closed`.
public final class RedisInterrupter: Sendable {
    private let descriptor = Mutex<Int32?>(nil)

    init() {}

    /// Ends the connection, if there still is one. It cannot be used again.
    public func interrupt() {
        descriptor.withLock { descriptor in
            if let descriptor { _ = shutdown(descriptor, Int32(SHUT_RDWR)) }
        }
    }

    func watch(_ descriptor: Int32) { self.descriptor.withLock { $0 = descriptor } }

    /// Before the descriptor is closed and its number given to another.
    func forget() { descriptor.withLock { $0 = nil } }
}
