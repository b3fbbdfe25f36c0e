internal import Basics
internal import Notifications

extension Doctor {
    /// Whether anybody would be told. Nothing is sent; that an address can be resolved is a check of the configuration.
    func channelChecks(_ workspace: Workspace) -> [Check] {
        let configuration = workspace.configuration
        guard !configuration.channels.isEmpty else {
            return [
                Check(
                    "channels", .warning, "there is none: nobody is told of an incident",
                    remedy: "add one under 'channels:' in firebreak.yaml")
            ]
        }
        let names = configuration.channels.map(\.name).joined(separator: ", ")
        guard !configuration.routes.isEmpty else {
            return [
                Check(
                    "channels", .warning, "\(names): no route leads to them",
                    remedy: "add one under 'routes:', or name a channel each time")
            ]
        }
        return [Check("channels", .ok, "\(names) (nothing was sent)")] + outboxChecks(workspace)
    }

    /// Whether messages are stuck: parked ones wait for somebody, and what has been due for long needs a timer.
    private func outboxChecks(_ workspace: Workspace) -> [Check] {
        guard (try? workspace.hasState) == true else { return [] }
        return Check.of("outbox") {
            var checks: [Check] = []
            for standing in try workspace.outbox.standings() {
                let subject = "outbox \(standing.channel)"
                if standing.parked > 0 {
                    checks.append(
                        Check(
                            subject, .failure, "\(standing.parked) message\(standing.parked == 1 ? "" : "s") parked",
                            remedy: "'firebreak notify outbox' says why; then retry or drop"))
                }
                if let oldest = standing.oldest, workspace.time.now - oldest >= .seconds(300) {
                    checks.append(
                        Check(
                            subject, .warning,
                            "\(standing.waiting) waiting, the oldest since \(oldest.formatted(fractionDigits: 0))",
                            remedy: "let a timer run 'firebreak tick'; 'firebreak notify outbox' says what is in the way"))
                }
            }
            return checks.isEmpty ? [Check("outbox", .ok, "nothing is stuck")] : checks
        }
    }
}
