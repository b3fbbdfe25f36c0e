internal import Basics

/// Writes instants as `2026-11-21T16:24:57.123456+00:00`. Remembers the last day.
struct TimeText {
    private var lastDay = Int.min
    private var date: (UInt64, UInt16) = (0, 0)

    /// Adds an instant, with a zone that Timesketch's reader wants in numbers.
    @inline(__always)
    mutating func append(_ microseconds: Int64, to out: inout ByteBuffer) {
        out.reserve(40)
        var seconds = Int(microseconds) / 1_000_000
        var fraction = Int(microseconds) - seconds * 1_000_000
        if fraction < 0 {
            fraction += 1_000_000
            seconds -= 1
        }
        var day = seconds / 86_400
        var time = seconds - day * 86_400
        if time < 0 {
            time += 86_400
            day -= 1
        }
        if day != lastDay { remember(day) }
        out.appendReserved(word: date.0, keeping: 8)
        out.appendReserved(word: UInt64(date.1), keeping: 2)
        out.appendReserved(byte: UInt8(ascii: "T"))
        out.appendReserved(time / 3600, digits: 2)
        out.appendReserved(byte: UInt8(ascii: ":"))
        out.appendReserved(time / 60 % 60, digits: 2)
        out.appendReserved(byte: UInt8(ascii: ":"))
        out.appendReserved(time % 60, digits: 2)
        out.appendReserved(byte: UInt8(ascii: "."))
        out.appendReserved(fraction, digits: 6)
        out.appendReserved(Bytes("+00:00"))
    }

    private mutating func remember(_ day: Int) {
        lastDay = day
        let (year, month, number) = civilDate(daysSinceEpoch: day)
        var text = ByteBuffer(capacity: 64)
        text.reserve(20)
        // Years of more or fewer than four digits stand in no log; what claims one is written with its last four.
        text.appendReserved(((year % 10_000) + 10_000) % 10_000, digits: 4)
        text.appendReserved(byte: UInt8(ascii: "-"))
        text.appendReserved(month, digits: 2)
        text.appendReserved(byte: UInt8(ascii: "-"))
        text.appendReserved(number, digits: 2)
        date = (
            text.base.loadUnaligned(as: UInt64.self), text.base.loadUnaligned(fromByteOffset: 8, as: UInt16.self)
        )
    }
}
