internal import Basics
public import JSON

/// The report as JSON: camelCase keys, ISO 8601 times in UTC, durations in seconds, receipts as the journal has them.
public struct JSONReport {
    private let document: ReportDocument

    /// The form of a document.
    public init(_ document: ReportDocument) { self.document = document }

    /// The file, UTF-8, indented.
    public var bytes: [UInt8] { Array((value.pretty + "\n").utf8) }

    /// The report as a value.
    public var value: JSONValue {
        [
            "incident": incident, "generatedAt": time(document.generatedAt),
            "summary": .array(document.summary.map { .string($0) }), "impact": impact,
            "milestones": .array(document.milestones.map(milestone)), "metrics": .array(document.metrics.map(metric)),
            "timeline": .array(document.events.map(event)), "logs": logs, "actions": .array(document.actions.map(action)),
            "measurements": .array(document.charts.map(chart)),
            "notifications": .array(document.notifications.map(notification)),
            "followUps": .array(document.followUps.map(followUp)),
            "missing": .array(
                document.gaps.map { gap in
                    ["kind": .string(gap.kind.rawValue), "title": .string(gap.title), "text": .string(gap.text)]
                }),
            "narrative": narrative, "redacted": .bool(document.isRedacted), "checkpoint": checkpoint,
        ]
    }

    private var narrative: JSONValue {
        .array(
            NarrativeSection.all.compactMap { section in
                document.narrative[section].map { text in
                    [
                        "section": .string(section.id), "title": .string(section.title),
                        "markdown": .string(text.markdown), "public": .bool(text.isPublic),
                    ]
                }
            })
    }

    private func time(_ instant: Timestamp?) -> JSONValue { instant.map { .string($0.description) } ?? .null }
    private func text(_ text: String?) -> JSONValue { text.map { .string($0) } ?? .null }
    private func number(_ number: Int64?) -> JSONValue { number.map { .integer($0) } ?? .null }
    private func seconds(_ duration: Duration?) -> JSONValue { duration.map { .double($0.inSeconds) } ?? .null }
    private func texts(_ texts: [String]) -> JSONValue { .array(texts.map { .string($0) }) }

    private var incident: JSONValue {
        let incident = document.incident
        return [
            "id": .string(incident.id), "title": .string(incident.title),
            "severity": .string(incident.severity.rawValue),
            "status": .string(incident.status.rawValue), "openedAt": time(incident.openedAt),
            "closedAt": time(incident.closedAt), "durationSeconds": seconds(document.duration),
            "openedBy": text(document.openedBy),
            "roles": .array(
                document.details.roles.map { ["role": .string($0.role.rawValue), "person": .string($0.person)] }),
            "systems": texts(document.details.systems), "principals": texts(document.details.principals),
            "links": .array(document.details.links.map { ["url": .string($0.url), "title": text($0.title)] }),
        ]
    }

    private var impact: JSONValue {
        let impact = document.impact
        return [
            "principals": texts(impact.principals), "roles": texts(impact.roles), "stores": texts(impact.stores),
            "emptiedStores": texts(impact.emptiedStores), "sessionsRevoked": .integer(impact.sessionsRevoked),
            "sessionsReturned": .integer(impact.sessionsReturned),
            "sessionsRemaining": number(impact.sessionsRemaining),
            "sessionsUndecodable": .integer(impact.sessionsUndecodable),
            "secrets": .array(
                impact.secrets.map { secret in
                    [
                        "name": .string(secret.name), "previousVersion": number(secret.previousVersion),
                        "version": number(secret.version), "stage": text(secret.stage),
                        "nextStep": text(secret.nextStep),
                        "nextStepAt": text(secret.nextStepAt),
                        "residualTrustSeconds": secret.residualTrustSeconds.map { .double($0) } ?? .null,
                    ]
                }),
            "flags": .array(
                impact.flags.map { change in
                    [
                        "flag": .string(change.flag), "source": text(change.source), "from": .string(change.from),
                        "to": .string(change.to), "restored": .bool(change.isRestored),
                    ]
                }),
        ]
    }

