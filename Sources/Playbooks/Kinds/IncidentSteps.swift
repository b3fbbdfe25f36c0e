internal import Basics
internal import Configuration
internal import Incidents
internal import JSON
internal import Response

/// `incident: {open: …}`. The run belongs to the incident from then on.
struct OpenIncidentStep: StepAction {
    static let help = "Open an incident, to which the rest of the run belongs. Where the run has one already, that is kept."
    static let fields: [Field] = [
        .required("title", .text, "What has happened, in a few words."),
        .required("severity", .choice(Severity.allCases.map(\.rawValue)), "How bad it is; sev1 is the worst."),
        Field(
            once, .boolean,
            "Go on with the open incident of this title, where there is one, and with no other: for what a timer runs. Such a playbook never takes the only open incident for its own."),
    ]
    /// The field with which it belongs to no incident by guess (`Playbook.choosesIncident`).
    static let once = "once"
    static let outputs = ["id", "title", "severity"]
    let changes = false
    let irreversibility: String? = "the journal only grows"
    private let title: String
    private let severity: Severity
    private let isOnce: Bool

    init(_ fields: FieldReader) throws(ConfigurationError) {
        title = try fields.requiredText("title")
        severity = try fields.choice("severity") ?? .sev1
        isOnce = try fields.flag(Self.once)
    }

    func forecast(_ context: StepContext) throws -> StepForecast {
        if let incident = isOnce ? try open(context)?.id : context.incident { return StepForecast("would go on with \(incident)") }
        return StepForecast("would open an incident (\(severity.rawValue)): \(title.printable)")
    }

    func perform(_ context: StepContext) throws -> StepResult {
        let incidents = try context.workspace.incidents
        if !isOnce, let id = context.incident { return result(try incidents.find(id), "goes on with \(id)") }
        // One that was opened before an interruption is taken up again.
        let earlier = try open(context)
        if let earlier, earlier.openedAt < context.startedAt { return result(earlier, "goes on with \(earlier.id)") }
        let incident = try earlier ?? incidents.open(title: title, severity: severity, actor: context.workspace.actor)
        return result(incident, "opened \(incident.id): \(title.printable)")
    }

    /// The open incident that is this step's: of the same title, and unless `once` says otherwise opened since it was begun.
    private func open(_ context: StepContext) throws -> Incident? {
        try context.workspace.incidents.list(status: .open).first {
            $0.title == title && (isOnce || $0.openedAt >= context.startedAt)
        }
    }

    private func result(_ incident: Incident, _ summary: String) -> StepResult {
        StepResult(
            summary,
            outputs: ["id": .string(incident.id), "title": .string(incident.title), "severity": .string(incident.severity.rawValue)],
            opened: incident.id)
    }
}

extension StepContext {
    /// The incident of the run; a failure that says how to have one where there is none.
    fileprivate func requiredIncident() throws -> Incident { try workspace.openIncident(incident) }

    /// What this step wrote into the journal before it was interrupted; nil where it did not come so far.
    func written(_ kind: String, _ incident: String, where isSame: (JournalEntry) -> Bool) throws -> JournalEntry? {
        try workspace.journal.entries(incident: incident, kinds: [kind]).last { $0.recordedAt >= startedAt && isSame($0) }
    }

    /// The step with its run, as its entries name it.
    var place: String { "\(run)/\(step)" }
}

/// `incident: {milestone: contained}`.
struct MilestoneStep: StepAction {
    static let help = "Record that a milestone of the incident was reached."
    static let fields: [Field] = [
        .required("name", .choice(MilestoneName.allCases.map(\.rawValue)), "The milestone."),
        Field("text", .text, "A sentence to go with it."),
    ]
    static let shorthand: String? = "name"
    let changes = false
    private let name: MilestoneName
    private let text: String?

    init(_ fields: FieldReader) throws(ConfigurationError) {
        name = try fields.choice("name") ?? .detected
        text = try fields.text("text")
    }

    func forecast(_ context: StepContext) throws -> StepForecast { StepForecast("would record the milestone \(name.rawValue)") }

    func perform(_ context: StepContext) throws -> StepResult {
        let incident = try context.requiredIncident()
        let earlier = try context.written(JournalKind.milestone, incident.id) { $0.details["milestone"]?.stringValue == name.rawValue }
        if earlier == nil {
            try context.workspace.incidents.milestone(
                name, incident: incident.id, actor: context.workspace.actor, text: text.map { context.redaction($0) })
        }
        return StepResult("milestone: \(name.rawValue)")
    }
}

/// `incident: {note: "text"}`.
struct NoteStep: StepAction {
    static let help = "Write a note into the incident's journal."
    static let fields: [Field] = [.required("text", .text, "The note.")]
    static let shorthand: String? = "text"
    let changes = false
    private let text: String

    init(_ fields: FieldReader) throws(ConfigurationError) { text = try fields.requiredText("text") }

    func forecast(_ context: StepContext) throws -> StepForecast { StepForecast("would note: \(text.printable.prefix(200))") }

    func perform(_ context: StepContext) throws -> StepResult {
        let incident = try context.requiredIncident()
        let earlier = try context.written(JournalKind.note, incident.id) { $0.details["step"]?.stringValue == context.place }
        if earlier == nil {
            try context.workspace.incidents.note(
                context.redaction(text), incident: incident.id, actor: context.workspace.actor,
                details: ["step": .string(context.place)])
        }
        return StepResult("noted")
    }
}

/// `incident: {close: "text"}`.
struct CloseIncidentStep: StepAction {
    static let help = "Close the incident."
    static let fields: [Field] = [Field("text", .text, "How it ended.")]
    static let shorthand: String? = "text"
    let changes = false
    let irreversibility: String? = "only 'incident reopen' opens a closed incident again"
    private let text: String?

    init(_ fields: FieldReader) throws(ConfigurationError) { text = try fields.text("text") }

    func forecast(_ context: StepContext) throws -> StepForecast { StepForecast("would close the incident") }

    func perform(_ context: StepContext) throws -> StepResult {
        let incident = try context.requiredIncident()
        if incident.status == .open {
            _ = try context.workspace.incidents.close(
                incident.id, actor: context.workspace.actor, text: text.map { context.redaction($0) })
        }
        return StepResult("closed \(incident.id)")
    }
}
