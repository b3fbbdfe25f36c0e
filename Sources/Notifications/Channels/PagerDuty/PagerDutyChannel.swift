internal import Basics
public import Configuration
internal import HTTP
internal import JSON

/// A PagerDuty service, through its Events API v2. The routing key is its credential.
public struct PagerDutyChannel: HTTPChannel {
    /// Its name in the configuration.
    public let name: String
    private let routingKey: ConfigurationText
    private let url: ConfigurationText
    private let changeURL: ConfigurationText?
    private let source: String
    private let caFile: ConfigurationText?

    /// Where alerts go unless the configuration says otherwise. Accounts in Europe have `events.eu.pagerduty.com`.
    public static let defaultURL = "https://events.pagerduty.com/v2/enqueue"

    /// A channel that raises alerts with a service's integration key; `source` is shown as where they come from.
    public init(
        name: String, routingKey: ConfigurationText, url: ConfigurationText = ConfigurationText(literal: defaultURL),
        changeURL: ConfigurationText? = nil, source: String = "firebreak", caFile: ConfigurationText? = nil
    ) {
        self.name = name
        self.routingKey = routingKey
        self.url = url
        self.changeURL = changeURL
        self.source = Piece("source", source.oneLine, limit: 255, floor: 255).fitted
        self.caFile = caFile
    }

    /// Reads the settings `routingKey` and, optionally, `url`, `changeUrl`, `source` and `caFile`. Without
    /// `changeUrl`, change events go to the host of `url`.
    init(name: String, node: ConfigurationNode) throws(ConfigurationError) {
        var mapping = try node.mapping()
        let routingKey = try mapping.required("routingKey").text()
        let url = try mapping.optional("url")?.text()
        let changeURL = try mapping.optional("changeUrl")?.text()
        let source = try mapping.optional("source")?.string()
        let caFile = try mapping.optional("caFile")?.filePath()
        try mapping.finish()
        self.init(
            name: name, routingKey: routingKey, url: url ?? ConfigurationText(literal: Self.defaultURL),
            changeURL: changeURL, source: source ?? "firebreak", caFile: caFile)
    }

    /// `pagerduty`.
    public var kind: ChannelKind { .pagerDuty }
    /// An alert is open or not.
    public var keepsState: Bool { true }

    /// The event, with asterisks for the routing key.
    public func render(_ text: MessageText) -> Payload {
        let alert = PagerDutyAlert(text, source: source)
        var notes: [String] = []
        if let action = alert.action, action != .trigger, text.wasAnnounced != true {
            notes.append(
                "PagerDuty drops this \(action.rawValue) unless an alert with its dedup_key is open, "
                    + (text.wasAnnounced == nil ? "and whether one was raised is not known" : "and none was raised"))
        }
        return Payload(
            text, channel: name, kind: kind, contentType: "application/json", body: alert.body,
            limits: alert.limits, cuts: alert.cuts, notes: notes)
    }

    /// The scheme and host of the Events API.
    public func destination(_ environment: [String: String]) throws(NotificationsError) -> String {
        try ChannelAddress(url, caFile, channel: name, environment).origin
    }

    func request(carrying payload: Payload, _ context: DeliveryContext) throws(NotificationsError) -> HTTPRequest {
        let address = try address(for: payload.event, context.environment)
        let key: String
        do throws(ConfigurationError) {
            key = try routingKey.resolve(context.environment)
        } catch {
            throw .configuration(error)
        }
        guard PagerDutyRoutingKey.isValid(key) else { throw .badRoutingKey(channel: name) }
        guard payload.kind == kind, let body = PagerDutyRoutingKey.put(key, into: payload.body) else {
            throw .foreignPayload(channel: name)
        }
        return address.request(posting: body, as: payload.contentType, context)
    }

    /// Alerts and change events have each their own address; `/v2/enqueue` tells where the other one is.
    private func address(
        for event: MessageEvent, _ environment: [String: String]
    ) throws(NotificationsError) -> ChannelAddress {
        guard PagerDutyAlert.Action(event) == nil else {
            return try ChannelAddress(url, caFile, channel: name, environment)
        }
        if let changeURL { return try ChannelAddress(changeURL, caFile, channel: name, environment) }
        return try ChannelAddress(url, caFile, channel: name, environment) { url in
            url.hasSuffix("/v2/enqueue") ? url.dropLast("enqueue".count) + "change/enqueue" : url
        }
    }

    /// Taken is what was answered with 202.
    func verdict(on response: HTTPResponse, to request: HTTPRequest) -> DeliveryAttempt.Verdict {
        guard response.status != 202 else { return .delivered }
        let hint: String? =
            switch response.status {
            case 400: "check that the routingKey is the Integration Key of an Events API v2 integration"
            case 200...399, 401...404: "check the channel's url: PagerDuty answers an event with 202"
            default: nil
            }
        return .rejected(reason: "it answered \(response.status)\(Self.complaint(response, request))", hint: hint)
    }

    /// What PagerDuty finds wrong with an event: `{"status": …, "message": …, "errors": […]}`. Not repeated where the
    /// answer has the routing key or a part of the URL in it.
    private static func complaint(_ response: HTTPResponse, _ request: HTTPRequest) -> String {
        guard let answer = try? JSONValue(parsing: response.body) else { return "" }
        let errors = answer["errors"]?.arrayValue?.compactMap(\.stringValue) ?? []
        let words = ([answer["message"]?.stringValue].compactMap { $0 } + errors).joined(separator: "; ").oneLine
        let key = PagerDutyRoutingKey.taken(from: request.body)
        let secrets = request.url.split { "/?&=#@".contains($0) }.filter { $0.utf8.count >= 6 } + [key[...]]
        guard !words.isEmpty, !secrets.contains(where: { words.contains($0) }) else { return "" }
        return ": " + Piece("answer", words, limit: 200, floor: 200).fitted
    }
}
