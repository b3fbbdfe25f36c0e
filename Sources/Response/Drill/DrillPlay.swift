internal import Basics
internal import HTTP
internal import Incidents
internal import Notifications
internal import Redis
internal import Sessions

/// One performance of the drill: the acts in order, each with the operations that a real incident uses.
struct DrillPlay {
    let drill: Drill
    let tell: @Sendable (Drill.Step) -> Void
    let population: DrillPopulation
    let workspace: Workspace
    let endpoint: RedisEndpoint
    /// The stage's folder, with the application's `.env` and flags.
    let directory: String
    /// What has arrived at the receiver so far, as text.
    let received: @Sendable () -> [String]
    var output: DrillOutput
    var checks: [DrillReceipt.Check] = []
    /// How much of the time since the beginning went into containing.
    var containment = Duration.zero

    init(
        drill: Drill, scene: DrillScene, output: DrillOutput, tell: @escaping @Sendable (Drill.Step) -> Void
    ) throws {
        self.drill = drill
        self.tell = tell
        self.output = output
        population = DrillPopulation(sessions: drill.sessions)
        directory = scene.directory
        endpoint = try scene.endpoint
        let receiver = scene.receiver
        received = { receiver.requests.map { String(decoding: $0.body, as: UTF8.self) } }
        workspace = try Workspace.open(
            configuration: directory + "/firebreak.yaml", directory: directory, environment: [:], time: drill.time,
            actor: drill.actor)
    }

    mutating func perform() throws -> DrillReceipt {
        let begin = drill.time.now
        var connection = try RedisConnection(endpoint)
        try fill(&connection)
        try stopIfAsked()

        let (bystander, bystanderThread) = DrillBystander.start(endpoint)
        defer { bystander.stop() }
        pause(.seconds(1))
        let calmEnd = drill.time.now

        let target = population.attackedSession
        let (attacker, attackerThread) = DrillAttacker.start(
            endpoint, key: population.key(ofSession: target), value: population.value(ofSession: target),
            every: .milliseconds(50))
        defer { attacker.stop() }

        let incident = try openIncident()
        try notify(.opened, incident, "Credentials of \(population.compromised.count) users have leaked")
        let revocationStart = drill.time.now
        let revocations = try revoke(attacker)
        let revocationEnd = drill.time.now
        try attackerThread.join()
        try stopIfAsked()
        let rotations = try rotate()
        let flags = try switchOff()
        bystander.stop()
        try bystanderThread.join()
        try checkSessions(&connection)
        try checkSecrets(rotations)
        try restore(flags)
        try notify(.resolved, incident, "Sessions revoked, secrets rotated, flags back as they were")
        try checkNotifications()
        try measure(
            bystander, since: calmEnd,
            marks: [
                (revocationStart, "revoking begins"), (revocationEnd, "counted again"),
            ])
        try closeIncident(incident)

        return try finish(
            DrillReceipt(
                incident: incident, sessions: drill.sessions, condemned: population.condemned.count,
                containedInSeconds: containment.inSeconds, attackerSaves: attacker.count, revocations: revocations,
                rotations: rotations, flags: flags.count, notifications: received().count,
                bystander: .init(
                    before: bystander.latency(from: begin, to: calmEnd),
                    during: bystander.latency(from: revocationStart, to: revocationEnd)),
                checks: checks, files: [], durationSeconds: (drill.time.now - begin).inSeconds))
    }

    /// Ends the drill between two acts where somebody has asked for it.
    private func stopIfAsked() throws {
        if drill.isCancelled() { throw DrillStopped() }
    }

    /// Records a check and tells of it.
    mutating func check(_ name: String, _ passed: Bool, _ detail: String) {
        checks.append(DrillReceipt.Check(name: name, passed: passed, detail: detail))
        tell(passed ? .done("\(name): \(detail)") : .failed("\(name): \(detail)"))
    }
}
