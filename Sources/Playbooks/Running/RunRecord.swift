public import Basics
public import JSON

/// How a run stands.
public enum RunState: String, Sendable, CaseIterable, Codable {
    /// It goes on, or was killed: whoever holds its lock knows.
    case running
    /// Somebody has to do something first.
    case waiting
    /// It was told to stop, and can be resumed.
    case interrupted
    /// A step failed, and the run ended there; resuming tries it again.
    case failed
    /// What was done is being undone.
    case compensating
    /// A step failed, and what was done has been undone.
    case compensated
    /// Everything was done.
    case done

    /// Whether nothing is left to be done.
    public var isOver: Bool { self == .done || self == .compensated }

    /// The status with which a command ends that ran it.
    var status: ExitStatus {
        switch self {
        case .done: .done
        case .failed, .compensated: .checkFailed
        case .running, .waiting, .interrupted, .compensating: .partial
        }
    }
}

/// How a step of a run stands.
public enum StepState: String, Sendable, CaseIterable, Codable {
    /// It was begun; where nobody runs the run any more, it was killed in the middle.
    case running
    /// Somebody has to do something first.
    case waiting
    /// It was told to stop in the middle.
    case interrupted
    case done, failed
    /// Its condition did not hold.
    case skipped

    /// How it ended, for the conditions of others; nil where it has not.
    var end: StepCondition.StepEnd? {
        switch self {
        case .done: .done
        case .failed: .failed
        case .skipped: .skipped
        case .running, .waiting, .interrupted: nil
        }
    }
}

/// A run of a playbook, as it is stored.
public struct RunRecord: Sendable {
    /// `RUN-YYYYMMDD-NNN`.
    public let id: String
    public let playbook: String
    /// The playbook's file, absolute.
    public let source: String
    /// Files that were laid over the system's description, absolute.
    public let overlays: [String]
    /// What the playbook, those that it calls and the system's description were (`LoadedPlaybook.digest`).
    public var digest: String
    /// The inputs; of secret ones nothing.
    public let inputs: JSONObject
    public var incident: String?
    public var state: RunState
    public let actor: String
    public let reason: String?
    public let startedAt: Timestamp
    public var updatedAt: Timestamp
    public var finishedAt: Timestamp?
}

/// A step of a run, as it is stored.
public struct StepRecord: Sendable {
    /// Its id, after those of the calls that lead to it: `rotate/keys`. What undoes a step stands as `step~1`.
    public let step: String
    /// In which order the steps were begun.
    public let position: Int64
    public let kind: String
    public var state: StepState
    public var attempts: Int64
    public var operation: String?
    public var outputs: JSONObject
    public var summary: String?
    /// What is signed by those who agree to it.
    public var statement: String?
    /// When it was begun; where it failed and was begun again, when that was.
    public var startedAt: Timestamp
    public var finishedAt: Timestamp?
}
