import Basics
import Glibc
import TestSupport

/// A stand-in for a server: it sends the same bytes to whoever connects, listens to nothing, and keeps the connection.
final class TalkingServer: Sendable {
    let port: Int
    private let listener: Int32

    init(_ text: String) throws {
        listener = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        port = freePort()
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_port = in_port_t(UInt16(port)).bigEndian
        address.sin_addr.s_addr = inet_addr("127.0.0.1")
        let bound = withUnsafePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                bind(listener, $0, socklen_t(MemoryLayout<sockaddr_in>.size))
            }
        }
        guard bound == 0, listen(listener, 16) == 0 else { throw TestFailure("cannot listen") }
        let (socket, bytes) = (listener, Array(text.utf8))
        _ = BackgroundThread {
            while true {
                let client = accept(socket, nil, nil)
                if client < 0 { return }
                send(client, bytes, bytes.count, Int32(MSG_NOSIGNAL))
            }
        }
    }

    deinit { shutdown(listener, Int32(SHUT_RDWR)) }
}
