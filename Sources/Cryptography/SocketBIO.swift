internal import Basics
internal import COpenSSL

#if canImport(Glibc)
    internal import Glibc
#elseif canImport(Musl)
    internal import Musl
#endif

/// What OpenSSL reads from and writes to: a socket, whether it blocks or not, with a time limit, and without the
/// SIGPIPE that OpenSSL's own socket BIO raises when the other side has gone.
final class SocketState {
    let socket: Int32
    /// How long one operation may wait in all.
    var timeout: Duration
    private var deadline: Int64 = 0
    /// Whether the other side has ended the connection.
    private(set) var isAtEnd = false
    /// The system's error number, where a call failed for another reason than having to wait.
    private(set) var errorNumber: Int32 = 0
    /// Whether OpenSSL has given the connection up.
    var hasFailed = false

    init(socket: Int32, timeout: Duration) {
        self.socket = socket
        self.timeout = timeout
    }

    /// Starts the time of one operation.
    func start() { deadline = Self.monotonicMilliseconds() &+ timeout.inMicroseconds / 1000 }

    /// Repeats a call that does not wait, waiting in between until it is done or the time is over; nil then.
    func attempt(waitingFor events: Int32, _ call: () -> Int) -> Int? {
        while true {
            let count = call()
            if count >= 0 {
                if count == 0 { isAtEnd = true }
                return count
            }
            switch errno {
            case EINTR: continue
            case EAGAIN, EWOULDBLOCK: if !wait(for: events) { return nil }
            default:
                errorNumber = errno
                return -1
            }
        }
    }

    /// Whether the socket became ready in time.
    private func wait(for events: Int32) -> Bool {
        while true {
            let rest = deadline &- Self.monotonicMilliseconds()
            guard rest > 0 else { return false }
            var request = pollfd(fd: socket, events: Int16(events), revents: 0)
            let ready = unsafe poll(&request, 1, Int32(clamping: rest))
            if ready > 0 { return true }
            if ready < 0 && errno != EINTR { return true }  // the call that follows says what is wrong
        }
    }

    private static func monotonicMilliseconds() -> Int64 {
        var time = timespec()
        unsafe clock_gettime(CLOCK_MONOTONIC, &time)
        return Int64(time.tv_sec) * 1000 + Int64(time.tv_nsec) / 1_000_000
    }
}

/// The kind of BIO that works on a `SocketState`.
@safe final class SocketBIO: @unchecked Sendable {  // safe because a BIO_METHOD is not changed once it is made
    private static let shared = SocketBIO()
    private let method: OpaquePointer?

    private init() {
        unsafe method = BIO_meth_new(BIO_get_new_index() | BIO_TYPE_SOURCE_SINK, "socket")
        unsafe BIO_meth_set_read_ex(method) { bio, buffer, size, count in
            unsafe SocketBIO.transfer(bio, BIO_FLAGS_READ, POLLIN, count) { socket in
                unsafe recv(socket, buffer, size, Int32(MSG_DONTWAIT))
            }
        }
        unsafe BIO_meth_set_write_ex(method) { bio, buffer, size, count in
            unsafe SocketBIO.transfer(bio, BIO_FLAGS_WRITE, POLLOUT, count) { socket in
                unsafe send(socket, buffer, size, Int32(MSG_DONTWAIT | MSG_NOSIGNAL))
            }
        }
        unsafe BIO_meth_set_ctrl(method) { bio, command, _, _ in
            switch command {
            case BIO_CTRL_FLUSH: 1
            case BIO_CTRL_EOF: unsafe SocketBIO.state(of: bio)?.isAtEnd == true ? 1 : 0
            default: 0
            }
        }
    }

    /// A BIO on a state, which must outlive it.
    static func make(_ state: SocketState) -> OpaquePointer? {
        guard let bio = unsafe BIO_new(shared.method) else { return nil }
        unsafe BIO_set_data(bio, Unmanaged.passUnretained(state).toOpaque())
        unsafe BIO_set_init(bio, 1)
        return unsafe bio
    }

    private static func state(of bio: OpaquePointer?) -> SocketState? {
        unsafe BIO_get_data(bio).map { unsafe Unmanaged<SocketState>.fromOpaque($0).takeUnretainedValue() }
    }

    private static func transfer(
        _ bio: OpaquePointer?, _ direction: Int32, _ events: Int32, _ count: UnsafeMutablePointer<Int>?,
        _ call: (Int32) -> Int
    ) -> Int32 {
        unsafe BIO_clear_flags(bio, BIO_FLAGS_READ | BIO_FLAGS_WRITE | BIO_FLAGS_SHOULD_RETRY)
        guard let state = unsafe state(of: bio) else { return 0 }
        guard let moved = state.attempt(waitingFor: events, { call(state.socket) }) else {
            unsafe BIO_set_flags(bio, direction | BIO_FLAGS_SHOULD_RETRY)
            return 0
        }
        unsafe count?.pointee = max(moved, 0)
        return moved > 0 ? 1 : 0
    }
}
