extension InputFile {
    /// Reads the next bytes, at most so many; nil at the end.
    public mutating func read(upTo count: Int) throws(FilesError) -> [UInt8]? {
        var failure: FilesError?
        let chunk = unsafe [UInt8](unsafeUninitializedCapacity: count) { buffer, initialized in
            do throws(FilesError) {
                unsafe initialized = try read(into: UnsafeMutableRawBufferPointer(buffer))
            } catch {
                failure = error
            }
        }
        if let failure { throw failure }
        return chunk.isEmpty ? nil : chunk
    }
}
