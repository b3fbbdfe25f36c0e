/// Whom a record is about: who, from where, what for, and with what answer. Programs have many names for these.
struct ScanSubject {
    private(set) var user: Bytes?
    private(set) var address: Bytes?
    private(set) var route: Bytes?
    private(set) var status: Int64?
    /// The counter's name, the whole series and its value, where the record is a sample of one.
    private(set) var metric: Bytes?
    private(set) var series: Bytes?
    private(set) var value: Bytes?

    private enum Part { case user, address, route, status }

    /// What the names mean, the more telling first.
    private static let names: [(StaticString, Part)] = [
        ("userId", .user), ("user_id", .user), ("user.id", .user), ("user.name", .user), ("user", .user),
        ("username", .user), ("remote_user", .user), ("actor", .user), ("req.user.id", .user), ("sub", .user),
        ("principal", .user), ("email", .user),
        ("ip", .address), ("remote_addr", .address), ("req.remoteAddress", .address), ("client.ip", .address),
        ("source.ip", .address), ("clientIp", .address), ("client_ip", .address), ("remoteAddress", .address),
        ("req.ip", .address), ("actor_ip", .address), ("remote_ip", .address), ("request.remote_ip", .address),
        ("connection_from", .address),
        ("route", .route), ("req.url", .route), ("url.path", .route), ("url", .route), ("path", .route),
        ("request.uri", .route), ("http.route", .route), ("endpoint", .route),
        ("status", .status), ("statusCode", .status), ("res.statusCode", .status), ("status_code", .status),
        ("http.response.status_code", .status), ("response.status", .status), ("http_status", .status),
    ]

    /// What the labels of metrics mean.
    private static let labels: [(StaticString, Part)] = [
        ("label.user", .user), ("label.route", .route), ("label.path", .route), ("label.handler", .route),
        ("label.endpoint", .route), ("label.uri", .route), ("label.status_code", .status), ("label.status", .status),
        ("label.statusCode", .status), ("label.code", .status),
    ]

    /// Whom a record of a source is about.
    init(_ record: borrowing RecordBuffer, of source: OpenedSource) {
        let isSample = source.format.name == PrometheusFormat.title && record.count > 1 && record[0].name.equals("metric")
        self.init(record, isSample ? Self.labels : Self.names)
        guard isSample else { return }
        metric = record[0].value
        value = record[1].value
        series = record.message.part(0, max(0, record.message.count - record[1].value.count))
    }

    /// Whether the record is a sample of a metric.
    var isSample: Bool { metric != nil }

    /// Whether it is one of this metric.
    func isOf(_ name: String) -> Bool { metric.map { $0.elementsEqual(name.utf8) } ?? false }

    private init(_ record: borrowing RecordBuffer, _ names: [(StaticString, Part)]) {
        var ranks = (user: Int.max, address: Int.max, route: Int.max, status: Int.max)
        for index in 0..<record.count {
            let field = record[index]
            guard field.name.count <= 25, field.value.count > 0, field.value.count <= 512 else { continue }
            for (rank, (name, part)) in names.enumerated() where field.name.equals(name) {
                switch part {
                case .user where rank < ranks.user: (user, ranks.user) = (field.value, rank)
                case .address where rank < ranks.address: (address, ranks.address) = (field.value, rank)
                case .route where rank < ranks.route: (route, ranks.route) = (field.value, rank)
                case .status where rank < ranks.status:
                    if let number = field.value.decimal { (status, ranks.status) = (number, rank) }
                default: break
                }
                break
            }
        }
        // What follows `?` differs from request to request.
        if let full = route, let mark = full.position(of: UInt8(ascii: "?")), mark > 0 { route = full.part(0, mark) }
        if let port = address, let place = port.lastPosition(of: UInt8(ascii: ":")), place > 0,
            port.position(of: UInt8(ascii: ":")) == place
        {
            address = port.part(0, place)
        }
        if address?.begins("::ffff:") == true { address = address?.from(7) }
        if user == nil { user = Self.userInText(record.message) }
    }

    /// `password authentication failed for user "app"` (PostgreSQL), `Failed password for invalid user bob from …`
    /// (OpenSSH): what stands behind the last of these words.
    private static func userInText(_ message: Bytes) -> Bytes? {
        guard message.count < 4096 else { return nil }
        if let place = message.position(of: "for user \"") {
            let start = place + 10
            return message.position(of: UInt8(ascii: "\""), from: start).map { message.part(start, $0) }
        }
        for mark in ["for invalid user ", "Failed password for "] as [StaticString] {
            guard let place = message.position(of: mark) else { continue }
            let start = place + mark.utf8CodeUnitCount
            let end = message.position(of: 0x20, from: start) ?? message.count
            return end > start ? message.part(start, end) : nil
        }
        return nil
    }

    /// Whether one of some texts in small letters stands in the message, or in what the record says went wrong.
    func mentions(_ texts: [[UInt8]], in record: borrowing RecordBuffer) -> Bool {
        let message = record.message.count > 0 ? record.message : record.row
        if texts.contains(where: { message.containsIgnoringCase($0) }) { return true }
        for index in 0..<record.count {
            let field = record[index]
            guard Self.tellsWhy(field.name) else { continue }
            if texts.contains(where: { field.value.containsIgnoringCase($0) }) { return true }
        }
        return false
    }

    private static func tellsWhy(_ name: Bytes) -> Bool {
        let names: [StaticString] = [
            "err.message", "error.message", "error", "err", "reason", "err.type", "error.type", "err.name", "detail",
            "code", "message_other",
        ]
        return names.contains { name.equals($0) }
    }
}

extension UnsafeRawBufferPointer {
    /// Whether a text in small letters stands in them, in whatever case.
    func containsIgnoringCase(_ text: [UInt8]) -> Bool {
        guard let first = text.first, count >= text.count else { return text.isEmpty }
        let last = count - text.count
        var offset = 0
        while offset <= last {
            let byte = self[offset]
            if byte == first || byte.isLetter && byte | 0x20 == first {
                var index = 1
                while index < text.count {
                    let own = self[offset + index]
                    guard own == text[index] || own.isLetter && own | 0x20 == text[index] else { break }
                    index += 1
                }
                if index == text.count { return true }
            }
            offset += 1
        }
        return false
    }
}
