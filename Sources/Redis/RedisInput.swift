/// Bytes that came and were not yet read, first in, first out.
@safe struct RedisInput: ~Copyable {
    /// How much room there is for each read.
    private static let step = 64 << 10

    private var memory: UnsafeMutableRawBufferPointer
    private var head = 0
    private var tail = 0

    init() { unsafe memory = .allocate(byteCount: Self.step, alignment: 16) }

    deinit { unsafe memory.deallocate() }

    var isEmpty: Bool { head == tail }

    /// Lends room for more to `body`, which says how much of it was used.
    mutating func fill(_ body: (UnsafeMutableRawBufferPointer) -> RedisTransport.Outcome) -> RedisTransport.Outcome {
        if isEmpty { (head, tail) = (0, 0) }
        if unsafe memory.count - tail < Self.step / 4 { makeRoom() }
        let outcome = unsafe body(UnsafeMutableRawBufferPointer(rebasing: memory[tail...]))
        if case .bytes(let count) = outcome { tail += count }
        return outcome
    }

    /// Lends at most `count` bytes, which then are read.
    mutating func take<R>(_ count: Int, _ body: (UnsafeRawBufferPointer) -> R) -> R {
        let end = min(tail, head + count)
        defer { head = end }
        return unsafe body(UnsafeRawBufferPointer(rebasing: memory[head..<end]))
    }

    /// While commands are sent, replies may come that nobody has asked for yet.
    private mutating func makeRoom() {
        let waiting = tail - head
        let size = unsafe max(memory.count, waiting * 2 + Self.step)
        let larger = UnsafeMutableRawBufferPointer.allocate(byteCount: size, alignment: 16)
        unsafe larger.copyMemory(from: UnsafeRawBufferPointer(rebasing: memory[head..<tail]))
        unsafe memory.deallocate()
        unsafe memory = larger
        (head, tail) = (0, waiting)
    }
}
