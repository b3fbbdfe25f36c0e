internal import Basics

/// The report as GitHub Flavored Markdown: to be read in a terminal, kept beside the code, and finished by people.
public struct MarkdownReport {
    let document: ReportDocument

    /// The form of a document.
    public init(_ document: ReportDocument) { self.document = document }

    /// The file, UTF-8.
    public var bytes: [UInt8] { Array(text.utf8) }

    /// The file.
    public var text: String {
        var markdown = MarkdownText()
        for part in parts { part.write(&markdown) }
        markdown.write(
            "---\n\nMade by firebreak on \(ReportText.dateAndTime(document.generatedAt)) from the incident’s journal. "
                + "All times are UTC.\n")
        return document.isRedacted ? markdown.text : NarrativeFile.sealed(markdown.text + "\n")
    }

    /// The sections for a template; those that have nothing to say are empty.
    var sectionTexts: [String: String] {
        var texts: [String: String] = [:]
        for name in ReportTemplate.sectionNames { texts[name] = "" }
        for part in parts {
            var markdown = MarkdownText()
            part.write(&markdown)
            texts[part.name] = markdown.text
        }
        return texts
    }

    /// The sections in their order, by the names that templates use.
    private var parts: [(name: String, write: (inout MarkdownText) -> Void)] {
        let inside: [(name: String, write: (inout MarkdownText) -> Void)] =
            document.isRedacted ? [] : [("followUps", followUps), ("missing", missing)]
        return [
            ("header", head), ("summary", summary), ("impact", impact), ("milestones", milestones),
            ("story", { $0.part("How it happened") { written(.story, &$0) } }), ("timeline", timeline),
            ("actions", actions), ("charts", charts), ("notifications", notifications),
            ("lessons", { $0.part("What we learned") { written(.lessons, &$0) } }),
        ] + inside + [("proof", proof)]
    }

    /// What a reader of a redacted report is told.
    static let redactionNotice =
        "For readers outside: names of people and systems are replaced, and what is internal is left out."

    func escape(_ text: String) -> String { MarkdownText.escape(text) }

    private func head(_ markdown: inout MarkdownText) {
        let incident = document.incident
        markdown.write("# \(escape(ReportText.shortened(incident.title, to: 300)))\n\n")
        markdown.table(
            ["Incident", escape(incident.id)],
            [
                ["Severity", incident.severity.rawValue.uppercased()],
                ["Status", incident.status.rawValue],
                [
                    "Opened",
                    ReportText.dateAndTime(incident.openedAt) + (document.openedBy.map { " by \(escape($0))" } ?? ""),
                ],
                ["Closed", incident.closedAt.map(ReportText.dateAndTime) ?? "not yet"],
                [
                    incident.closedAt == nil ? "Open for" : "Lasted",
                    document.duration.map(ReportText.duration) ?? "not known",
                ],
            ] + document.details.roles.map { [$0.role.rawValue.capitalizedWord, escape($0.person)] })
        if document.isRedacted { markdown.write("\n\(Self.redactionNotice)\n") }
    }

    private func summary(_ markdown: inout MarkdownText) {
        markdown.heading(2, "Summary")
        written(.summary, &markdown)
        for sentence in document.summary { markdown.write("\(escape(sentence))\n\n") }
    }

