internal import Basics
internal import Probes

/// Stands for gates that are not configured any more: nothing is known of them.
struct NoSuchGate: Probe {
    let reason: String
    let name = "gates"

    struct Outcome: ProbeOutcome {
        let verdict: ProbeVerdict
        let summary: String
    }

    func ask(_ environment: [String: String], at now: Timestamp) -> Outcome {
        Outcome(verdict: .unreachable, summary: reason)
    }
}
