public import Basics

/// Why somebody may not work on something.
public enum LeaseError: Failure, Hashable {
    /// Another firebreak is at work on it.
    case held(name: String, by: LeaseHolder, until: Timestamp)
    /// The lease had run out, and another has taken the work over (nil where that one is done already).
    case fenced(name: String, by: LeaseHolder?)

    public var message: String {
        switch self {
        case .held(let name, let holder, let until):
            "another firebreak is at work on the \(name.printable) (\(holder), until "
                + "\(until.formatted(fractionDigits: 0)) unless it goes on)"
        case .fenced(let name, let holder):
            "the lease on the \(name.printable) has run out and the work was taken over"
                + (holder.map { " by \($0)" } ?? "") + ": nothing more was done here"
        }
    }

    public var hint: String? {
        switch self {
        case .held: "try again in a moment; where that machine has died, its lease runs out by itself"
        case .fenced:
            "look at what became of it before you run the command again; machines that stand still for long, or lose "
                + "their way to the state, lose their leases"
        }
    }

    public var status: ExitStatus {
        switch self {
        case .held: .busy
        case .fenced: .refused
        }
    }
}
