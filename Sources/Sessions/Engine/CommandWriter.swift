/// Commands as RESP arrays of bulk strings, one after the other in one buffer that is used again.
struct CommandWriter {
    private(set) var bytes: [UInt8] = []

    /// Begins a command of which `count` arguments follow.
    mutating func begin(_ name: StaticString, count: Int) {
        header("*", count + 1)
        append(UnsafeRawBufferPointer(start: name.utf8Start, count: name.utf8CodeUnitCount))
    }

    /// The next argument.
    mutating func append(_ argument: UnsafeRawBufferPointer) {
        header("$", argument.count)
        bytes.append(contentsOf: argument)
        lineEnd()
    }

    /// The next argument.
    mutating func append(_ argument: some Collection<UInt8>) {
        header("$", argument.count)
        bytes.append(contentsOf: argument)
        lineEnd()
    }

    /// The next argument.
    mutating func append(_ argument: StaticString) {
        append(UnsafeRawBufferPointer(start: argument.utf8Start, count: argument.utf8CodeUnitCount))
    }

    /// The next argument, in decimal digits.
    mutating func append(_ argument: UInt64) { append(Array(String(argument).utf8)) }

    /// Forgets what was sent and keeps the memory.
    mutating func removeAll() { bytes.removeAll(keepingCapacity: true) }

    private mutating func header(_ kind: Unicode.Scalar, _ number: Int) {
        bytes.append(UInt8(ascii: kind))
        if number < 10 {
            bytes.append(UInt8(ascii: "0") + UInt8(number))
        } else if number < 100 {
            bytes.append(UInt8(ascii: "0") + UInt8(number / 10))
            bytes.append(UInt8(ascii: "0") + UInt8(number % 10))
        } else {
            bytes.append(contentsOf: String(number).utf8)
        }
        lineEnd()
    }

    private mutating func lineEnd() {
        bytes.append(UInt8(ascii: "\r"))
        bytes.append(UInt8(ascii: "\n"))
    }
}
