/// A lock that programs hold together with us while they run, so that where we die the next who wants it waits for what
/// they are doing still.
public enum ProgramLock {
    @TaskLocal static var descriptor: Int32?

    /// Has the programs that `body` runs inherit the descriptor of a lock of `flock(2)`; nil for that they do not.
    public static func held<Value>(_ descriptor: Int32?, _ body: () throws -> Value) rethrows -> Value {
        try $descriptor.withValue(descriptor, operation: body)
    }
}
