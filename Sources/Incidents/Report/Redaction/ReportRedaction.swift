internal import Basics
internal import JSON

extension ReportDocument {
    /// The report for readers outside: customers, partners, the public. What happened, when, and how much of it stays;
    /// who and where does not. People, users, stores, secrets, flags and channels get names such as `user 3`, the same
    /// all through; addresses, links, paths and identifiers are replaced; notes, reasons, warnings, receipts,
    /// measurements and rows from logs are left out, and so is every text that people wrote and did not call public.
    ///
    /// - Parameters:
    ///   - terms: more words that are not to be seen, such as the names of customers.
    ///   - known: names of stores, secrets and the like that are configured, and what each is, as `session store`.
    public func redacted(removing terms: [String] = [], known: [(name: String, sort: String)] = []) -> ReportDocument {
        var names = Pseudonyms(removed: terms)
        for actor in events.map(\.actor) + actions.map(\.actor) { names.learn(actor: actor) }
        for holder in details.roles { names.learn(actor: holder.person) }
        for system in details.systems { _ = names.name(system, as: "system") }
        for principal in details.principals { _ = names.name(principal, as: "user") }
        for user in impact.principals { _ = names.name(user, as: "user") }
        for role in impact.roles { _ = names.name(role, as: "role") }
        for store in impact.stores + impact.emptiedStores { _ = names.name(store, as: "session store") }
        for secret in impact.secrets { _ = names.name(secret.name, as: "secret") }
        for flag in impact.flags {
            _ = names.name(flag.flag, as: "flag")
            if let source = flag.source { _ = names.name(source, as: "flag source") }
        }
        for action in actions { names.learn(receipt: action.receipt ?? .null) }
        for (name, sort) in known { _ = names.name(name, as: sort) }
        let words = Dictionary(
            actions.flatMap { action in action.positions.map { ($0, action.wordsForReadersOutside) } },
            uniquingKeysWith: { first, _ in first })

        var document = self
        document.isRedacted = true
        document.incident.title = names.text(incident.title)
        document.details.roles = details.roles.map { holder in
            RoleHolder(
                role: holder.role, person: names.name(holder.person, as: "responder"), position: holder.position)
        }
        document.details.systems = details.systems.map { names.name($0, as: "system") }
        document.details.principals = details.principals.map { names.name($0, as: "user") }
        document.details.links = []
        document.details.followUps = []
        document.openedBy = openedBy.map { names.name($0, as: "responder") }
        document.summary = summary.filter { $0 != closingWords }.map(names.text)
        document.impact = names.impact(impact)
        document.milestones = milestones.map { milestone in
            var milestone = milestone
            if let actor = milestone.reached?.actor { milestone.reached?.actor = names.name(actor, as: "responder") }
            return milestone
        }
        document.events = events.filter(\.category.isForReadersOutside).map { event in
            var event = event
            event.actor = names.name(event.actor, as: "responder")
            event.summary =
                switch event.category {
                case .outcome: words[event.position].map { $0.outcome ?? $0.intent } ?? "Another action"
                case _ where event.kind == JournalKind.incidentClosed: "Incident closed"
                default: names.text(event.summary)
                }
            return event
        }
        document.actions = actions.map { names.action($0) }
        document.forgetEntriesLeftOut()
        document.charts = []
        document.logs = ImportedLogs()
        document.notifications = notifications.map { notification in
            var notification = notification
            notification.channel = names.text(notification.channel)
            notification.remarks = []
            notification.text = nil
            return notification
        }
        document.followUps = []
        document.gaps = []
        document.narrative = narrative.outside.mapping(names.text)
        return document
    }

    /// Nothing refers to an entry that is not in the timeline any more.
    private mutating func forgetEntriesLeftOut() {
        let shown = Set(events.map(\.position))
        for index in events.indices { events[index].correctedBy.removeAll { !shown.contains($0) } }
        for index in actions.indices { actions[index].positions.removeAll { !shown.contains($0) } }
    }
}

extension ReportEvent.Category {
    /// What people wrote and what was measured stays inside; an intent says the same as its outcome.
    fileprivate var isForReadersOutside: Bool {
        switch self {
        case .incident, .milestone, .outcome: true
        case .note, .intent, .notification, .measurement, .log, .leftOut, .other: false
        }
    }
}

extension Pseudonyms {
    /// `mira@ops-1` is a person at a machine: each of the three may be met alone.
    fileprivate mutating func learn(actor: String) {
        let name = name(actor, as: "responder")
        let parts = actor.split(separator: "@", maxSplits: 1).map(String.init)
        guard parts.count == 2 else { return }
        alias(parts[0], for: name)
        _ = self.name(parts[1], as: "machine")
    }

    /// The names that receipts carry.
    fileprivate mutating func learn(receipt: JSONValue) {
        let sorts: [(key: String, sort: String)] = [
            ("store", "session store"), ("channel", "channel"), ("flag", "flag"), ("source", "flag source"),
            ("role", "role"), ("user", "user"), ("lockdown", "lockdown"),
        ]
        guard let members = receipt.objectValue else { return }
        for (key, value) in members {
            if let text = value.stringValue, let sort = sorts.first(where: { $0.key == key })?.sort {
                _ = name(text, as: sort)
            }
            if key == "name", let text = value.stringValue { _ = name(text, as: "name") }
            if key == "users" { for user in value.arrayValue?.compactMap(\.stringValue) ?? [] { _ = name(user, as: "user") } }
            if value.objectValue != nil { learn(receipt: value) }
            for item in value.arrayValue ?? [] { learn(receipt: item) }
        }
    }

    fileprivate mutating func impact(_ impact: ReportImpact) -> ReportImpact {
        var impact = impact
        impact.principals = impact.principals.map { name($0, as: "user") }
        impact.roles = impact.roles.map { name($0, as: "role") }
        impact.stores = impact.stores.map { name($0, as: "session store") }
        impact.emptiedStores = impact.emptiedStores.map { name($0, as: "session store") }
        for index in impact.secrets.indices {
            impact.secrets[index].name = name(impact.secrets[index].name, as: "secret")
        }
        for index in impact.flags.indices {
            impact.flags[index].flag = name(impact.flags[index].flag, as: "flag")
            impact.flags[index].source = impact.flags[index].source.map { name($0, as: "flag source") }
            impact.flags[index].remark = nil
            guard !(impact.flags[index].from.isSwitch && impact.flags[index].to.isSwitch) else { continue }
            let isRestored = impact.flags[index].isRestored
            impact.flags[index].from = "one value"
            impact.flags[index].to = isRestored ? "one value" : "another"
        }
        return impact
    }

    fileprivate mutating func action(_ action: ReportAction) -> ReportAction {
        var action = action
        action.actor = name(action.actor, as: "responder")
        action.reason = nil
        action.warnings = []
        let words = action.wordsForReadersOutside
        action.intent = words.intent
        action.outcome = words.outcome
        action.receipt = nil
        action.facts = action.facts.filter { ReportFact.forReadersOutside.contains($0.label) }
        return action
    }
}

extension ReportFact {
    /// Figures, which name nothing.
    fileprivate static let forReadersOutside: Set<String> = [
        "Revoked", "Came back, revoked again", "Remain", "Undecodable", "Examined", "Verified", "Version", "Stage",
    ]
}

extension String {
    fileprivate var isSwitch: Bool { self == "true" || self == "false" }
}