    private func impact(_ markdown: inout MarkdownText) {
        let impact = document.impact
        markdown.heading(2, "Impact")
        written(.impact, &markdown)
        var rows = [
            ["Sessions revoked", ReportText.count(impact.sessionsRevoked)],
            ["Secrets rotated", ReportText.count(Int64(impact.secrets.count))],
            ["Flags changed", ReportText.count(Int64(impact.flags.count))],
        ]
        let details = document.details
        for (name, list) in [("Systems affected", details.systems), ("Named as affected", details.principals)]
        where !list.isEmpty {
            rows.append([name, escape(ReportText.list(list, limit: 40))])
        }
        for link in details.links {
            rows.append(["See also", escape((link.title.map { "\($0): " } ?? "") + link.url)])
        }
        if impact.hasRevocations {
            rows.insert(["Came back, revoked again", ReportText.count(impact.sessionsReturned)], at: 1)
            rows.insert(["Remain", impact.sessionsRemaining.map(ReportText.count) ?? "not known"], at: 2)
            rows.append(["Stores", escape(ReportText.list(impact.stores, limit: 20))])
        }
        if !impact.principals.isEmpty {
            rows.append([
                "Principals (\(ReportText.count(Int64(impact.principals.count))))",
                escape(ReportText.list(impact.principals, limit: 40)),
            ])
        }
        if !impact.roles.isEmpty { rows.append(["Roles", escape(ReportText.list(impact.roles, limit: 20))]) }
        markdown.table(["What", "How much"], rows)
        if !impact.secrets.isEmpty {
            markdown.table(
                ["Secret", "Version", "Stage", "Next step"],
                impact.secrets.map { secret in
                    let at = secret.nextStepAt.flatMap(Timestamp.init).map { ", \(ReportText.dateAndTime($0))" } ?? ""
                    return [
                        MarkdownText.code(secret.name),
                        (secret.previousVersion.map { "\($0) → " } ?? "")
                            + (secret.version.map(String.init) ?? "unknown"),
                        escape(secret.stage ?? "unknown"),
                        secret.nextStep.map { escape($0) + at } ?? "none, it is finished",
                    ]
                })
        }
        if !impact.flags.isEmpty {
            markdown.table(
                ["Flag", "Source", "Before", "Now"],
                impact.flags.map { change in
                    [
                        MarkdownText.code(change.flag), escape(change.source ?? ""), MarkdownText.code(change.from),
                        MarkdownText.code(change.to) + (change.isRestored ? " (restored)" : ""),
                    ]
                })
        }
    }

    private func milestones(_ markdown: inout MarkdownText) {
        markdown.heading(2, "Milestones")
        markdown.table(
            ["Milestone", "Reached", "Said by"],
            document.milestones.map { milestone in
                [
                    milestone.name.rawValue.capitalizedWord,
                    milestone.reached.map { ReportText.dateAndTime($0.at) } ?? "not set",
                    milestone.reached.map { escape($0.actor) } ?? "",
                ]
            })
        markdown.table(
            ["Duration", "", "Reckoned as"],
            document.metrics.map { metric in
                let missing =
                    metric.missing.isEmpty ? "" : "; \(ReportText.list(metric.missing.map(\.rawValue))) not set"
                return [
                    "\(metric.title.capitalizedWord) (\(metric.name))",
                    metric.duration.map(ReportText.duration) ?? "not known",
                    metric.formula + missing + (metric.problem.map { "; \(escape($0))" } ?? ""),
                ]
            })
    }

    private func timeline(_ markdown: inout MarkdownText) {
        markdown.heading(2, "Timeline")
        markdown.table(
            ["Occurred", "Recorded", "By", "What", "Entry"],
            document.events.map { event in
                let status = event.status.map { "**\($0.words.capitalizedWord):** " } ?? ""
                if event.leftOut != nil {
                    return [event.occurredAt.description, "", escape(event.actor), "*\(escape(event.summary))*", ""]
                }
                return [
                    event.occurredAt.description, event.wasRecordedLater ? event.recordedAt.description : "at once",
                    escape(ReportText.shortened(event.actor, to: 80)), status + escape(event.summary),
                    String(event.position)
                        + event.correctedBy.map { ", corrected by \($0)" }.joined(),
                ]
            })
        guard document.logs.rows > 0 else { return }
        markdown.write("\(escape(document.logs.sentence))\n\n")
        markdown.table(
            ["Log", "Rows", "Errors", "First", "Last"],
            document.logs.sources.map { log in
                [
                    escape(ReportText.shortened(log.name, to: 200)), ReportText.count(log.rows),
                    ReportText.count(log.errors), log.firstAt.description, log.lastAt.description,
                ]
            })
    }
}
