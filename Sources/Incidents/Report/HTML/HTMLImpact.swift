internal import Basics

/// Whom and what the incident touched.
struct HTMLImpact {
    private let impact: ReportImpact
    private let details: IncidentDetails

    init(_ document: ReportDocument) {
        impact = document.impact
        details = document.details
    }

    func write(to html: inout HTMLText) {
        named(&html)
        guard impact.hasRevocations || !impact.secrets.isEmpty || !impact.flags.isEmpty else {
            html.element("p", "No session was revoked, no secret rotated and no flag changed.")
            return
        }
        figures(&html)
        if impact.hasRevocations { people(&html) }
        if !impact.secrets.isEmpty { secrets(&html) }
        if !impact.flags.isEmpty { flags(&html) }
    }

    /// What people have named.
    private func named(_ html: inout HTMLText) {
        guard !details.systems.isEmpty || !details.principals.isEmpty || !details.links.isEmpty else { return }
        html.element("dl", ["class": "facts"]) { html in
            if !details.systems.isEmpty { html.pair("Systems affected") { names(details.systems, limit: 40, &$0) } }
            if !details.principals.isEmpty {
                html.pair("Named as affected", "wide") { names(details.principals, limit: 40, &$0) }
            }
            if !details.links.isEmpty {
                // As text: a report leads nobody anywhere.
                html.pair("See also", "wide") { html in
                    names(details.links.map { ($0.title.map { "\($0): " } ?? "") + $0.url }, limit: 40, &html)
                }
            }
        }
    }

    private func figures(_ html: inout HTMLText) {
        html.element("dl", ["class": "figures"]) { html in
            let returned =
                impact.sessionsReturned > 0
                ? "came back \(ReportText.counted(impact.sessionsReturned, "time")), revoked again" : ""
            let remaining = impact.sessionsRemaining.map { $0 == 0 ? "none remain" : "\(ReportText.count($0)) remain" }
            let how = impact.hasRevocations ? [returned, remaining ?? "how many remain is not known"] : []
            html.figure(
                "Sessions revoked", ReportText.count(impact.sessionsRevoked),
                how: how.filter { !$0.isEmpty }.joined(separator: "; "))
            let pending = impact.secrets.count { $0.nextStep != nil }
            html.figure(
                "Secrets rotated", ReportText.count(Int64(impact.secrets.count)),
                how: impact.secrets.isEmpty ? "" : pending == 0 ? "all finished" : "\(pending) with a step to go")
            let changed = impact.flags.count { !$0.isRestored }
            html.figure(
                "Flags changed", ReportText.count(Int64(impact.flags.count)),
                how: impact.flags.isEmpty ? "" : changed == 0 ? "all restored" : "\(changed) not restored")
        }
    }

    private func people(_ html: inout HTMLText) {
        html.element("dl", ["class": "facts"]) { html in
            if !impact.principals.isEmpty {
                html.pair("Principals (\(ReportText.count(Int64(impact.principals.count))))", "wide") { html in
                    names(impact.principals, limit: 40, &html)
                }
            }
            if !impact.roles.isEmpty {
                html.pair(impact.roles.count == 1 ? "Everyone with the role" : "Everyone with one of the roles") {
                    html in
                    names(impact.roles, limit: 20, &html)
                }
            }
            if !impact.emptiedStores.isEmpty {
                html.pair("Everyone in") { names(impact.emptiedStores, limit: 20, &$0) }
            }
            html.pair(impact.stores.count == 1 ? "Store" : "Stores") { names(impact.stores, limit: 20, &$0) }
            if impact.sessionsUndecodable > 0 {
                html.pair("Sessions that could not be read", "warning") {
                    $0.text(ReportText.count(impact.sessionsUndecodable))
                }
            }
        }
    }

    private func names(_ names: [String], limit: Int, _ html: inout HTMLText) {
        for (index, name) in names.prefix(limit).enumerated() {
            if index > 0 { html.text(", ") }
            html.foreign(ReportText.shortened(name, to: 200))
        }
        if names.count > limit { html.text(" and \(ReportText.count(Int64(names.count - limit))) more") }
    }

    private func secrets(_ html: inout HTMLText) {
        html.table("Secrets that got a new version", ["Secret", "Version", "Stage", "Next step"]) { html in
            html.element("tbody", ["role": "rowgroup"]) { html in
                for secret in impact.secrets { row(secret, &html) }
            }
        }
    }

    private func row(_ secret: ReportSecretChange, _ html: inout HTMLText) {
        html.element("tr", ["role": "row"]) { html in
            html.element("th", ["scope": "row", "role": "rowheader", "class": "full code"], secret.name)
            html.element("td", ["role": "cell", "data-label": "Version"]) { html in
                html.text(
                    (secret.previousVersion.map { "\($0) → " } ?? "") + (secret.version.map(String.init) ?? "unknown"))
            }
            html.element("td", ["role": "cell"], secret.stage ?? "unknown")
            html.element("td", ["role": "cell", "data-label": "Next:"]) { html in
                guard let step = secret.nextStep else {
                    html.element("span", ["class": "soft"], "none, it is finished")
                    return
                }
                html.foreign(step)
                if let at = secret.nextStepAt.flatMap(Timestamp.init) {
                    html.text(", ")
                    html.instant(at)
                }
            }
        }
    }

    private func flags(_ html: inout HTMLText) {
        html.table("Flags that were changed", ["Flag", "Source", "Before", "Now"]) { html in
            html.element("tbody", ["role": "rowgroup"]) { html in
                for change in impact.flags {
                    html.element("tr", ["role": "row"]) { html in
                        html.element("th", ["scope": "row", "role": "rowheader", "class": "full code"], change.flag)
                        html.element("td", ["role": "cell", "class": "soft"], change.source ?? "")
                        html.element("td", ["role": "cell", "data-label": "Before"]) { $0.element("code", change.from) }
                        html.element("td", ["role": "cell", "data-label": "Now"]) { html in
                            html.element("code", change.to)
                            if change.isRestored { html.element("span", ["class": "soft"], " restored") }
                        }
                    }
                }
            }
        }
    }
}
