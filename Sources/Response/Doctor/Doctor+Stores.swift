internal import Basics
internal import Sessions

extension Doctor {
    /// Each store: can it be reached, may its user do what is needed, does the layout fit, will tokens stay refused.
    func storeChecks(_ workspace: Workspace) -> [Check] {
        workspace.configuration.stores.flatMap { configuration in
            let subject = "store \(configuration.name)"
            return Check.of(subject) {
                let store = try SessionStore(
                    configuration, environment: workspace.environment, time: workspace.time)
                let servers = try store.primaryAddresses()
                let found = servers.count == 1 ? servers[0] : "\(servers.count) servers of \(store.address)"
                return [Check(subject, .ok, "reached \(found)")]
                    + Check.of(subject) { access(try store.checkAccess(), subject, configuration.name) }
                    + Check.of(subject) { fit(try store.layoutFit(), store, subject) }
                    + Check.of(subject) { try keeping(store, configuration, subject) }
                    + Check.of(subject) { clock(try store.clockOffset(), subject) }
            }
        }
    }

    private func access(_ access: AccessCheck, _ subject: String, _ store: String) -> [Check] {
        let remedy = "'firebreak sessions acl --store \(store)' prints the rule that its user needs"
        var checks: [Check] = []
        if !access.refused.isEmpty {
            checks.append(
                Check(subject, .failure, "its user may not: \(access.refused.joined(separator: ", "))", remedy: remedy))
        }
        if !access.untried.isEmpty {
            checks.append(
                Check(
                    subject, .ok,
                    "could not be tried without changing something: \(access.untried.joined(separator: ", "))"))
        }
        return checks.isEmpty || access.refused.isEmpty
            ? [Check(subject, .ok, "its user may do all that is needed")] + checks : checks
    }

    private func fit(_ fit: LayoutFit, _ store: SessionStore, _ subject: String) -> [Check] {
        if fit.hasSessions { return [Check(subject, .ok, "has sessions of the form \(store.keyPattern)")] }
        if fit.isEmpty {
            return [
                Check(
                    subject, .warning, "the database is empty",
                    remedy: "where somebody is signed in now, check the number of the database in the URL")
            ]
        }
        return [
            Check(
                subject, .warning,
                "no key\(fit.isWhole ? "" : " of a sample") has the form \(store.keyPattern); there are \(fit.others)",
                remedy: "check the layout's prefix and the number of the database")
        ]
    }

    private func keeping(
        _ store: SessionStore, _ configuration: StoreConfiguration, _ subject: String
    ) throws -> [Check] {
        let what = [
            configuration.cutoff.map { _ in "the cut-off" }, configuration.denylist.map { _ in "the denylist" },
        ]
        .compactMap(\.self)
        guard !what.isEmpty else { return [] }
        let keeping = try store.keeping(asksAll: true)
        let warnings = keeping.warnings(of: what.joined(separator: " and "))
        if !warnings.isEmpty {
            return warnings.map {
                Check(
                    subject, .warning, $0,
                    remedy: "maxmemory-policy noeviction and appendonly yes, or a Redis of their own for tokens")
            }
        }
        let unknown = keeping.evicts == nil || keeping.persists == nil
        return [
            Check(
                subject, .ok,
                unknown
                    ? "its user may not ask whether Redis saves what is written (CONFIG GET save): not known"
                    : "keeps what refuses tokens")
        ]
    }

    private func clock(_ offset: Duration?, _ subject: String) -> [Check] {
        guard let offset, offset > .seconds(2) || offset < .seconds(-2) else { return [] }
        let seconds = abs(offset.components.seconds)
        return [
            Check(
                subject, .warning, "its clock is \(seconds) s \(offset > .zero ? "ahead of" : "behind") this one",
                remedy: "keep both clocks right: a cut-off counts by them")
        ]
    }
}
