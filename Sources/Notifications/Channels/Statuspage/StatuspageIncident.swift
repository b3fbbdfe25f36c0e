internal import JSON

/// An incident for a status page, created or updated (developer.statuspage.io, "Incidents"; read as its OpenAPI document
/// says: name 255, body 25,000, metadata an object of objects).
struct StatuspageIncident {
    let body: [UInt8]
    private let parts: Parts

    private static let measure = Measure(
        headlines: [("name", 255)], summary: .init(25_000), factValue: .init(80), facts: 0, links: 0, checkpoint: 0)
    /// Our own limit: every text at its longest fits.
    private static let total = 262_144

    init(_ text: MessageText, components: [StatuspageComponent]) {
        var parts = Parts(text, Self.measure)
        body = parts.fit(intoBytes: Self.total) { Self.encoded($0, text, components) }
        self.parts = parts
    }

    private static func encoded(
        _ parts: Parts, _ text: MessageText, _ components: [StatuspageComponent]
    ) -> [UInt8] {
        var incident: JSONObject = [:]
        // The name stays as it was when the incident was opened.
        if text.event == .opened || text.event == .updated || text.event == .contained {
            incident["name"] = .string(parts.headlines[0].fitted)
        }
        if let status = status(text.event) { incident["status"] = .string(status) }
        incident["impact_override"] = .string(impact(text.severity))
        incident["body"] = .string(parts.summary.fitted.isEmpty ? parts.headlines[0].fitted : parts.summary.fitted)
        if !components.isEmpty {
            let isOver = text.event == .resolved || text.event == .reportReady
            incident["component_ids"] = .array(components.map { .string($0.id) })
            incident["components"] = .object(
                JSONObject(components.map { ($0.id, .string(isOver ? "operational" : $0.during.rawValue)) }))
        }
        incident["metadata"] = ["firebreak": ["reference": .string(text.incident)]]
        return JSONValue.object(["incident": .object(incident)]).compactBytes
    }

    /// How far it is, in Statuspage's words; nil to leave it as it stands.
    private static func status(_ event: MessageEvent) -> String? {
        switch event {
        case .opened: "investigating"
        case .contained: "monitoring"
        case .resolved, .reportReady: "resolved"
        case .updated, .rotated, .rotationOverdue, .rotationParked, .rotationRecovered: nil
        }
    }

    private static func impact(_ severity: MessageSeverity) -> String {
        switch severity {
        case .sev1: "critical"
        case .sev2: "major"
        case .sev3: "minor"
        case .sev4: "none"
        }
    }

    /// What marks an incident as the one that a body is about.
    static func marker(in body: [UInt8]) -> String? {
        (try? JSONValue(parsing: body))?.value(at: "incident.metadata.firebreak.reference")?.stringValue
    }

    /// The identifier of the incident that has a mark, among those of an answer.
    static func find(_ marker: String, in answer: [UInt8]) -> String? {
        (try? JSONValue(parsing: answer))?.arrayValue?.first { incident in
            incident.value(at: "metadata.firebreak.reference")?.stringValue == marker
        }?["id"]?.stringValue
    }

    /// Everything that was left out.
    var cuts: [PayloadCut] { parts.cuts }

    /// Statuspage's limits and how far they are used.
    var limits: [PayloadLimit] {
        [
            PayloadLimit(name: "name", unit: .characters, used: parts.headlines[0].used, limit: 255),
            PayloadLimit(name: "body", unit: .characters, used: parts.summary.used, limit: 25_000),
            PayloadLimit(name: "request", unit: .bytes, used: body.count, limit: Self.total),
        ]
    }
}