    private func milestone(_ milestone: ReportMilestone) -> JSONValue {
        [
            "name": .string(milestone.name.rawValue), "at": time(milestone.reached?.at),
            "actor": text(milestone.reached?.actor),
            "position": number(milestone.reached?.position),
        ]
    }

    private func metric(_ metric: IncidentMetric) -> JSONValue {
        [
            "name": .string(metric.name), "title": .string(metric.title), "formula": .string(metric.formula),
            "durationSeconds": seconds(metric.duration), "missing": texts(metric.missing.map(\.rawValue)),
            "problem": text(metric.problem),
        ]
    }

    private func event(_ event: ReportEvent) -> JSONValue {
        [
            "position": .integer(event.position), "occurredAt": time(event.occurredAt),
            "recordedAt": time(event.recordedAt),
            "actor": .string(event.actor), "kind": .string(event.kind), "status": text(event.status?.rawValue),
            "summary": .string(event.summary), "correctedBy": .array(event.correctedBy.map { .integer($0) }),
            "leftOut": event.leftOut.map(leftOut) ?? .null,
        ]
    }

    private func leftOut(_ rows: LeftOutRows) -> JSONValue {
        [
            "rows": .integer(rows.rows), "errors": .integer(rows.errors), "until": time(rows.lastAt),
            "sources": texts(rows.sources),
        ]
    }

    /// The timeline has a selection of the rows of logs; here they are counted.
    private var logs: JSONValue {
        [
            "rows": .integer(document.logs.rows), "shown": .integer(document.logs.shown),
            "sources": .array(
                document.logs.sources.map { source in
                    [
                        "name": .string(source.name), "rows": .integer(source.rows), "errors": .integer(source.errors),
                        "firstAt": time(source.firstAt), "lastAt": time(source.lastAt),
                    ]
                }),
        ]
    }

    private func action(_ action: ReportAction) -> JSONValue {
        [
            "operation": text(action.operation), "action": .string(action.action),
            "status": .string(action.status.rawValue),
            "startedAt": time(action.startedAt), "endedAt": time(action.endedAt),
            "durationSeconds": seconds(action.duration),
            "actor": .string(action.actor), "reason": text(action.reason), "intent": text(action.intent),
            "outcome": text(action.outcome), "receipt": action.receipt ?? .null, "warnings": texts(action.warnings),
            "positions": .array(action.positions.map { .integer($0) }),
        ]
    }

    private func chart(_ chart: ReportChart) -> JSONValue {
        [
            "title": .string(chart.title), "unit": .string(chart.unit), "position": .integer(chart.position),
            "series": .array(
                chart.series.map { series in
                    [
                        "name": .string(series.name),
                        "points": .array(
                            series.points.map { [.double($0.at), $0.value.map { .double($0) } ?? .null] }),
                    ]
                }),
            "marks": .array(chart.marks.map { ["at": .double($0.at), "label": .string($0.label)] }),
        ]
    }

    private func notification(_ notification: ReportNotification) -> JSONValue {
        [
            "at": time(notification.at), "channel": .string(notification.channel), "event": text(notification.event),
            "outcome": text(notification.outcome), "remarks": texts(notification.remarks),
            "text": text(notification.text), "position": .integer(notification.position),
        ]
    }

    private func followUp(_ followUp: ReportFollowUp) -> JSONValue {
        [
            "text": .string(followUp.text), "owner": text(followUp.owner), "due": text(followUp.due),
            "done": .bool(followUp.isDone), "positions": .array(followUp.positions.map { .integer($0) }),
        ]
    }

    private var checkpoint: JSONValue {
        guard let checkpoint = document.checkpoint else { return .null }
        return [
            "origin": .string(checkpoint.origin), "size": .integer(checkpoint.size), "root": .string(checkpoint.root),
            "note": .string(checkpoint.note), "verifierKey": text(checkpoint.verifierKey),
            "uncoveredEntries": .integer(Int64(checkpoint.uncovered)),
        ]
    }
}
