internal import Basics
internal import Configuration
internal import HTTP
internal import JSON

/// A page of Atlassian Statuspage (developer.statuspage.io): an incident is created there once, and what follows updates
/// it. Everybody can read it.
public struct StatuspageChannel: HTTPChannel {
    /// Its name in the configuration.
    public let name: String
    private let page: String
    private let apiKey: ConfigurationText
    private let url: ConfigurationText
    private let components: [StatuspageComponent]
    private let caFile: ConfigurationText?

    /// The API unless the configuration says otherwise.
    public static let defaultURL = "https://api.statuspage.io/v1"

    /// Reads the settings `page` and `apiKey` and, optionally, `components` (what becomes of each while an incident is
    /// open), `url` and `caFile`.
    init(name: String, node: ConfigurationNode) throws(ConfigurationError) {
        var mapping = try node.mapping()
        self.name = name
        let page = try mapping.required("page")
        self.page = try Self.identifier(page.string(), page)
        apiKey = try mapping.required("apiKey").text()
        url = try mapping.optional("url")?.text() ?? ConfigurationText(literal: Self.defaultURL)
        caFile = try mapping.optional("caFile")?.filePath()
        var components: [StatuspageComponent] = []
        for (id, node) in try mapping.optional("components")?.mapping().entries ?? [] {
            components.append(StatuspageComponent(id: try Self.identifier(id, node), during: try node.oneOf()))
        }
        self.components = components
        try mapping.finish()
    }

    /// Statuspage's identifiers, as `kctbh9vrtdwd`: they go into a path as they are.
    private static func identifier(
        _ text: String, _ node: ConfigurationNode
    ) throws(ConfigurationError) -> String {
        guard isIdentifier(text) else {
            throw node.failure(
                "'\(node.path)' is no identifier of Statuspage",
                hint: "small letters and digits, as in the page's address under manage.statuspage.io")
        }
        return text
    }

    private static func isIdentifier(_ text: String) -> Bool {
        (1...64).contains(text.utf8.count)
            && text.utf8.allSatisfy { (0x30...0x39).contains($0) || (0x61...0x7A).contains($0) }
    }

    /// `statuspage`.
    public var kind: ChannelKind { .statuspage }
    public var isPublic: Bool { true }
    /// An incident on the page is open or not.
    public var keepsState: Bool { true }

    /// The incident, or what is new of it: the same form for both.
    public func render(_ text: MessageText) -> Payload {
        let incident = StatuspageIncident(text, components: components)
        return Payload(
            text, channel: name, kind: kind, contentType: "application/json", body: incident.body,
            limits: incident.limits, cuts: incident.cuts)
    }

    /// The API's scheme and host.
    public func destination(_ environment: [String: String]) throws(NotificationsError) -> String {
        try ChannelAddress(url, caFile, channel: name, environment).origin
    }

    public func attempt(
        _ payload: Payload, _ context: DeliveryContext
    ) throws(NotificationsError) -> DeliveryAttempt {
        guard payload.kind == kind else { throw .foreignPayload(channel: name) }
        if context.reference == nil, !Self.mayCreate(payload.event) {
            return DeliveryAttempt(verdict: .pointless(reason: "the page has no incident to update"))
        }
        if context.reference == nil, context.isRepetition, let reference = StatuspageIncident.marker(in: payload.body) {
            // It may have been created, and only the answer lost: a second one must not be.
            let search = try search(context)
            let found = try exchange(
                search, context, verdict: { Self.isList($0) },
                reference: { response in
                    StatuspageIncident.find(reference, in: response.body).flatMap { Self.isIdentifier($0) ? $0 : nil }
                })
            guard found.verdict == .delivered else { return found }
            if found.reference != nil { return found }
        }
        return try exchange(try request(carrying: payload, context), context)
    }

    func request(carrying payload: Payload, _ context: DeliveryContext) throws(NotificationsError) -> HTTPRequest {
        let incident = context.reference.flatMap { Self.isIdentifier($0) ? "/\($0)" : nil } ?? ""
        let address = try address("/pages/\(page)/incidents\(incident)", context)
        return address.request(
            posting: payload.body, as: payload.contentType, context, headers: [try authorization(context)],
            method: incident.isEmpty ? "POST" : "PATCH")
    }

    /// The incidents that are open.
    private func search(_ context: DeliveryContext) throws(NotificationsError) -> HTTPRequest {
        try address("/pages/\(page)/incidents/unresolved", context).request(
            posting: [], as: "application/json", context, headers: [try authorization(context)], method: "GET",
            maximumResponseBytes: 4 << 20)
    }

    private func address(_ path: String, _ context: DeliveryContext) throws(NotificationsError) -> ChannelAddress {
        try ChannelAddress(url, caFile, channel: name, context.environment) { url in
            (url.hasSuffix("/") ? String(url.dropLast()) : url) + path
        }
    }

    private func authorization(
        _ context: DeliveryContext
    ) throws(NotificationsError) -> (name: String, value: String) {
        ("Authorization", "OAuth \(try ChannelSecret.resolve(apiKey, "apiKey", channel: name, context.environment))")
    }

    /// A rotation or a report is nothing to begin an incident with on a page, nor is its end.
    private static func mayCreate(_ event: MessageEvent) -> Bool {
        switch event {
        case .opened, .updated, .contained: true
        case .rotated, .resolved, .reportReady, .rotationOverdue, .rotationParked, .rotationRecovered: false
        }
    }

    /// Taken is what was answered with the incident: 201 for a new one, 200 for an update. 420 asks for a rest, as 429
    /// does.
    func verdict(on response: HTTPResponse, to request: HTTPRequest) -> DeliveryAttempt.Verdict {
        switch response.status {
        case 200, 201:
            reference(in: response) != nil
                ? .delivered
                : .rejected(
                    reason: "it answered \(response.status) without an incident",
                    hint: "something between here and Statuspage answered in its place: check the url")
        case 420: .deferred(reason: "it answered 420", retryAfter: nil)
        case 401, 403:
            .rejected(reason: "it answered \(response.status)", hint: "check the apiKey, and what it may do")
        case 404: .rejected(reason: "it answered 404", hint: "check the page's identifier; the incident may be gone")
        case 422: .rejected(reason: "it answered 422", hint: "check the components' identifiers")
        default: .rejected(reason: "it answered \(response.status)")
        }
    }

    private static func isList(_ response: HTTPResponse) -> DeliveryAttempt.Verdict {
        switch response.status {
        case 200 where (try? JSONValue(parsing: response.body))?.arrayValue != nil: .delivered
        case 420: .deferred(reason: "it answered 420", retryAfter: nil)
        default: .rejected(reason: "it answered \(response.status) when it was asked for its open incidents")
        }
    }

    /// The incident's identifier on the page.
    func reference(in response: HTTPResponse) -> String? {
        (try? JSONValue(parsing: response.body))?["id"]?.stringValue.flatMap { Self.isIdentifier($0) ? $0 : nil }
    }
}

/// A component of a page, and what becomes of it while an incident is open.
struct StatuspageComponent: Sendable {
    let id: String
    let during: Status

    /// Statuspage's words.
    enum Status: String, Sendable, CaseIterable {
        case operational
        case degradedPerformance = "degraded_performance"
        case partialOutage = "partial_outage"
        case majorOutage = "major_outage"
        case underMaintenance = "under_maintenance"
    }
}
