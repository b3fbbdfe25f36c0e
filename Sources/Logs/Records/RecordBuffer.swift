public import Basics
internal import Glibc

/// A record as a reader fills it, row after row in the same memory. Its bytes belong to the row or to the reader and are
/// valid until the next row is read.
public struct RecordBuffer: ~Copyable {
    /// A named value of a record.
    public struct Field {
        /// The name, with dots between the names of objects inside each other.
        public let name: Bytes
        /// The value as text.
        public let value: Bytes
    }

    /// What has more fields than these loses the rest, and says so.
    static let limit = 1100

    private let fields: UnsafeMutablePointer<Field>
    /// How many fields there are.
    public private(set) var count = 0
    /// How many fields there was no room for.
    public var omitted = 0
    /// The row as it stands in the source, without its line end.
    public var row = Bytes.none
    /// Which line of the source it is, or begins at, from 1.
    public var line: Int64 = 0
    /// What happened, in words.
    public var message = Bytes.none
    /// How grave it is.
    public var severity: LogSeverity?
    /// The instant, after the source's clock was corrected. Meaningless where something is missing.
    public var microseconds: Int64 = 0
    /// How finely the source tells it.
    public var precision = TimePrecision.second
    /// Where its zone is known from.
    public var zone = ZoneOrigin.row
    /// Why there is no instant; nil where there is one.
    public var missing: MissingTime? = .time
    /// Whether bytes that are no UTF-8 had to be replaced to read the row.
    public var isRepaired = false

    private var scratch: UnsafeMutableRawPointer
    private var scratchCount = 0
    private var scratchCapacity: Int

    public init() {
        fields = .allocate(capacity: Self.limit)
        scratchCapacity = 16 << 10
        scratch = .allocate(byteCount: scratchCapacity, alignment: 16)
    }

    deinit {
        fields.deallocate()
        scratch.deallocate()
    }

    /// Begins a new record.
    mutating func begin(_ row: Bytes, line: Int64) {
        count = 0
        omitted = 0
        self.row = row
        self.line = line
        message = .none
        severity = nil
        missing = .time
        isRepaired = false
        scratchCount = 0
        // Texts that are made from a row, unescaped, are not longer than it: memory once given out must not move.
        let wanted = row.count * 2 + 4096
        if wanted > scratchCapacity || scratchCapacity > 1 << 20 && wanted < 1 << 16 {
            scratch.deallocate()
            scratchCapacity = max(wanted, 16 << 10)
            scratch = .allocate(byteCount: scratchCapacity, alignment: 16)
        }
    }

    /// The instant.
    public var time: Timestamp { Timestamp(microseconds: microseconds) }

    /// A field.
    @inline(__always)
    public subscript(index: Int) -> Field { fields[index] }

    /// Adds a field.
    @inline(__always)
    mutating func add(_ name: Bytes, _ value: Bytes) {
        guard count < Self.limit else {
            omitted += 1
            return
        }
        (fields + count).initialize(to: Field(name: name, value: value))
        count += 1
    }

    /// Adds a field.
    mutating func add(_ name: StaticString, _ value: Bytes) { add(Bytes(name), value) }

    /// Takes back the fields behind the first so many.
    mutating func drop(to count: Int) { self.count = min(count, self.count) }

    /// Sets the instant.
    mutating func set(_ time: TimeReading) {
        switch time {
        case .instant(let microseconds, let precision, let zone):
            self.microseconds = microseconds
            self.precision = precision
            self.zone = zone
            missing = nil
        case .missing(let what): missing = what
        }
    }

    /// The value of the first field of a name; `message` and `severity` are found too.
    public func value(_ name: Bytes) -> Bytes? {
        for index in 0..<count where fields[index].name.equals(name) { return fields[index].value }
        if name.equals("message") { return message }
        if name.equals("severity"), let severity { return Bytes(severity.name) }
        return nil
    }

    /// The value of the first field of a name.
    func value(_ name: StaticString) -> Bytes? { value(Bytes(name)) }

    /// Keeps a text that is no longer than the row as long as the record; what does not fit is cut off.
    mutating func keep(_ bytes: some Sequence<UInt8>) -> Bytes {
        let start = scratchCount
        for byte in bytes where scratchCount < scratchCapacity {
            scratch.storeBytes(of: byte, toByteOffset: scratchCount, as: UInt8.self)
            scratchCount += 1
        }
        return Bytes(start: scratch + start, count: scratchCount - start)
    }
}
