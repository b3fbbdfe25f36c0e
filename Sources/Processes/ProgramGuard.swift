/// By whose right programs run: where that is lost, as another machine has taken the work over, they are ended.
public enum ProgramGuard {
    @TaskLocal static var isRight: (@Sendable () -> Bool)?

    /// Has the programs that `body` runs ended, as at the end of their time, as soon as `isRight` says no; also where a
    /// guard around this one does.
    public static func running<Value>(
        while isRight: @escaping @Sendable () -> Bool, _ body: () throws -> Value
    ) rethrows -> Value {
        let outer = Self.isRight
        return try $isRight.withValue({ isRight() && outer?() ?? true }, operation: body)
    }
}
