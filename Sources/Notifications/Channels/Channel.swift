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
    /// Delivers a payload that this channel rendered, once.
    func attempt(_ payload: Payload, _ context: DeliveryContext) throws(NotificationsError) -> DeliveryAttempt
}
