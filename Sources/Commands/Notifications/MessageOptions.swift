public import ArgumentParser
import Basics
public import Notifications
import Response

extension MessageEvent: ExpressibleByArgument {}

/// Which message goes where.
struct MessageOptions: ParsableArguments {
    @Option(
        help: ArgumentHelp(
            "A channel, by its name in the configuration; may be given several times. Default: those that the routes say.",
            valueName: "name"))
    var channel: [String] = []
    @Option(
        help: ArgumentHelp(
            "What happened: opened, updated, contained, rotated, resolved, reportReady.", valueName: "event"))
    var event: MessageEvent
    @Option(help: ArgumentHelp("A sentence to go with it. Default: from the incident.", valueName: "text"))
    var message: String?
    @Option(
        help: ArgumentHelp("The incident. Default: the only open one, else a sample for a preview.", valueName: "id"))
    var incident: String?

    func notification() -> Notification {
        Notification(event: event, incident: incident, text: message, channels: channel)
    }
}
