internal import Configuration
internal import HTTP

/// A way to tell somebody something.
public protocol Channel: Sendable {
    /// Its name in the configuration.
    var name: String { get }
    /// What it is.
    var kind: ChannelKind { get }
    /// The payload for a text: always within the service's limits, the same for the same text, with everything that
    /// was cut on record, and without the channel's secret.
    func render(_ text: MessageText) -> Payload
    /// Where payloads go, as scheme and host: the part of the address that is no secret.
    func destination(_ environment: [String: String]) throws(NotificationsError) -> String
    /// Whether everybody can read what goes there, so that only texts for people outside may.
    var isPublic: Bool { get }
    /// Whether the service keeps the state of an incident, so that a message which comes late would set it back.
    var keepsState: Bool { get }
    /// How long an attempt may take at most, where one usually may take so long.
    func longestAttempt(_ usual: Duration) -> Duration
    /// Delivers a payload that this channel rendered, once.
    func attempt(_ payload: Payload, _ context: DeliveryContext) throws(NotificationsError) -> DeliveryAttempt
}

extension Channel {
    public var isPublic: Bool { false }
    public var keepsState: Bool { false }
    public func longestAttempt(_ usual: Duration) -> Duration { usual }
    /// For whom a message is that is sent there without a word on that.
    public var usualAudience: Audience { isPublic ? .statusPage : .responders }
    /// Whether a message for an audience may go there: where everybody can read, only one for people outside.
    public func isFit(for audience: Audience) -> Bool { !isPublic || audience.isOutside }
}
