import ArgumentParser
import Basics

/// An instant of the past, given as ISO 8601 with a zone or as how long ago it was: `2026-11-21T03:00:00Z`, `2h`.
struct PastArgument: ExpressibleByArgument {
    private enum Form {
        case instant(Timestamp)
        case ago(Duration)
    }
    private let form: Form

    init?(argument: String) {
        if let instant = Timestamp(argument) {
            form = .instant(instant)
        } else if let duration = Duration(compact: argument) {
            form = .ago(duration)
        } else {
            return nil
        }
    }

    /// The instant, seen from now.
    func instant(_ now: Timestamp) -> Timestamp {
        switch form {
        case .instant(let instant): instant
        case .ago(let duration): now - duration
        }
    }
}
