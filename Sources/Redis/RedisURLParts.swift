/// The parts of a Redis URL (RFC 3986 §3), decoded.
struct RedisURLParts {
    /// What a URL leads to, by its scheme.
    enum Kind { case server, cluster, sentinel }

    private(set) var kind = Kind.server
    /// At least one; of a server, one.
    private(set) var addresses: [RedisEndpoint.Address] = []
    private(set) var isTLS = false
    /// The name of the primary that Sentinels know; nil for all but these.
    private(set) var masterName: String?
    private(set) var username: String?
    private(set) var password: [UInt8]?
    private(set) var database: Int?
    private(set) var options: [(String, String)] = []

    init(_ url: String) throws(RedisError) {
        guard let colon = url.utf8.firstRange(of: "://".utf8) else {
            throw .invalidURL(reason: "it does not begin with redis://, rediss:// or unix://")
        }
        let scheme = String(url[..<colon.lowerBound]).lowercased()
        var rest = url[colon.upperBound...]
        if rest.contains("#") { throw .invalidURL(reason: "a '#' in it must be written as %23") }
        if let mark = rest.firstIndex(of: "?") {
            try readOptions(rest[rest.index(after: mark)...])
            rest = rest[..<mark]
        }
        isTLS = scheme.hasPrefix("rediss")
        switch scheme {
        case "redis", "rediss": try readNetworkAddresses(rest)
        case "unix", "redis+unix": try readSocketAddress(rest)
        case "redis+cluster", "rediss+cluster":
            kind = .cluster
            try readNetworkAddresses(rest)
        case "redis+sentinel", "rediss+sentinel":
            kind = .sentinel
            try readNetworkAddresses(rest)
        default: throw .invalidURL(reason: "it does not begin with redis://, rediss:// or unix://")
        }
    }

    private mutating func readNetworkAddresses(_ text: Substring) throws(RedisError) {
        let slash = text.firstIndex(of: "/") ?? text.endIndex
        let hosts = try readUser(text[..<slash])
        let port = kind == .sentinel ? 26379 : 6379
        if kind == .server {
            addresses = [try networkAddress(hosts, defaultPort: port)]
        } else {
            for host in hosts.split(separator: ",", omittingEmptySubsequences: false) {
                let address = try networkAddress(host, defaultPort: port)
                if !addresses.contains(address) { addresses.append(address) }
            }
        }
        var path = text[slash...].dropFirst()
        if kind == .sentinel {
            let name = path.prefix { $0 != "/" }
            path = path[name.endIndex...].dropFirst()
            masterName = try decodedText(name, "the name of its primary")
            guard !name.isEmpty else {
                throw .invalidURL(
                    reason: "it does not name the primary that the Sentinels know: "
                        + "write redis+sentinel://host:port/NAME")
            }
        }
        if !path.isEmpty {
            guard let number = Int(path), number >= 0, path.first != "+" else {
                throw .invalidURL(reason: "what follows the host is no database number")
            }
            database = number
        }
    }

    private func networkAddress(
        _ text: Substring, defaultPort: Int
    ) throws(RedisError) -> RedisEndpoint.Address {
        var host = text
        var port: Substring?
        if text.first == "[" {
            guard let bracket = text.firstIndex(of: "]") else {
                throw .invalidURL(reason: "the bracket of its IPv6 address is not closed")
            }
            host = text[..<bracket].dropFirst()
            let after = text[bracket...].dropFirst()
            guard after.isEmpty || after.first == ":" else {
                throw .invalidURL(reason: "after its IPv6 address stands neither a port nor a database")
            }
            if !after.isEmpty { port = after.dropFirst() }
            guard host.contains(":") else { throw .invalidURL(reason: "in its brackets is no IPv6 address") }
        } else if let colon = text.firstIndex(of: ":") {
            host = text[..<colon]
            port = text[colon...].dropFirst()
        }
        let name = try decodedText(host, "its host")
        guard !name.contains(",") else {
            throw .invalidURL(reason: "it names several hosts: write redis+cluster:// or redis+sentinel://")
        }
        guard !name.isEmpty, !name.contains(where: { $0.isWhitespace }), name.utf8.count <= 255 else {
            throw .invalidURL(reason: "it names no host")
        }
        guard let port, !port.isEmpty else { return .tcp(host: name, port: defaultPort) }
        guard port.utf8.allSatisfy({ (0x30...0x39).contains($0) }), let number = Int(port), (1...65535).contains(number)
        else { throw .invalidURL(reason: "its port is no number from 1 to 65535") }
        return .tcp(host: name, port: number)
    }

