import Basics
import Glibc
import Synchronization

/// A port of 127.0.0.1 that leads to another, until it is told to cut what passes: a network that fails at a chosen moment.
public final class TCPRelay: Sendable {
    /// When to cut the connection that says something.
    public enum Cut: Sendable {
        /// Before it is passed on: the server never hears it.
        case before(String)
        /// When the server has answered it: the client never hears the answer.
        case afterAnswer(String)
        /// The same, and as by `interrupt` there is no other connection from then on.
        case forGoodAfterAnswer(String)
    }

    private struct State {
        var cut: Cut?
        var cuts = 0
        var isOpen = true
        var isStopped = false
        var open: [Int32] = []
    }

    /// Where it listens.
    public let port: Int
    private let target: Int
    private let state = Mutex(State())

    /// Starts it.
    public init(to target: Int) throws {
        port = freePort()
        self.target = target
        let listener = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        var one: Int32 = 1
        setsockopt(listener, SOL_SOCKET, SO_REUSEADDR, &one, socklen_t(MemoryLayout<Int32>.size))
        guard Self.with(port, { bind(listener, $0, $1) }) == 0, listen(listener, 64) == 0 else {
            throw TestFailure("the relay cannot listen on port \(port)")
        }
        _ = BackgroundThread { [self] in accept(from: listener) }
    }

    /// Cuts the next connection that says it, once.
    public func cut(_ cut: Cut) { state.withLock { $0.cut = cut } }

    /// How often it has cut.
    public var cuts: Int { state.withLock { $0.cuts } }

    /// Cuts every connection and takes none any more, until it is told to go on.
    public func interrupt() {
        state.withLock { state in
            state.isOpen = false
            for descriptor in state.open { shutdown(descriptor, Int32(SHUT_RDWR)) }
        }
    }

    /// Takes connections again.
    public func goOn() { state.withLock { $0.isOpen = true } }

    /// Ends it.
    public func stop() {
        interrupt()
        state.withLock { $0.isStopped = true }
        // It waits for a connection to come.
        let last = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        _ = Self.with(port) { connect(last, $0, $1) }
        close(last)
    }

    // MARK: -

    private func accept(from listener: Int32) {
        defer { close(listener) }
        while true {
            let client = Glibc.accept(listener, nil, nil)
            guard client >= 0, !state.withLock({ $0.isStopped }) else {
                if client >= 0 { close(client) }
                return
            }
            let server = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
            let isTaken = state.withLock { state in
                if state.isOpen { state.open += [client, server] }
                return state.isOpen
            }
            guard isTaken, Self.with(target, { connect(server, $0, $1) }) == 0 else {
                close(client)
                close(server)
                continue
            }
            _ = BackgroundThread { [self] in
                pass(between: client, and: server)
                state.withLock { $0.open.removeAll { $0 == client || $0 == server } }
                close(client)
                close(server)
            }
        }
    }

    private func pass(between client: Int32, and server: Int32) {
        var bytes = [UInt8](repeating: 0, count: 1 << 16)
        while true {
            var both = [client, server].map { pollfd(fd: $0, events: Int16(POLLIN), revents: 0) }
            guard poll(&both, 2, -1) > 0 || errno == EINTR else { return }
            for (index, side) in both.enumerated() where side.revents != 0 {
                let count = recv(side.fd, &bytes, bytes.count, 0)
                guard count > 0 else { return }
                let cut = index == 0 ? take(bytes[..<count]) : nil
                if case .before = cut { return }
                var sent = 0
                while sent < count {
                    let more = bytes[sent..<count].withUnsafeBytes {
                        send(index == 0 ? server : client, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL))
                    }
                    guard more > 0 else { return }
                    sent += more
                }
                switch cut {
                case .afterAnswer, .forGoodAfterAnswer:
                    _ = recv(server, &bytes, bytes.count, 0)
                    return
                case .before, nil: break
                }
            }
        }
    }

    private func take(_ bytes: ArraySlice<UInt8>) -> Cut? {
        state.withLock { state in
            guard let cut = state.cut else { return nil }
            let text =
                switch cut {
                case .before(let text), .afterAnswer(let text), .forGoodAfterAnswer(let text): text
                }
            guard bytes.firstRange(of: Array(text.utf8)) != nil else { return nil }
            state.cut = nil
            state.cuts += 1
            if case .forGoodAfterAnswer = cut { state.isOpen = false }
            return cut
        }
    }

    private static func with(_ port: Int, _ body: (UnsafePointer<sockaddr>, socklen_t) -> Int32) -> Int32 {
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_port = in_port_t(UInt16(port).bigEndian)
        address.sin_addr.s_addr = inet_addr("127.0.0.1")
        return withUnsafePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                body($0, socklen_t(MemoryLayout<sockaddr_in>.size))
            }
        }
    }
}
