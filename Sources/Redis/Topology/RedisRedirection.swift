/// Where a node of a cluster sends us for a slot: the text of a refusal `MOVED 3999 127.0.0.1:6381` or `ASK …` (Redis
/// Cluster specification, "Redirection and resharding").
public struct RedisRedirection: Sendable, Hashable {
    /// For how long it holds.
    public enum Kind: Sendable, Hashable {
        /// The slot is served elsewhere from now on.
        case moved
        /// The key is no longer here, its slot still is: only this command is to go there, after an `ASKING`.
        case ask
    }

    /// For how long it holds.
    public let kind: Kind
    /// The slot that it is about.
    public let slot: Int
    /// The host; nil for that of the server which said so (Redis 7, `cluster-preferred-endpoint-type unknown-endpoint`).
    public let host: String?
    /// The port.
    public let port: Int

    /// Reads a refusal; nil for any other, and for one that names no place.
    public init?(code: String, message: String) {
        switch code {
        case "MOVED": kind = .moved
        case "ASK": kind = .ask
        default: return nil
        }
        let words = message.split(separator: " ", omittingEmptySubsequences: false)
        guard words.count == 2, let slot = Int(words[0]), (0..<HashSlot.count).contains(slot),
            let colon = words[1].lastIndex(of: ":"), let port = Int(words[1][colon...].dropFirst())
        else { return nil }
        let host = String(words[1][..<colon])
        guard NodeAddress.isPort(port), host.isEmpty || NodeAddress.isHost(host) else { return nil }
        self.slot = slot
        self.host = host.isEmpty ? nil : host
        self.port = port
    }

    /// The address it leads to.
    /// - Parameter asked: the server that said so.
    public func address(toldBy asked: RedisEndpoint.Address) -> RedisEndpoint.Address {
        .tcp(host: host ?? asked.host ?? "localhost", port: port)
    }
}

extension RedisError {
    /// Where the refusal sends us; nil for any other error.
    public var redirection: RedisRedirection? {
        guard case .server(let code, let message) = self else { return nil }
        return RedisRedirection(code: code, message: message)
    }
}

extension RedisReplyBuffer {
    /// Where an element, if it is a refusal, sends us; nil for anything else.
    public func redirection(of index: Int = 0) -> RedisRedirection? {
        guard kind(of: index) == .error else { return nil }
        let (code, message) = errorParts(of: index)
        return RedisRedirection(code: code, message: message)
    }
}
