public import Basics

/// How somebody writes down what is done already: it is too late to refuse it, so that a state that is busy or away is tried
/// again for a while. Whoever has done nothing yet fails at once instead.
public struct Insistence: Sendable {
    private let longest: Duration
    private let pause: @Sendable (Duration) -> Void

    /// - Parameters:
    ///   - longest: after so long nothing is tried again.
    ///   - pause: waits; tests put in their own.
    public init(
        longest: Duration = .seconds(60), pause: @escaping @Sendable (Duration) -> Void = { Basics.pause($0) }
    ) {
        self.longest = longest
        self.pause = pause
    }

    /// Does what writes, which has changed nothing where it throws a `StateError` that may pass, until that is not thrown any
    /// more or the time is up. What it throws last is thrown on.
    public func write<Value>(_ body: () throws -> Value) throws -> Value {
        let deadline = ContinuousClock.now + longest
        var rest = Duration.milliseconds(100)
        while true {
            do {
                return try body()
            } catch let error as StateError where error.mayPass && ContinuousClock.now < deadline {
                pause(rest)
                rest = min(rest * 2, .seconds(5))
            }
        }
    }
}

extension StateError {
    /// Whether nothing was changed, and the same may succeed in a while: somebody else is at it, or the state is away.
    public var mayPass: Bool {
        switch self {
        case .busy, .lost, .unreachable, .unavailable: true
        default: false
        }
    }
}