    private mutating func readSocketAddress(_ text: Substring) throws(RedisError) {
        let slash = text.firstIndex(of: "/") ?? text.endIndex
        guard try readUser(text[..<slash]).isEmpty, slash != text.endIndex else {
            throw .invalidURL(reason: "the path of its socket is not absolute: write unix:///path")
        }
        let path = try decodedText(text[slash...], "the path of its socket")
        // sun_path of unix(7) has room for 107 bytes and a NUL.
        guard path.utf8.count <= 107 else {
            throw .invalidURL(reason: "the path of its socket is longer than 107 bytes")
        }
        addresses = [.unix(path: path)]
    }

    /// Takes `user:password@` off; a password may have an `@` in it.
    private mutating func readUser(_ authority: Substring) throws(RedisError) -> Substring {
        guard let at = authority.lastIndex(of: "@") else { return authority }
        let user = authority[..<at]
        guard let colon = user.firstIndex(of: ":") else {
            // redis-cli takes it for a password, redis-py for a user.
            throw .invalidURL(reason: "before its '@' stands no ':' between user and password")
        }
        let name = try decodedText(user[..<colon], "its user")
        username = name.isEmpty ? nil : name
        let secret = try decoded(user[colon...].dropFirst(), "its password")
        if username != nil && secret.isEmpty { throw .invalidURL(reason: "it names a user without a password") }
        password = secret.isEmpty ? nil : secret
        return authority[at...].dropFirst()
    }

    private mutating func readOptions(_ text: Substring) throws(RedisError) {
        for option in text.split(separator: "&") {
            guard let equals = option.firstIndex(of: "=") else {
                throw .invalidURL(reason: "an option after its '?' has no value")
            }
            let name = try decodedText(option[..<equals], "an option")
            guard !options.contains(where: { $0.0 == name }) else {
                throw .invalidURL(reason: "an option after its '?' stands there twice")
            }
            options.append((name, try decodedText(option[equals...].dropFirst(), "an option")))
        }
    }

    /// Undoes `%XX` (RFC 3986 §2.1).
    private func decoded(_ text: Substring, _ what: String) throws(RedisError) -> [UInt8] {
        var bytes: [UInt8] = []
        var rest = text.utf8[...]
        while let byte = rest.popFirst() {
            guard byte == UInt8(ascii: "%") else {
                bytes.append(byte)
                continue
            }
            guard let high = rest.popFirst().flatMap(hexadecimalDigit),
                let low = rest.popFirst().flatMap(hexadecimalDigit)
            else { throw .invalidURL(reason: "a '%' in \(what) is not followed by two hexadecimal digits") }
            bytes.append(high << 4 | low)
        }
        return bytes
    }

    private func decodedText(_ text: Substring, _ what: String) throws(RedisError) -> String {
        let bytes = try decoded(text, what)
        guard !bytes.contains(0), let text = String(validating: bytes, as: UTF8.self) else {
            throw .invalidURL(reason: "\(what) is no text")
        }
        return text
    }

    private func hexadecimalDigit(_ byte: UInt8) -> UInt8? {
        switch byte {
        case 0x30...0x39: byte - 0x30
        case 0x41...0x46: byte - 0x41 + 10
        case 0x61...0x66: byte - 0x61 + 10
        default: nil
        }
    }
}
