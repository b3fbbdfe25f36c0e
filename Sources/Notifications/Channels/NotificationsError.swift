public import Basics
public import Configuration

/// Why a channel cannot be used as it is configured. Never carries its URL or key.
public enum NotificationsError: Failure {
    /// A reference in its configuration could not be resolved.
    case configuration(ConfigurationError)
    /// Its URL is none.
    case badURL(channel: String, reason: String)
    /// Its PagerDuty routing key is none.
    case badRoutingKey(channel: String)
    /// It was given a payload that it did not render.
    case foreignPayload(channel: String)

    public var message: String {
        switch self {
        case .configuration(let error): error.message
        case .badURL(let channel, let reason): "the URL of channel '\(channel.printable)' cannot be used: \(reason)"
        case .badRoutingKey(let channel):
            "the routingKey of channel '\(channel.printable)' is not 32 letters and digits"
        case .foreignPayload(let channel): "the payload was not made by channel '\(channel.printable)'"
        }
    }

    public var hint: String? {
        switch self {
        case .configuration(let error): error.hint
        case .badURL: "it begins with https:// and is copied whole from the service's settings"
        case .badRoutingKey: "it is the Integration Key of an Events API v2 integration, not a REST API key"
        case .foreignPayload: nil
        }
    }

    public var status: ExitStatus {
        switch self {
        case .configuration(let error): error.status
        case .badURL, .badRoutingKey: .configuration
        case .foreignPayload: .internalError
        }
    }
}
