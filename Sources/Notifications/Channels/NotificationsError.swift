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
    /// Some setting of it is not what it should be.
    case badSetting(channel: String, reason: String, hint: String?)
    /// A template needs what a message has not.
    case missing(name: String, event: MessageEvent, audience: Audience, place: String)
    /// Nothing of the kind is told to people outside.
    case notForOutside(event: MessageEvent, audience: Audience)
    /// Everybody can read the channel, and the text is not for everybody.
    case notForEverybody(channel: String, audience: Audience)
    /// It was given a payload that it did not render.
    case foreignPayload(channel: String)

    public var message: String {
        switch self {
        case .configuration(let error): error.message
        case .badURL(let channel, let reason): "the URL of channel '\(channel.printable)' cannot be used: \(reason)"
        case .badRoutingKey(let channel):
            "the routingKey of channel '\(channel.printable)' is not 32 letters and digits"
        case .badSetting(let channel, let reason, _): "channel '\(channel.printable)' cannot be used: \(reason)"
        case .missing(let name, let event, let audience, let place):
            "the template at \(place) for \(audience.rawValue) needs {\(name)}, which this '\(event.rawValue)' has not"
        case .notForOutside(let event, let audience):
            "'\(event.rawValue)' is nothing that \(audience.rawValue) are told"
        case .notForEverybody(let channel, let audience):
            "everybody can read '\(channel.printable)', which is nothing for \(audience.rawValue)"
        case .foreignPayload(let channel): "the payload was not made by channel '\(channel.printable)'"
        }
    }

    public var hint: String? {
        switch self {
        case .configuration(let error): error.hint
        case .badURL: "it begins with https:// and is copied whole from the service's settings"
        case .badRoutingKey: "it is the Integration Key of an Events API v2 integration, not a REST API key"
        case .badSetting(_, _, let hint): hint
        case .missing(let name, _, _, _):
            switch name {
            case "publicMessage": "give it with --public-message"
            case "summary": "give it with --message"
            case "systems": "give them with --system"
            default: "take {\(name)} out of the template"
            }
        case .notForOutside: "leave that audience out, or choose another event"
        case .notForEverybody: "its audience is statusPage, customers or partners"
        case .foreignPayload: nil
        }
    }

    public var status: ExitStatus {
        switch self {
        case .configuration(let error): error.status
        case .badURL, .badRoutingKey, .badSetting: .configuration
        case .missing: .badInput
        case .notForOutside, .notForEverybody: .usage
        case .foreignPayload: .internalError
        }
    }
}
