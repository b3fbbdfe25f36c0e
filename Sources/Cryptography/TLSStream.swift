internal import Basics
internal import COpenSSL

#if canImport(Glibc)
    internal import Glibc
#elseif canImport(Musl)
    internal import Musl
#endif

/// The client's side of a TLS connection over a connected socket. The socket stays the caller's, who closes it after
/// this value has ended; the notice that the connection is over (close_notify) is sent when it ends.
public struct TLSStream: ~Copyable, Sendable {
    private let handle: TLSHandle

    /// Does the handshake: TLS 1.2 or newer, and a certificate that is trusted and names `host` (a name or an address),
    /// unless the configuration says otherwise. The socket may block, time out by itself, or not block. `timeout` is
    /// the limit of the handshake, and of each operation after it.
    public init(
        socket: Int32, host: String, configuration: TLSConfiguration = TLSConfiguration(), timeout: Duration
    ) throws(CryptographyError) {
        let context = try TLSContext.client(configuration, host: host)
        let handle = TLSHandle(context, SocketState(socket: socket, timeout: timeout), host: host)
        try handle.name(configuration.serverName ?? host)
        try handle.connect(verify: configuration.verify)
        self.handle = handle
    }

    /// How long each operation may wait. With zero, an operation that would have to wait ends with `timedOut` at once.
    public var timeout: Duration {
        get { handle.state.timeout }
        set { handle.state.timeout = newValue }
    }

    /// How many bytes have arrived and been decrypted: a `read` for them does not touch the socket.
    public var bufferedByteCount: Int { unsafe Int(SSL_pending(handle.pointer)) }

    /// The protocol agreed on, as `TLSv1.3`.
    public var protocolVersion: String { unsafe String(cString: SSL_get_version(handle.pointer)) }

    /// Reads what is there, waiting for the first byte; 0 where the other side has ended the connection properly.
    /// After `timedOut` it may be called again.
    public mutating func read(into buffer: UnsafeMutableRawBufferPointer) throws(CryptographyError) -> Int {
        guard buffer.count > 0 else { return 0 }
        handle.begin()
        var count = 0
        let result = unsafe SSL_read_ex(handle.pointer, buffer.baseAddress, buffer.count, &count)
        if result == 1 { return count }
        if handle.endedProperly(result) { return 0 }
        throw handle.failure(result, .broken)
    }

    /// Writes some of the bytes and says how many. After `timedOut` the same bytes must be offered again.
    public mutating func write(_ bytes: UnsafeRawBufferPointer) throws(CryptographyError) -> Int {
        guard bytes.count > 0 else { return 0 }
        handle.begin()
        var count = 0
        let result = unsafe SSL_write_ex(handle.pointer, bytes.baseAddress, bytes.count, &count)
        guard result == 1 else { throw handle.failure(result, .broken) }
        return count
    }

    /// Writes all of the bytes.
    public mutating func writeAll(_ bytes: [UInt8]) throws(CryptographyError) {
        var rest = bytes[...]
        while !rest.isEmpty {
            let written = unsafe rest.withUnsafeBytes { bytes in
                Result { () throws(CryptographyError) in try unsafe write(bytes) }
            }
            rest = try rest.dropFirst(written.get())
        }
    }
}
