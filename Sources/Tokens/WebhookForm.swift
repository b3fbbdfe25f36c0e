/// The parameters of a form (application/x-www-form-urlencoded, WHATWG URL §5.1), as bytes: they need not be UTF-8.
struct WebhookForm {
    private var parameters: [(name: [UInt8], value: [UInt8])] = []

    /// More parameters than a form has that anybody sends.
    private static let most = 10_000

    /// Reads a body, whatever it is: one that is no form becomes a parameter that nobody has signed.
    init(_ body: [UInt8]) throws(WebhookError) {
        let pairs = body.split(separator: UInt8(ascii: "&"))
        guard pairs.count <= Self.most else { throw .signatureMismatch }
        for pair in pairs {
            let name = pair.prefix { $0 != UInt8(ascii: "=") }
            parameters.append((Self.decoded(name), Self.decoded(pair[name.endIndex...].dropFirst())))
        }
    }

    /// Every name and value in the order of the names, then of the values; what stands there twice counts once
    /// (twilio-python, `compute_signature`).
    var signed: [UInt8] {
        let ordered = parameters.sorted { a, b in
            a.name == b.name ? a.value.lexicographicallyPrecedes(b.value) : a.name.lexicographicallyPrecedes(b.name)
        }
        var text: [UInt8] = []
        var last: (name: [UInt8], value: [UInt8])?
        for parameter in ordered where last.map({ $0 == parameter }) != true {
            text += parameter.name + parameter.value
            last = parameter
        }
        return text
    }

    /// `+` is a space, `%` and two hexadecimal digits a byte; any other `%` stands for itself.
    private static func decoded(_ text: ArraySlice<UInt8>) -> [UInt8] {
        var bytes: [UInt8] = []
        var index = text.startIndex
        while index < text.endIndex {
            let byte = text[index]
            if byte == UInt8(ascii: "%"), text.endIndex - index > 2, let high = digit(text[index + 1]),
                let low = digit(text[index + 2])
            {
                bytes.append(high << 4 | low)
                index += 3
            } else {
                bytes.append(byte == UInt8(ascii: "+") ? 0x20 : byte)
                index += 1
            }
        }
        return bytes
    }

    private static func digit(_ byte: UInt8) -> UInt8? {
        switch byte {
        case 0x30...0x39: byte - 0x30
        case 0x41...0x46: byte - 0x41 + 10
        case 0x61...0x66: byte - 0x61 + 10
        default: nil
        }
    }
}
