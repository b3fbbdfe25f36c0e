internal import Basics
internal import Configuration
internal import Incidents
internal import JSON
internal import Response

/// `incident: {followup: {text: …, owner: …, due: 14d}}`.
struct FollowUpStep: StepAction {
    static let help = "Write down what is to be done after the incident, by whom and until when."
    static let fields: [Field] = [
        .required("text", .text, "What is to be done."),
        Field("owner", .text, "Who is to do it."),
        Field("due", .text, "Until when: a day, an instant, or how long from then, as 14d."),
    ]
    static let shorthand: String? = "text"
    static let outputs = ["number", "due", "owner"]
    let changes = false
    private let text: String
    private let owner: String?
    private let due: (@Sendable (Timestamp) -> DueDate)?

    init(_ fields: FieldReader) throws(ConfigurationError) {
        text = try fields.requiredText("text")
        owner = try fields.text("owner")
        guard let text = try fields.text("due") else {
            due = nil
            return
        }
        if let date = DueDate(text) {
            due = { _ in date }
        } else if let duration = Duration(compact: text) {
            due = { DueDate(in: duration, from: $0) }
        } else {
            throw (fields["due"] ?? fields.node).failure(
                "'due' is neither a day, nor an instant, nor a duration", hint: "as 2026-12-01 or 14d")
        }
    }

    func forecast(_ context: StepContext) throws -> StepForecast {
        let until = due.map { ", due \($0(context.workspace.time.now).text)" } ?? ""
        return StepForecast("would write down: \(text.printable.prefix(200))\(until)")
    }

    func perform(_ context: StepContext) throws -> StepResult {
        // Also after an incident that this run has closed.
        let incident = try context.workspace.readableIncident(context.incident)
        let incidents = try context.workspace.incidents
        let earlier = try context.written(JournalKind.followUp, incident.id) { $0.details["step"]?.stringValue == context.place }
        let followUp =
            try earlier.flatMap { entry in try incidents.followUps(incident: incident.id).first { $0.position == entry.position } }
            ?? incidents.addFollowUp(
                context.redaction(text), incident: incident.id, owner: owner, due: due?(context.workspace.time.now),
                actor: context.workspace.actor, step: context.place)
        return StepResult(
            "follow-up #\(followUp.position)\(followUp.owner.map { " for \($0.printable)" } ?? "")\(followUp.due.map { ", due \($0)" } ?? "")",
            outputs: [
                "number": .integer(followUp.position), "due": followUp.due.map { .string($0) } ?? .null,
                "owner": followUp.owner.map { .string($0) } ?? .null,
            ])
    }
}
