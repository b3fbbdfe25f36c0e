internal import Glibc

/// A connected stream socket that does not block, closed at the end of its life.
struct RedisSocket: ~Copyable {
    let descriptor: Int32

    /// Takes a descriptor over.
    init(adopting descriptor: Int32) { self.descriptor = descriptor }

    deinit { close(descriptor) }

    /// Why there is no connection.
    enum Failure: Error {
        case timedOut
        /// A name that cannot be resolved, or nobody who listens.
        case refused(reason: String)

        /// The errno's text.
        static func system(_ number: Int32) -> Failure { unsafe .refused(reason: String(cString: strerror(number))) }
    }

    static func connect(_ address: RedisEndpoint.Address, deadline: Deadline) throws(Failure) -> RedisSocket {
        switch address {
        case .tcp(let host, let port): try ConnectionRace.run(host: host, port: port, deadline: deadline)
        case .unix(let path): try connect(unix: path, deadline: deadline)
        }
    }

    /// A socket that does not block and that no other program inherits; nil where the system has no more.
    static func make(family: Int32) -> RedisSocket? {
        let kind = Int32(SOCK_STREAM.rawValue | SOCK_NONBLOCK.rawValue | SOCK_CLOEXEC.rawValue)
        let descriptor = socket(family, kind, 0)
        return descriptor < 0 ? nil : RedisSocket(adopting: descriptor)
    }

    private static func connect(unix path: String, deadline: Deadline) throws(Failure) -> RedisSocket {
        guard let socket = make(family: AF_UNIX) else { throw .system(errno) }
        var address = sockaddr_un()
        address.sun_family = sa_family_t(AF_UNIX)
        unsafe withUnsafeMutableBytes(of: &address.sun_path) {
            unsafe $0.copyBytes(from: path.utf8.prefix($0.count - 1))
        }
        while true {
            let status = unsafe withUnsafePointer(to: &address) { pointer in
                unsafe pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                    unsafe Glibc.connect(socket.descriptor, $0, socklen_t(MemoryLayout<sockaddr_un>.size))
                }
            }
            if status == 0 { return socket }
            // EAGAIN: so many are waiting to be accepted that the queue is full (unix(7)).
            guard errno == EAGAIN || errno == EINTR else { throw .system(errno) }
            guard !deadline.hasPassed else { throw .timedOut }
            usleep(1000)
        }
    }
}

/// An instant until which something may take.
struct Deadline {
    let instant: ContinuousClock.Instant

    init(in duration: Duration) { instant = .now + duration }

    var hasPassed: Bool { ContinuousClock.now >= instant }

    /// What is left, for poll(2): rounded up, so that it never turns in vain, and 0 once it has passed.
    var milliseconds: Int32 {
        let rest = ContinuousClock.now.duration(to: instant)
        let (seconds, attoseconds) = rest.components
        guard rest > .zero else { return 0 }
        return Int32(clamping: seconds * 1000 + (attoseconds + 999_999_999_999_999) / 1_000_000_000_000_000)
    }
}
