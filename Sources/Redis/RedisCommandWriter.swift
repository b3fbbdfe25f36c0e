/// Commands as they go over the wire, arrays of bulk strings (Redis protocol specification, "Sending commands to a
/// Redis server"), one after the other in memory that is used again. Each is begun with the number of its arguments,
/// which then follow.
///
/// Ours and not `redisFormatCommandArgv`, which wants an array of pointers for each command and allocates its result.
public struct RedisCommandWriter: Sendable {
    /// The commands written so far.
    public private(set) var bytes: [UInt8] = []
    /// How many they are.
    public private(set) var commandCount = 0

    /// Nothing is written yet.
    public init() {}

    /// Begins a command of so many arguments, its name counted.
    public mutating func begin(_ argumentCount: Int) {
        header("*", argumentCount)
        commandCount += 1
    }

    /// Begins a command with its name, of which `count` more arguments follow.
    public mutating func begin(_ name: StaticString, count: Int) {
        begin(count + 1)
        unsafe append(UnsafeRawBufferPointer(start: name.utf8Start, count: name.utf8CodeUnitCount))
    }

    /// The next argument.
    public mutating func append(_ argument: UnsafeRawBufferPointer) {
        header("$", argument.count)
        unsafe bytes.append(contentsOf: argument)
        endLine()
    }

    /// The next argument.
    public mutating func append(_ argument: some Collection<UInt8>) {
        header("$", argument.count)
        bytes.append(contentsOf: argument)
        endLine()
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

    /// Forgets what was written and keeps the memory, but not that of an unusually large amount.
    public mutating func removeAll() {
        bytes.removeAll(keepingCapacity: bytes.capacity <= 1 << 20)
        commandCount = 0
    }

    /// Takes the commands out of another writer.
    mutating func take(_ other: inout RedisCommandWriter) {
        if bytes.isEmpty {
            swap(&self, &other)
        } else {
            bytes += other.bytes
            commandCount += other.commandCount
        }
        other.removeAll()
    }

    private mutating func header(_ mark: Unicode.Scalar, _ number: Int) {
        bytes.append(UInt8(ascii: mark))
        if number < 10 {
            bytes.append(0x30 + UInt8(number))
        } else if number < 100 {
            bytes.append(0x30 + UInt8(number / 10))
            bytes.append(0x30 + UInt8(number % 10))
        } else {
            bytes.append(contentsOf: String(number).utf8)
        }
        endLine()
    }

    private mutating func endLine() {
        bytes.append(0x0D)
        bytes.append(0x0A)
    }
}
