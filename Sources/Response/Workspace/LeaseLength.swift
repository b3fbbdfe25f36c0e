internal import Basics
internal import Configuration
internal import State

/// How long leases last: half a minute, or what `FIREBREAK_LEASE` says.
enum LeaseLength {
    static let variable = "FIREBREAK_LEASE"

    /// Shorter ones would run out while a busy machine looks away, longer ones keep the work of a dead one waiting.
    static let range = Duration.seconds(1)...Duration.seconds(3600)

    static func of(_ environment: [String: String]) throws(LeaseLengthError) -> Duration {
        guard let text = environment[variable], !text.isEmpty else { return Leases.usualLength }
        guard let length = Duration(compact: text), range.contains(length) else { throw LeaseLengthError() }
        return length
    }
}

/// `FIREBREAK_LEASE` is no length of time, or none that would do.
struct LeaseLengthError: Failure {
    let message = "\(LeaseLength.variable) in the environment is no length of time from 1s to 1h"
    let hint: String? = "for example \(LeaseLength.variable)=30s"
    let status = ExitStatus.configuration
}
