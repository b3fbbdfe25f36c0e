internal import Basics
internal import State

extension Doctor {
    /// Clocks that differ by more than this make people wonder whose times they read.
    private static let tolerance = Duration.seconds(5)

    /// Who is at work on what, who died at it, and whether this machine's clock agrees with the state's own.
    func leaseChecks(_ workspace: Workspace) -> [Check] {
        guard (try? workspace.hasState) == true else { return [] }
        var checks = Check.of("leases") {
            let leases = try workspace.leases.list()
            let held = leases.filter(\.isHeld)
            let standing = held.isEmpty ? "nobody is at work" : "\(held.count) held"
            var checks = [Check("leases", .ok, standing)]
            checks += held.prefix(5).map { lease in
                let since = lease.takenAt.formatted(fractionDigits: 0)
                let until = lease.heldUntil.formatted(fractionDigits: 0)
                return Check(
                    "leases", .ok, "\(lease.name.printable): \(lease.holder), since \(since), until \(until) unless renewed")
            }
            checks += leases.filter { !$0.isHeld }.prefix(5).map { lease in
                Check(
                    "leases", .warning,
                    "\(lease.name.printable): \(lease.holder) has not come to its end; its lease ran out, or it died",
                    remedy: lease.name.hasPrefix("run ")
                        ? "'firebreak playbook resume' goes on with it" : "'firebreak tick' takes it over, or puts it aside")
            }
            return checks
        }
        checks += Check.of("clock") {
            guard let own = try workspace.database.read({ try $0.ownTime() }) else { return [] }
            let ahead = workspace.time.now - Timestamp(microseconds: own)
            let size = ahead < .zero ? .zero - ahead : ahead
            guard size > Self.tolerance else { return [] }
            return [
                Check(
                    "clock", .warning,
                    "this machine's is \(size.rough) \(ahead < .zero ? "behind" : "ahead of") the state's own, by which "
                        + "leases and messages go", remedy: "set the clock, and keep it so (chrony, systemd-timesyncd)")
            ]
        }
        return checks
    }
}
