/// What ASP.NET Core's distributed session writes into its cache (dotnet/aspnetcore, DistributedSession.cs, Serialize):
/// byte 2, a 3-byte count, the session's 16-byte id, then for each entry a 2-byte length with the key and a 4-byte length
/// with the value, all big-endian. A value is text: UTF-8 where the application called `SetString`, four bytes where it
/// called `SetInt32` (`bigEndianInteger`). The id is not kept.
struct AspNetSessionDecoder: ValueDecoder {
    private static let revision: UInt8 = 2
    private static let idLength = 16

    var name: String { Decoding.aspnet.rawValue }

    func decode(_ bytes: UnsafeRawBufferPointer, limits: DecodingLimits) throws(DecodingFailure) -> DecodedValue {
        var cursor = ByteCursor(bytes)
        var budget = try DecodingBudget(limits, for: bytes)
        guard try cursor.byte() == Self.revision else { throw .malformed }
        let count = Int(try cursor.byte()) << 16 | Int(try cursor.bigEndian(UInt16.self))
        _ = try cursor.bytes(Self.idLength)
        guard count <= cursor.remaining / 6 else { throw .truncated }
        try budget.take(elements: 1 + 2 * count)
        var members = DecodedMap()
        members.reserve(DecodingBudget.room(for: count))
        for _ in 0..<count {
            let key = try budget.text(cursor.bytes(Int(try cursor.bigEndian(UInt16.self))))
            members.append(key, try budget.text(cursor.bytes(Int(try cursor.bigEndian(UInt32.self)))))
        }
        guard cursor.isAtEnd else { throw .trailingBytes }
        return .map(members)
    }
}

extension DecodedValue {
    /// Four bytes as a whole number, as ASP.NET Core's `SetInt32` writes it; nil for anything else.
    public var bigEndianInteger: Int32? {
        guard case .text(let bytes) = self, bytes.count == 4 else { return nil }
        return bytes.reduce(0) { $0 << 8 | Int32($1) }
    }
}
