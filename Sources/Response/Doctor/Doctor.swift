public import Basics

/// Checks everything that a responder depends on, before three in the morning does. It changes nothing and sends
/// nothing: what it writes is at most a checkpoint that a crash left unsigned.
public struct Doctor: Sendable {
    /// Checks of what stands above this in the state: runs of playbooks. Asked only where there is a state.
    private let further: @Sendable (Workspace) -> [Check]

    public init(further: @escaping @Sendable (Workspace) -> [Check] = { _ in [] }) { self.further = further }

    func furtherChecks(_ workspace: Workspace) -> [Check] { further(workspace) }

    /// Every check, in the order in which things are built on each other.
    public func examine(_ workspace: Workspace) -> DoctorReport {
        DoctorReport(
            at: workspace.time.now,
            checks: configurationChecks(workspace) + clockChecks(workspace) + stateChecks(workspace)
                + leaseChecks(workspace)
                + storeChecks(workspace) + secretChecks(workspace) + flagChecks(workspace) + gateChecks(workspace)
                + channelChecks(workspace))
    }
}

/// What `doctor` found.
public struct DoctorReport: Sendable, Equatable, Encodable {
    public let at: Timestamp
    public let checks: [Check]

    /// How many checks came out so.
    public func count(_ outcome: Check.Outcome) -> Int { checks.count { $0.outcome == outcome } }

    /// `checkFailed` (1) where something does not work, `partial` (2) where something should be looked at, else `done`.
    public var status: ExitStatus {
        count(.failure) > 0 ? .checkFailed : count(.warning) > 0 ? .partial : .done
    }
}
