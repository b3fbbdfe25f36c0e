internal import Glibc

/// Connects to whichever of a name's addresses answers first (RFC 8305, "Happy Eyeballs"): they are tried in turn, of
/// both families alternately, the next one 250 ms after the one before or as soon as that has failed.
struct ConnectionRace: ~Copyable {
    /// RFC 8305 §8, "Connection Attempt Delay".
    private static let delay: Duration = .milliseconds(250)

    private struct Candidate {
        let family: Int32
        let address: [UInt8]
    }

    private var candidates: ArraySlice<Candidate>
    private var descriptors: [Int32] = []
    private var lastError: Int32 = 0

    static func run(host: String, port: Int, deadline: Deadline) throws(RedisSocket.Failure) -> RedisSocket {
        var race = ConnectionRace(candidates: try resolve(host, port))
        return try race.run(until: deadline)
    }

    private init(candidates: [Candidate]) { self.candidates = candidates[...] }

    deinit { for descriptor in descriptors { close(descriptor) } }

    private mutating func run(until deadline: Deadline) throws(RedisSocket.Failure) -> RedisSocket {
        while true {
            if let candidate = candidates.popFirst(), let winner = start(candidate) {
                return RedisSocket(adopting: winner)
            }
            if descriptors.isEmpty && !candidates.isEmpty { continue }
            guard !descriptors.isEmpty else { throw .system(lastError) }
            let turn = candidates.isEmpty ? deadline : Deadline(in: Self.delay)
            if let winner = wait(until: turn.instant < deadline.instant ? turn : deadline) {
                return RedisSocket(adopting: winner)
            }
            if deadline.hasPassed { throw .timedOut }
        }
    }

    /// Begins to connect; the descriptor where that succeeds at once.
    private mutating func start(_ candidate: Candidate) -> Int32? {
        let kind = Int32(SOCK_STREAM.rawValue | SOCK_NONBLOCK.rawValue | SOCK_CLOEXEC.rawValue)
        let descriptor = socket(candidate.family, kind, 0)
        guard descriptor >= 0 else {
            lastError = errno
            return nil
        }
        var yes: Int32 = 1
        unsafe setsockopt(descriptor, Int32(IPPROTO_TCP), TCP_NODELAY, &yes, socklen_t(MemoryLayout<Int32>.size))
        unsafe setsockopt(descriptor, SOL_SOCKET, SO_KEEPALIVE, &yes, socklen_t(MemoryLayout<Int32>.size))
        let status = unsafe candidate.address.withUnsafeBytes { bytes in
            unsafe connect(
                descriptor, bytes.baseAddress?.assumingMemoryBound(to: sockaddr.self), socklen_t(bytes.count))
        }
        if status == 0 { return descriptor }
        if errno == EINPROGRESS || errno == EINTR {
            descriptors.append(descriptor)
        } else {
            lastError = errno
            close(descriptor)
        }
        return nil
    }

    /// Waits until one connects or fails, or the time is up; the descriptor of the one that connected.
    private mutating func wait(until deadline: Deadline) -> Int32? {
        while !deadline.hasPassed {
            var requests = descriptors.map { pollfd(fd: $0, events: Int16(POLLOUT), revents: 0) }
            let ready = unsafe poll(&requests, nfds_t(requests.count), deadline.milliseconds)
            guard ready > 0 else { continue }
            for request in requests where request.revents != 0 {
                descriptors.removeAll { $0 == request.fd }
                var error: Int32 = 0
                var length = socklen_t(MemoryLayout<Int32>.size)
                unsafe getsockopt(request.fd, SOL_SOCKET, SO_ERROR, &error, &length)
                if error == 0 { return request.fd }
                lastError = error
                close(request.fd)
            }
            return nil
        }
        return nil
    }

    private static func resolve(_ host: String, _ port: Int) throws(RedisSocket.Failure) -> [Candidate] {
        var hints = unsafe addrinfo()
        unsafe hints.ai_socktype = Int32(SOCK_STREAM.rawValue)
        unsafe hints.ai_flags = AI_NUMERICSERV
        var list: UnsafeMutablePointer<addrinfo>?
        let status = unsafe getaddrinfo(host, String(port), &hints, &list)
        guard status == 0 else { throw unsafe .refused(reason: String(cString: gai_strerror(status))) }
        defer { unsafe freeaddrinfo(list) }
        var candidates: [Candidate] = []
        var next = unsafe list
        while let entry = unsafe next?.pointee {
            let bytes = unsafe UnsafeRawBufferPointer(start: entry.ai_addr, count: Int(entry.ai_addrlen))
            unsafe candidates.append(Candidate(family: entry.ai_family, address: Array(bytes)))
            unsafe next = entry.ai_next
        }
        return alternating(candidates)
    }

    /// The addresses of the first one's family and those of the other in turn (RFC 8305 §4).
    private static func alternating(_ candidates: [Candidate]) -> [Candidate] {
        let first = candidates.filter { $0.family == candidates[0].family }
        let other = candidates.filter { $0.family != candidates[0].family }
        var mixed: [Candidate] = []
        for index in 0..<max(first.count, other.count) {
            if index < first.count { mixed.append(first[index]) }
            if index < other.count { mixed.append(other[index]) }
        }
        return mixed
    }
}
