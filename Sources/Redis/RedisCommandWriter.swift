internal import Glibc

/// Commands as they go over the wire, arrays of bulk strings (Redis protocol specification, "Sending commands to a
/// Redis server"), one after the other in memory that is used again. Each is begun with the number of its arguments,
/// which then follow.
///
/// Ours and not `redisFormatCommandArgv`, which wants an array of pointers for each command and allocates its result.
public struct RedisCommandWriter: Sendable {
    /// How many commands have been written.
    public private(set) var commandCount = 0
    /// How many bytes they take.
    public private(set) var byteCount = 0
    /// Of these the first `byteCount` have been written.
    private var storage: [UInt8] = []

    /// Nothing is written yet.
    public init() {}

    /// Begins a command of so many arguments, its name counted.
    public mutating func begin(_ argumentCount: Int) {
        precondition(argumentCount > 0, "a command has at least a name")
        unsafe write("*", argumentCount, UnsafeRawBufferPointer(start: nil, count: 0), isCount: true)
        commandCount += 1
    }

    /// Begins a command with its name, of which `count` more arguments follow.
    public mutating func begin(_ name: StaticString, count: Int) {
        begin(count + 1)
        unsafe append(UnsafeRawBufferPointer(start: name.utf8Start, count: name.utf8CodeUnitCount))
    }

    /// The next argument.
    public mutating func append(_ argument: UnsafeRawBufferPointer) {
        unsafe write("$", argument.count, argument, isCount: false)
    }

    /// The next argument.
    public mutating func append(_ argument: [UInt8]) { unsafe argument.withUnsafeBytes { unsafe append($0) } }

    /// The next argument.
    public mutating func append(_ argument: some Collection<UInt8>) {
        let written: Void? = argument.withContiguousStorageIfAvailable { unsafe append(UnsafeRawBufferPointer($0)) }
        if written == nil { append(Array(argument)) }
    }

    /// The next argument.
    public mutating func append(_ argument: RedisArgument) {
        switch argument {
        case .bytes(let bytes): append(bytes)
        case .string(let text): append(text.utf8)
        case .integer(let number): append(String(number).utf8)
        }
    }

    /// A whole command.
    public mutating func append(command arguments: [RedisArgument]) {
        begin(arguments.count)
        for argument in arguments { append(argument) }
    }

    /// Lends what has been written.
    public func withUnsafeBytes<R>(_ body: (UnsafeRawBufferPointer) throws -> R) rethrows -> R {
        try unsafe storage.withUnsafeBytes { bytes in
            try unsafe body(UnsafeRawBufferPointer(rebasing: bytes[..<byteCount]))
        }
    }

    /// Forgets what was written and keeps the memory, but not that of an unusually large amount.
    public mutating func removeAll() {
        if storage.count > 1 << 20 { storage = [] }
        byteCount = 0
        commandCount = 0
    }

    /// Takes the commands out of another writer.
    mutating func take(_ other: inout RedisCommandWriter) {
        if byteCount == 0 {
            swap(&self, &other)
        } else {
            makeRoom(other.byteCount)
            unsafe storage.withUnsafeMutableBytes { memory in
                unsafe other.withUnsafeBytes { unsafe memory[byteCount...].copyBytes(from: $0) }
            }
            byteCount += other.byteCount
            commandCount += other.commandCount
        }
        other.removeAll()
    }

    /// A mark, a number and the end of the line; unless it is a count, the bytes and the end of the line.
    private mutating func write(
        _ mark: Unicode.Scalar, _ number: Int, _ content: UnsafeRawBufferPointer, isCount: Bool
    ) {
        makeRoom(content.count + 32)  // 1 + 19 digits + 2 + 2
        var end = byteCount
        unsafe storage.withUnsafeMutableBytes { memory in
            func put(_ byte: UInt8) {
                unsafe memory[end] = byte
                end += 1
            }
            put(UInt8(ascii: mark))
            let digits = digitCount(number)
            var rest = number
            for place in (0..<digits).reversed() {
                unsafe memory[end + place] = 0x30 + UInt8(truncatingIfNeeded: rest % 10)
                rest /= 10
            }
            end += digits
            put(0x0D)
            put(0x0A)
            if isCount { return }
            if let source = content.baseAddress {
                unsafe UnsafeMutableRawBufferPointer(rebasing: memory[end...]).baseAddress?
                    .copyMemory(from: source, byteCount: content.count)
            }
            end += content.count
            put(0x0D)
            put(0x0A)
        }
        byteCount = end
    }

    private mutating func makeRoom(_ count: Int) {
        guard storage.count - byteCount < count else { return }
        let size = max(4096, storage.count * 2, byteCount + count)
        storage = unsafe [UInt8](unsafeUninitializedCapacity: size) { memory, initialized in
            unsafe withUnsafeBytes { unsafe UnsafeMutableRawBufferPointer(memory).copyBytes(from: $0) }
            if let start = memory.baseAddress { unsafe memset(start + byteCount, 0, size - byteCount) }
            initialized = size
        }
    }
}

private func digitCount(_ number: Int) -> Int {
    var count = 1
    var rest = number / 10
    while rest > 0 {
        count += 1
        rest /= 10
    }
    return count
}
