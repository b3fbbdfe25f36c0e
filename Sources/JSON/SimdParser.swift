internal import CSimdJSON

/// simdjson's parser and the document that it parsed last.
@safe struct SimdParser: ~Copyable {
    let handle: OpaquePointer

    private init(adopting handle: OpaquePointer) { unsafe self.handle = handle }

    /// Nil where there is no memory. Documents deeper than `maximumDepth` are refused.
    init?(maximumDepth: Int) {
        // simdjson counts the document itself as a level.
        guard let handle = unsafe csimdjson_parser_create(maximumDepth + 1) else { return nil }
        unsafe self.init(adopting: handle)
    }

    deinit { unsafe csimdjson_parser_destroy(handle) }

    /// How many bytes of input the buffers are made for.
    var capacity: Int { unsafe csimdjson_parser_capacity(handle) }

    /// Gives `body` the document's value, which it must not keep.
    mutating func withDocument<Result: ~Copyable, Problem: Error>(
        _ bytes: UnsafeRawBufferPointer,
        _ body: (_ root: csimdjson_value?, _ status: csimdjson_status) throws(Problem) -> Result
    ) throws(Problem) -> Result {
        var root = unsafe csimdjson_value()
        let status = unsafe csimdjson_parse(handle, bytes.baseAddress, bytes.count, &root)
        return unsafe try body(status == CSIMDJSON_OK ? root : nil, status)
    }
}

extension csimdjson_text {
    /// The bytes, which live as long as the document.
    var buffer: UnsafeRawBufferPointer { unsafe UnsafeRawBufferPointer(start: bytes, count: count) }

    /// Nil where they are not UTF-8: some versions of simdjson let escapes of single surrogates through.
    var string: String? {
        let units = unsafe buffer.assumingMemoryBound(to: UInt8.self)
        // Most text is ASCII, which needs no second look: the one at every other text takes several times as long.
        if unsafe units.allSatisfy({ $0 < 0x80 }) { return unsafe String(decoding: units, as: UTF8.self) }
        return unsafe String(validating: units, as: UTF8.self)
    }
}
