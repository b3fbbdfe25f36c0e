internal import Basics
internal import Incidents
internal import Notifications
internal import State

extension Announcements {
    /// Queues what somebody tells; gives the numbers of what stands for it in the outbox.
    ///
    /// What firebreak was about to tell of the same event by itself gives way. Where that has gone out already, a
    /// notification that joins it follows as an update, or not at all where it says nothing more.
    func queue(
        _ notification: Notification, as message: Message, along routes: [Route], operation: String?,
        in session: any DatabaseSession
    ) throws -> [Int64] {
        guard message.event.happensOnce else {
            return try queue(message, along: routes, operation: operation, in: session)
        }
        let (event, incident) = (message.event, message.incident)
        let beginning = try Incidents.beginning(of: incident, in: session)
        // An incident escalates once, however often it is told that it was opened.
        let calls = try routes.filter { route in
            try route.unacknowledgedFor != nil && !outbox.escalates(incident, since: beginning, along: route, session)
        }
        let told = try routes.filter { $0.unacknowledgedFor == nil }.flatMap { route in
            try outbox.giveWay(
                to: "told in words of \(message.actor.printable)", about: event, in: incident, along: route, session)
            var message = message
            if notification.joinsAutomatic,
                let told = try outbox.standing(
                    of: event, in: incident, since: beginning, along: route, isAutomatic: true, session)
            {
                // What is resolved at a service that keeps the state of things must not open again.
                let isClosed = event == .resolved && channel(route.channel)?.keepsState == true
                guard notification.hasWords, !isClosed else { return [told.id] }
                message.event = .updated
            }
            return try queue(message, along: [route], operation: operation, in: session)
        }
        return told + (try queue(message, along: calls, operation: operation, in: session))
    }
}
