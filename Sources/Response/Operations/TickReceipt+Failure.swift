internal import Basics
internal import Flags
internal import Secrets
internal import State

extension TickReceipt.Item {
    /// What failed, or was another's.
    init(_ action: String, _ subject: String, _ error: any Error) {
        let failure = error as? any Failure
        self.init(
            action: action, subject: subject, outcome: failure?.isSeenToElsewhere == true ? .skipped : .failed,
            summary: failure?.message ?? "unexpected: \(String(describing: error))")
    }
}

extension Failure {
    /// Whether another firebreak is at work on it, or has done it meanwhile: then there is nothing to be done here.
    var isSeenToElsewhere: Bool {
        switch self as any Error {
        case LeaseError.held, SecretsError.seenTo, FlagsError.busy, FlagsError.nothingToRestore, RolloutError.busy: true
        default: false
        }
    }
}
