public import ArgumentParser
import Basics
public import Notifications
import Response

extension MessageEvent: ExpressibleByArgument {}
extension Audience: ExpressibleByArgument {}

/// Which message goes where.
struct MessageOptions: ParsableArguments {
    @Option(
        help: ArgumentHelp(
            "A channel, by its name in the configuration; may be given several times. Default: those that the routes say.",
            valueName: "name"))
    var channel: [String] = []
    @Option(
        help: ArgumentHelp(
            "What happened: opened, updated, contained, rotated, resolved, reportReady, rotationOverdue, rotationParked, rotationRecovered.",
            valueName: "event"))
    var event: MessageEvent
    @Option(
        help: ArgumentHelp(
            "Only for these: responders, leadership, owners, statusPage, customers, partners. Default: whom the routes say.",
            valueName: "audience"))
    var audience: Audience?
    @Option(
        help: ArgumentHelp(
            "A sentence to go with it, for people inside. Default: from the incident.", valueName: "text"))
    var message: String?
    @Option(
        help: ArgumentHelp(
            "What people outside are told: nothing else of yours goes to them. Default: standing sentences.",
            valueName: "text"))
    var publicMessage: String?
    @Option(
        help: ArgumentHelp(
            "A system that it touches, for the routes; may be given several times. Default: those of the incident.",
            valueName: "name"))
    var system: [String] = []
    @Option(
        help: ArgumentHelp("The incident. Default: the only open one, else a sample for a preview.", valueName: "id"))
    var incident: String?

    func notification() -> Notification {
        Notification(
            event: event, incident: incident, text: message, publicText: publicMessage, systems: system,
            channels: channel, audience: audience)
    }
}
