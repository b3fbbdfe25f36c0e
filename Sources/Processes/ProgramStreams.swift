internal import Glibc

/// The three streams of a program, served by the thread that waits for it.
struct ProgramStreams: ~Copyable {
    private var input: Pipe
    private var unwritten: ArraySlice<UInt8>
    private(set) var output: CapturedStream
    private(set) var error: CapturedStream

    /// Three pipes, or nil where the system has no more.
    init?(input bytes: [UInt8], limit: Int) {
        guard let input = Pipe(), let output = Pipe(), let error = Pipe() else { return nil }
        Pipe.makeNonBlocking(input.writeEnd)
        self.input = input
        self.output = CapturedStream(output, limit: limit)
        self.error = CapturedStream(error, limit: limit)
        unwritten = bytes[...]
        // What the pipe takes is in it before the program starts: whatever becomes of us, the program reads all of it,
        // and not a part of a value.
        if !bytes.isEmpty { write() }
    }

    /// The program's ends.
    var farEnds: SpawnStreams {
        SpawnStreams(input: input.readEnd, output: output.writeEnd, error: error.writeEnd)
    }

    /// Once the program has its ends, ours are closed, so that the end of a stream can be seen.
    mutating func closeFarEnds() {
        input.closeReadEnd()
        output.closeWriteEnd()
        error.closeWriteEnd()
        if unwritten.isEmpty { input.closeWriteEnd() }
    }

    /// Whether nothing can come any more.
    var areClosed: Bool { output.isClosed && error.isClosed }

    /// Waits at most so long for something to read or write, and does it.
    mutating func serve(milliseconds: Int32) {
        // poll(2) passes over negative descriptors.
        var descriptors = [
            pollfd(fd: input.writeEnd, events: Int16(POLLOUT), revents: 0),
            pollfd(fd: output.readEnd, events: Int16(POLLIN), revents: 0),
            pollfd(fd: error.readEnd, events: Int16(POLLIN), revents: 0),
        ]
        guard poll(&descriptors, 3, milliseconds) > 0 else { return }
        if descriptors[0].revents != 0 { write() }
        if descriptors[1].revents != 0 { _ = output.read() }
        if descriptors[2].revents != 0 { _ = error.read() }
    }

    /// Takes what the program left in the pipes when it ended; what still runs in the background may hold them open.
    mutating func drain() {
        for _ in 0..<256 where output.read() {}
        for _ in 0..<256 where error.read() {}
    }

    /// A program that does not read all of its input is no failure: the pipe is closed.
    private mutating func write() {
        let count = unwritten.withUnsafeBytes { Glibc.write(input.writeEnd, $0.baseAddress, $0.count) }
        if count >= 0 {
            unwritten = unwritten.dropFirst(count)
        } else if errno != EAGAIN && errno != EINTR {
            unwritten = []
        }
        if unwritten.isEmpty { input.closeWriteEnd() }
    }
}

/// The first bytes of a stream. The rest is read as well, so that the program is never held up, and thrown away.
struct CapturedStream: ~Copyable {
    private(set) var bytes: [UInt8] = []
    private(set) var wasCut = false
    private var pipe: Pipe
    private let limit: Int

    init(_ pipe: consuming Pipe, limit: Int) {
        Pipe.makeNonBlocking(pipe.readEnd)
        self.pipe = pipe
        self.limit = limit
    }

    var isClosed: Bool { pipe.readEnd < 0 }
    var readEnd: Int32 { pipe.readEnd }
    var writeEnd: Int32 { pipe.writeEnd }
    mutating func closeWriteEnd() { pipe.closeWriteEnd() }

    /// Reads what is there; false where nothing was.
    mutating func read() -> Bool {
        guard !isClosed else { return false }
        let room = limit - bytes.count
        let descriptor = pipe.readEnd
        let (count, fresh) = withUnsafeTemporaryAllocation(byteCount: 1 << 16, alignment: 1) { buffer in
            let count = Glibc.read(descriptor, buffer.baseAddress, buffer.count)
            return (count, Array(buffer.prefix(max(0, min(count, room)))))
        }
        bytes += fresh
        wasCut = wasCut || count > room
        if count == 0 || (count < 0 && errno != EAGAIN && errno != EINTR) { pipe.closeReadEnd() }
        return count > 0
    }
}
