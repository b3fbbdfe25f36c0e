internal import Basics
internal import Configuration
internal import Incidents
internal import JSON
internal import Notifications
internal import Response

/// `notify: {event: contained, text: …}`.
struct NotifyStep: StepAction {
    static let help = "Tell the channels, as the routes say or by name."
    static let fields: [Field] = [
        .required("event", .choice(MessageEvent.allCases.map(\.rawValue)), "What has happened."),
        Field("text", .text, "A sentence to go with it."),
        Field("fields", .map(.oneOrMore(.scalar)), "Facts with their names: {Affected users: \"${inputs.users}\"}."),
        Field("channels", .oneOrMore(.text), "Channels of the configuration. Default: those that the routes say."),
        Field(
            "audience", .choice(Audience.allCases.map(\.rawValue)),
            "For whom it is. Nothing internal goes to statusPage, customers and partners. Default: whom the routes say, else responders."),
        Field("publicText", .text, "What people outside are told. Default: standing sentences."),
        Field("once", .boolean, "Not to channels by which this event of the incident was told before, by whichever run."),
    ]
    static let operations = StepOperations.same
    let irreversibility: String? = "what was said is said"
    private let isOnce: Bool
    private let notification: @Sendable (String?) -> Notification

    init(_ fields: FieldReader) throws(ConfigurationError) {
        let event: MessageEvent = try fields.choice("event") ?? .updated
        let text = try fields.text("text")
        var facts: [MessageField] = []
        for (name, node) in try fields["fields"]?.mapping().entries ?? [] {
            var texts: [String] = []
            for item in node.kind == .sequence ? try node.sequence() : [node] { texts.append(try item.string()) }
            facts.append(MessageField(name: name, value: texts.joined(separator: ", ")))
        }
        let (channels, found) = (try fields.texts("channels"), facts)
        let (audience, publicText): (Audience?, String?) = (try fields.choice("audience"), try fields.text("publicText"))
        isOnce = try fields.flag("once")
        if isOnce, channels.isEmpty {
            throw (fields["once"] ?? fields.node).failure("'once' needs the channels that are meant", hint: "say channels")
        }
        notification = { incident in
            Notification(
                event: event, incident: incident, text: text, publicText: publicText, fields: found, channels: channels,
                audience: audience, joinsAutomatic: true)
        }
    }

    /// The channels by which a step has told the event of the incident already; what this one has queued itself does not count.
    private func told(_ notification: Notification, _ context: StepContext) throws -> Set<String> {
        guard let incident = try context.workspace.incident(notification.incident) else { return [] }
        let entries = try context.workspace.journal.entries(incident: incident.id, kinds: [JournalKind.notificationQueued])
        return Set(
            entries.filter { $0.operation != context.operation && $0.details["event"]?.stringValue == notification.event.rawValue }
                .flatMap { $0.details["to"]?.arrayValue ?? [] }.compactMap { $0["channel"]?.stringValue })
    }

    func forecast(_ context: StepContext) throws -> StepForecast {
        guard try context.workspace.incident(context.incident) != nil else {
            return StepForecast("would tell the channels, once there is an incident")
        }
        let plan = try SendNotification(notification(context.incident)).plan(context.workspace)
        return StepForecast(
            "would tell '\(plan.event.rawValue)' to \(plan.channels.joined(separator: ", "))", plan: try JSONValue(encoding: plan))
    }

    /// What another process is sending, or was when it was killed, is queued all the same: `tick` sees to it.
    func perform(_ context: StepContext) throws -> StepResult {
        var notification = notification(context.incident)
        if isOnce {
            let told = try told(notification, context)
            notification.channels.removeAll { told.contains($0) }
            if notification.channels.isEmpty {
                return StepResult("told before: \(told.sorted().joined(separator: ", "))", hasJournalled: false)
            }
        }
        let receipt = try context.carryOut(SendNotification(notification))
        let missed = receipt.deliveries.filter { ![.delivered, .held, .dropped].contains($0.outcome) }
        let outbox = try context.workspace.outbox
        let isTaken = try missed.allSatisfy { delivery in
            try delivery.id.flatMap { try outbox.item($0) }?.isHeld(at: context.workspace.time.now) == true
        }
        return StepResult(isGood: isTaken, receipt.summary + (missed.isEmpty || !isTaken ? "" : ", and being sent"), details: try JSONValue(encoding: receipt))
    }
}

/// `report: {output: night.html}`.
struct ReportStep: StepAction {
    static let help = "Write the post-incident report."
    static let fields: [Field] = [
        .required("output", .text, "The file; a relative path is below the configuration's folder."),
        Field("format", .choice(ReportFormat.allCases.map(\.rawValue)), "Its form. Default: by the file's name."),
        Field("redact", .boolean, "For readers outside."),
        Field("text", .text, "The report in Markdown that has what people wrote."),
        Field("template", .text, "A house style."),
    ]
    static let shorthand: String? = "output"
    static let outputs = ["output", "bytes"]
    private let output: String
    private let format: ReportFormat
    private let isRedacted: Bool
    private let text: String?
    private let template: String?

    init(_ fields: FieldReader) throws(ConfigurationError) {
        output = try fields.requiredText("output")
        guard let format = try fields.choice("format") ?? ReportFormat(fileName: output) else {
            throw fields.node.failure("the form of the report is not known", hint: "end the file's name in .html, .md or .json, or say format")
        }
        self.format = format
        isRedacted = try fields.flag("redact")
        text = try fields.text("text")
        template = try fields.text("template")
    }

    private func operation(_ context: StepContext) -> WriteReport {
        var request = ReportRequest(incident: context.incident, format: format, output: context.path(output))
        request.isRedacted = isRedacted
        request.text = text.map(context.path)
        request.template = template.map(context.path)
        return WriteReport(request, output: context.path(output))
    }

    func forecast(_ context: StepContext) throws -> StepForecast { StepForecast("would write \(output.printable)") }
    func perform(_ context: StepContext) throws -> StepResult { try context.result(of: operation(context), Self.outputs) }
}

/// `manual: "text"`.
struct ManualStep: StepAction {
    static let help = "Something that a person does, and confirms with a note."
    static let fields: [Field] = [.required("text", .text, "What is to be done.")]
    static let shorthand: String? = "text"
    static let outputs = ["note"]
    let changes = false
    private let text: String

    init(_ fields: FieldReader) throws(ConfigurationError) { text = try fields.requiredText("text") }

    func forecast(_ context: StepContext) throws -> StepForecast { StepForecast("by hand: \(text.printable)") }

    func perform(_ context: StepContext) throws -> StepResult {
        guard let answer = try context.confirm(context.step, text) else { throw StepWaits(reason: "by hand: \(text.printable)") }
        let (isDone, note): (Bool, String?) =
            switch answer {
            case .done(let note): (true, note)
            case .refused(let note): (false, note)
            }
        let said = note.map { ": \(context.redaction($0))" } ?? ""
        return StepResult(
            isGood: isDone, "\(isDone ? "confirmed" : "not done"), \(text.printable)\(said)",
            outputs: ["note": note.map { .string($0) } ?? .null], hasJournalled: false)
    }
}

/// A step that cannot go on before somebody has done something.
struct StepWaits: Error {
    let reason: String
}
