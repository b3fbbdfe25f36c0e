/// The parts of a Redis URL (RFC 3986 §3), decoded.
struct RedisURLParts {
    private(set) var address = RedisEndpoint.Address.tcp(host: "", port: 6379)
    private(set) var isTLS = false
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
        switch scheme {
        case "redis", "rediss":
            isTLS = scheme == "rediss"
            try readNetworkAddress(rest)
        case "unix", "redis+unix": try readSocketAddress(rest)
        case "redis+cluster", "rediss+cluster":
            throw .unsupported("Redis Cluster (\(scheme)://) comes with a later version of firebreak")
        case "redis+sentinel", "rediss+sentinel":
            throw .unsupported("Redis Sentinel (\(scheme)://) comes with a later version of firebreak")
        default: throw .invalidURL(reason: "it does not begin with redis://, rediss:// or unix://")
        }
    }

    private mutating func readNetworkAddress(_ text: Substring) throws(RedisError) {
        let slash = text.firstIndex(of: "/") ?? text.endIndex
        let host = try readUser(text[..<slash])
        address = try networkAddress(host)
        let path = text[slash...].dropFirst()
        if !path.isEmpty {
            guard let number = Int(path), number >= 0, path.first != "+" else {
                throw .invalidURL(reason: "what follows the host is no database number")
            }
            database = number
        }
    }

    private func networkAddress(_ text: Substring) throws(RedisError) -> RedisEndpoint.Address {
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
        guard !name.isEmpty, !name.contains(where: { $0.isWhitespace }), name.utf8.count <= 255 else {
            throw .invalidURL(reason: "it names no host")
        }
        guard let port, !port.isEmpty else { return .tcp(host: name, port: 6379) }
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
        address = .unix(path: path)
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
