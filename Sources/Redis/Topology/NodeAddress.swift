/// Hosts and ports as servers name them to us: foreign text, to which we shall connect.
enum NodeAddress {
    /// Letters, digits and what else stands in names and addresses: `redis_1.example`, `fe80::1%eth0`. A node that has
    /// no name to announce calls itself `?` (CLUSTER SLOTS), which is none.
    static func isHost(_ text: String) -> Bool {
        !text.isEmpty && text.utf8.count <= 255
            && text.utf8.allSatisfy { byte in
                switch byte {
                case 0x30...0x39, 0x41...0x5A, 0x61...0x7A: true
                case UInt8(ascii: "."), UInt8(ascii: ":"), UInt8(ascii: "-"), UInt8(ascii: "_"), UInt8(ascii: "%"):
                    true
                default: false
                }
            }
    }

    static func isPort(_ number: Int) -> Bool { (1...65535).contains(number) }

    /// A host and a port, each as a reply has it; nil where they name no place.
    static func read(_ host: RedisReply?, _ port: RedisReply?) -> RedisEndpoint.Address? {
        guard let host = host?.text, isHost(host) else { return nil }
        let number =
            switch port {
            case .integer(let value): Int(exactly: value)
            default: port?.text.flatMap { Int($0) }
            }
        guard let number, isPort(number) else { return nil }
        return .tcp(host: host, port: number)
    }
}

extension RedisEndpoint.Address {
    /// Its host; nil for a Unix socket.
    var host: String? { if case .tcp(let host, _) = self { host } else { nil } }

    /// Its port; nil for a Unix socket.
    var port: Int? { if case .tcp(_, let port) = self { port } else { nil } }
}

extension RedisEndpoint {
    /// The same way in, elsewhere.
    public func at(_ address: Address) -> RedisEndpoint {
        var endpoint = self
        endpoint.address = address
        return endpoint
    }

    /// With time limits no longer than this.
    func hurried(_ limit: Duration) -> RedisEndpoint {
        var endpoint = self
        endpoint.connectTimeout = min(connectTimeout, limit)
        endpoint.commandTimeout = min(commandTimeout, limit)
        return endpoint
    }
}
