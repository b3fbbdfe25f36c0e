internal import Basics
internal import Files
internal import Flags
internal import Incidents
internal import JSON
internal import Redis
internal import Sessions
internal import Tokens

// What the drill verifies by itself, past the receipts: with commands of its own and by reading the files.
extension DrillPlay {
    /// Every condemned session is gone, every other one and the neighbours' keys are there.
    mutating func checkSessions(_ connection: inout RedisConnection) throws {
        let condemned = Set(population.condemned)
        var left = 0
        var lost = 0
        for start in stride(from: 0, to: population.sessions, by: 1000) {
            let indices = Array(start..<min(start + 1000, population.sessions))
            let replies = try connection.pipeline(
                indices.map { ["EXISTS", .string(population.key(ofSession: $0))] })
            for (index, reply) in zip(indices, replies) {
                let isThere = reply == .integer(1)
                if condemned.contains(index) { left += isThere ? 1 : 0 } else { lost += isThere ? 0 : 1 }
            }
        }
        check("condemned sessions", left == 0, left == 0 ? "all \(condemned.count) are gone" : "\(left) are left")
        check("other sessions", lost == 0, lost == 0 ? "untouched" : "\(lost) were lost")
        let neighbours = try connection.pipeline(
            (0..<DrillPopulation.neighbours).map { ["EXISTS", .string("cart:user\($0)")] })
        let missing = neighbours.count { $0 != .integer(1) }
        check("the neighbour's keys", missing == 0, missing == 0 ? "untouched" : "\(missing) were lost")
    }

    /// The `.env` holds what the keyring holds; a token of the new key verifies, and one of the old key still does.
    mutating func checkSecrets(_ rotations: [DrillRotation]) throws {
        let text = try FileReader.read(directory + "/.env")
        let document = try DotEnvDocument(parsing: text)
        for rotation in rotations {
            var held = false
            let value = try document.value(of: rotation.name)
            try workspace.withSecretValue(rotation.name, version: nil) { held = value.map { Array($0.utf8) } == $0 }
            check(
                "\(rotation.name) in .env", held, held ? "is the keyring's version \(rotation.version)" : "is another")
            let hasPrevious = try document.value(of: rotation.name + "_PREVIOUS") != nil
            check("\(rotation.name)_PREVIOUS", hasPrevious, hasPrevious ? "is there for the overlap" : "is missing")
        }
        let untouched =
            try document.value(of: "DATABASE_URL") == "postgres://app@db/app"
            && String(decoding: text, as: UTF8.self).contains("# comments and quoting stay as they are")
        check("the rest of .env", untouched, untouched ? "unchanged" : "changed")

        let token = try workspace.signToken(
            secret: "JWT_SECRET",
            claims: ["sub": "user0001", "exp": .integer((workspace.time.now + .seconds(60)).seconds)])
        let verified = try workspace.verifyToken(
            token, secret: "JWT_SECRET", expecting: JWTExpectations(now: workspace.time.now))
        check("a token of the new key", verified.token.claims["sub"] == "user0001", "verifies")
        let signed = try workspace.signWebhook(
            secret: "WEBHOOK_SECRET", body: Array("{}".utf8), id: "msg_drill", timestamp: workspace.time.now)
        let matched = try workspace.verifyWebhook(
            secret: "WEBHOOK_SECRET", headers: signed.headers, body: Array("{}".utf8), tolerance: .seconds(300)
        ).matched
        check("a signed webhook", matched == "current", "verifies by the \(matched) version")
    }

    /// Puts the flags back, and compares the file with what it was, byte for byte.
    mutating func restore(_ flags: [String]) throws {
        let off = try FileReader.readText(directory + "/.env.override")
        let areOff = flags.allSatisfy { off.contains("\($0)=false") }
        check("flags off", areOff, areOff ? flags.joined(separator: ", ") : "not all are off")
        for flag in flags {
            let receipt = try workspace.carryOut(
                RestoreFlags(.flagOrOverride(flag, source: nil), isForced: false), reason: "drill")
            tell(.done(receipt.summary))
        }
        let back = try FileReader.readText(directory + "/.env.override") == DrillScene.flagsFile
        check("flags restored", back, back ? "the file is as it was, byte for byte" : "the file differs")
    }

    /// Slack and PagerDuty each got what was sent, and it parses.
    mutating func checkNotifications() throws {
        let bodies = received()
        let parsed = bodies.compactMap { try? JSONValue(parsing: $0) }
        let slack = parsed.count { $0["blocks"] != nil }
        let pages = parsed.compactMap { $0["event_action"]?.stringValue }
        let passed = slack == 2 && pages == ["trigger", "resolve"]
        check(
            "notifications", passed,
            passed ? "Slack 2, PagerDuty trigger and resolve" : "Slack \(slack), PagerDuty \(pages)")
    }

    /// Verifies the journal and writes the files.
    mutating func finish(_ receipt: DrillReceipt) throws -> DrillReceipt {
        let verification = try workspace.verifyJournal()
        check(
            "the journal", verification.isGood,
            verification.isGood ? "\(verification.entries) entries, signed" : "\(verification.problems.count) problems")
        let allRevoked = receipt.revocations.allSatisfy(\.verified)
        check(
            "the receipts", allRevoked, allRevoked ? "every revocation counted again" : "a revocation is not verified")
        let returned = receipt.revocations.reduce(0) { $0 + $1.resurrected }
        check("the attacker", returned > 0, "came back \(returned) times and was revoked each time")
        try output.write("report.html", workspace.report(ReportRequest(incident: receipt.incident, format: .html)).bytes)
        try output.write("report.md", workspace.report(ReportRequest(incident: receipt.incident, format: .markdown)).bytes)
        var timeline: [UInt8] = []
        try workspace.timeline.exportTimesketch(incident: receipt.incident) { timeline += $0 }
        try output.write("timeline.jsonl", timeline)
        let finished = receipt.with(checks: checks, files: output.files + [output.directory + "/receipt.json"])
        try output.write("receipt.json", Array((JSONValue(encoding: finished).pretty + "\n").utf8))
        return finished
    }
}
