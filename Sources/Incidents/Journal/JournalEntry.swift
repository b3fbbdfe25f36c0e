public import Basics
public import JSON

/// What shall be written into the journal. The journal adds its position and the time of recording.
public struct JournalDraft: Sendable, Hashable {
    /// What kind of thing happened, one of `JournalKind`.
    public var kind: String
    /// When it happened; the time of recording where nil.
    public var occurredAt: Timestamp?
    /// Who did it: a person, a timer, a playbook.
    public var actor: String
    /// The incident that it belongs to.
    public var incident: String?
    /// What an intent and its outcome have in common.
    public var operation: String?
    /// One sentence for people, at most 16,384 bytes.
    public var summary: String
    /// The facts for programs: a receipt, a plan. Never a secret, a session id or a credential.
    public var details: JSONValue

    /// A draft; it happened now where `occurredAt` is nil.
    public init(
        kind: String, occurredAt: Timestamp? = nil, actor: String, incident: String? = nil, operation: String? = nil,
        summary: String, details: JSONValue = .object([:])
    ) {
        self.kind = kind
        self.occurredAt = occurredAt
        self.actor = actor
        self.incident = incident
        self.operation = operation
        self.summary = summary
        self.details = details
    }
}

/// One entry of the journal: what its leaf in the Merkle tree says.
public struct JournalEntry: Sendable, Hashable {
    /// Its place in the journal, from 0 without gaps.
    public var position: Int64
    /// When it was written.
    public var recordedAt: Timestamp
    /// When it happened.
    public var occurredAt: Timestamp
    /// What kind of thing happened, one of `JournalKind`.
    public var kind: String
    /// Who did it.
    public var actor: String
    /// The incident that it belongs to.
    public var incident: String?
    /// What an intent and its outcome have in common.
    public var operation: String?
    /// One sentence for people, as it was given: pass it through `String.printable` or escape it before it is shown.
    public var summary: String
    /// The facts for programs.
    public var details: JSONValue
    /// What was left out of `details`, which would not have fitted into a leaf.
    public var cut: DetailsCut?

    /// An entry from its parts.
    public init(
        position: Int64, recordedAt: Timestamp, occurredAt: Timestamp, kind: String, actor: String,
        incident: String? = nil, operation: String? = nil, summary: String, details: JSONValue = .object([:]),
        cut: DetailsCut? = nil
    ) {
        self.position = position
        self.recordedAt = recordedAt
        self.occurredAt = occurredAt
        self.kind = kind
        self.actor = actor
        self.incident = incident
        self.operation = operation
        self.summary = summary
        self.details = details
        self.cut = cut
    }
}

/// The record of details that were too long for the journal.
public struct DetailsCut: Sendable, Hashable {
    /// SHA-256 of the whole details in canonical JSON (RFC 8785), in hexadecimal.
    public var sha256: String
    /// How many bytes the whole details have in canonical JSON.
    public var bytes: Int64
    /// The members that were left out.
    public var members: [String]

    /// The record of a cut.
    public init(sha256: String, bytes: Int64, members: [String]) {
        self.sha256 = sha256
        self.bytes = bytes
        self.members = members
    }
}

/// The kinds of journal entries.
public enum JournalKind {
    /// The first entry of every journal: its origin and its public key.
    public static let created = "journal.created"
    /// An incident begins.
    public static let incidentOpened = "incident.opened"
    /// What a person wants remembered.
    public static let note = "incident.note"
    /// A milestone was reached; `details.milestone` names it.
    public static let milestone = "incident.milestone"
    /// An incident ends.
    public static let incidentClosed = "incident.closed"
    /// An incident's severity or title changed, or it was opened again; `details` has what is new.
    public static let incidentChanged = "incident.changed"
    /// Somebody has a role, `details.role`, or nobody has it any more.
    public static let role = "incident.role"
    /// Systems and principals are affected, or after all are not.
    public static let affected = "incident.affected"
    /// Something elsewhere belongs to an incident.
    public static let link = "incident.link"
    /// Something is to be done after an incident.
    public static let followUp = "incident.followup"
    /// A follow-up was done; `details.followUp` is its entry.
    public static let followUpDone = "incident.followup.done"
    /// A file is evidence; `details` has its digest.
    public static let evidence = "evidence.added"
    /// A bundle of evidence was made; `details` has its digest.
    public static let evidenceBundled = "evidence.bundled"
    /// An entry was wrong; `details.corrects` is its position.
    public static let correction = "incident.correction"
    /// An action is about to be done.
    public static let intent = "action.intent"
    /// What became of an action, with its receipt.
    public static let outcome = "action.outcome"
    /// A notification left, or failed to.
    public static let notification = "notification.sent"
    /// A notification was written into the outbox.
    public static let notificationQueued = "notification.queued"
    /// A secret needs somebody: its rotation is overdue or has stopped; `details.event` says which.
    public static let upkeep = "secret.upkeep"
    /// The state was written into a backup; `details` has its digest.
    public static let stateBackedUp = "state.backup"
    /// The state was taken from a backup: what was written after that is not in this journal.
    public static let stateRestored = "state.restored"
    /// A record of a log that was imported; `details` says which log, which line, and what stands there.
    public static let logEvent = "log.event"
    /// A figure that was measured.
    public static let measurement = "measurement"
    /// How a run of a playbook goes on: begun, a step that came to an end, somebody who agreed.
    public static let playbook = "playbook"
}
