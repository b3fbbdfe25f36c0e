internal import Basics

/// How large a part of its users a flag is to change for.
public struct FlagShare: Sendable, Hashable {
    /// From 1 to 100.
    public let percent: Int
    /// The variant that they get; nil for the one that can only be meant. Only flagd's flags have variants.
    public let variant: String?

    public init(percent: Int, variant: String? = nil) {
        self.percent = percent
        self.variant = variant
    }
}

extension FlagSource {
    /// Of a flag that is a number, the number is the percentage: the program makes of it what it does.
    public func prepare(_ share: FlagShare, over prior: FlagSnapshot) throws(FlagsError) -> FlagSnapshot {
        let refuse = { (reason: String) in FlagsError.cannotRollOut(flag: prior.flag, source: name, reason: reason) }
        guard share.variant == nil else { throw refuse("only the flags of flagd files have variants") }
        switch prior.value {
        case .number(let now) where (0...100).contains(now):
            guard now < Double(share.percent) else {
                throw refuse("it is \(FlagValue.number(now)) already, and \(share.percent) would be no more")
            }
        case .absent: throw refuse("it is not there: set it to 0 first, if it is a percentage")
        case .number: throw refuse("it is a number that is no percentage from 0 to 100")
        case .boolean, .string, .json:
            throw refuse(
                "it is no number: a source without rules can only roll out a percentage that the program reads, "
                    + "and a flagd file any flag")
        }
        return try prepare(.number(Double(share.percent)), over: prior)
    }
}
