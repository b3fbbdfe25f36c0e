internal import Files

/// A way to a server on 127.0.0.1 that can be cut: all connections through it end at once, and none comes about until it
/// is mended.
public final class CuttableProxy: Sendable {
    private let server: PythonServer
    private let folder: String

    /// The port to connect to.
    public var port: Int { server.port }

    /// - Parameters:
    ///   - target: the port of the server.
    ///   - folder: a folder of the test's own, in which a file says whether it is cut.
    public init(to target: Int, in folder: String) throws {
        self.folder = folder
        server = try PythonServer(Self.program, [String(target), folder + "/cut"])
    }

    /// Ends every connection, and lets none come about.
    public func cut() throws { try AtomicFile.replace(folder + "/cut", with: [], mode: 0o600) }

    /// Lets connections come about again.
    public func mend() throws { try AtomicFile.remove(folder + "/cut") }

    private static let program = """
        import os, select, socket, struct, sys, threading
        target, mark = int(sys.argv[1]), sys.argv[2]
        server = socket.create_server(("127.0.0.1", 0), backlog=64)
        print(server.getsockname()[1], flush=True)
        def serve(near):
            far = None
            try:
                if os.path.exists(mark): return
                far = socket.create_connection(("127.0.0.1", target), 5)
                far.settimeout(None)
                while not os.path.exists(mark):
                    for end in select.select([near, far], [], [], 0.05)[0]:
                        data = end.recv(65536)
                        if not data: return
                        (far if end is near else near).sendall(data)
            except OSError:
                pass
            finally:
                for end in (near, far):
                    if end is not None:
                        # A reset, as of a machine on the way that knows nothing of the connection any more.
                        end.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
                        end.close()
        while True:
            threading.Thread(target=serve, args=(server.accept()[0],), daemon=True).start()
        """
}
