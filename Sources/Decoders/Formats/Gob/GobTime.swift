/// A `time.Time` as it writes itself (go/src/time/time.go, MarshalBinary): a version, seconds since the year 1,
/// nanoseconds, and minutes of offset.
enum GobTime {
    /// Seconds from the first day of the year 1 to that of 1970.
    private static let epoch: Int64 = 62_135_596_800

    static func value(_ bytes: UnsafeRawBufferPointer) -> DecodedValue? {
        var cursor = ByteCursor(bytes)
        guard let version = try? cursor.byte(), version == 1 || version == 2,
            let seconds = try? cursor.bigEndian(Int64.self), let nanoseconds = try? cursor.bigEndian(Int32.self)
        else { return nil }
        let (unix, overflow) = seconds.subtractingReportingOverflow(epoch)
        guard !overflow else { return nil }
        return .object(
            className: "time.Time",
            members: DecodedMap(["seconds": .integer(unix), "nanoseconds": .integer(Int64(nanoseconds))]))
    }
}
