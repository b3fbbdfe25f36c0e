/// UUIDs as RFC 9562 §4 writes them.
enum UUIDText {
    static func text(_ number: UInt128) -> String {
        let digits = String(number, radix: 16)
        let all = Array((String(repeating: "0", count: 32 - digits.count) + digits).utf8)
        return [0..<8, 8..<12, 12..<16, 16..<20, 20..<32]
            .map { String(decoding: all[$0], as: UTF8.self) }
            .joined(separator: "-")
    }
}
