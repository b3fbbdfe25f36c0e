import Basics
import Files
import Glibc
import Incidents
import TestSupport
import Testing

@testable import Response

/// What makes time pass for firebreak, and what it says about how things stand.
@Suite struct ScheduleTests {
    private static func workspace(_ directory: String, _ more: String = "") throws -> Workspace {
        let path = directory + "/fire break.yaml"
        let text = """
            secrets:
              A_SECRET:
                kind: random
                rotateEvery: 1d
                destinations: [{dotenv: {path: "100% app/.env", key: A}}]
            \(more)
            """
        try AtomicFile.replace(path, with: Array(text.utf8))
        return try Workspace.open(configuration: path, directory: directory, environment: [:], actor: "test")
    }

    @Test func writesUnitsThatMayWriteOnlyWhereTheyMust() throws {
        try withTemporaryDirectory { directory in
            let schedule = try Schedule(
                Self.workspace(directory, "keyring: {unlock: {credential: fire}}"), program: "/usr/bin/fire$break",
                interval: .seconds(90))
            let units = schedule.systemdUnits
            #expect(units.map(\.name) == ["firebreak.service", "firebreak.timer"])
            let service = units[0].text.split(separator: "\n").map(String.init)
            #expect(
                service.contains("ExecStart=/usr/bin/fire$$break tick --quiet --config \"\(directory)/fire break.yaml\""))
            #expect(service.contains("LoadCredential=fire:/etc/credstore/fire"))
            #expect(service.contains("ReadWritePaths=\(directory)/.firebreak \"\(directory)/100%% app\""))
            #expect(units[1].text.contains("OnUnitInactiveSec=90s\n"))
        }
    }

    @Test func mayWriteKeySetsManifestsFlagsAndWhatLinksLeadTo() throws {
        try withTemporaryDirectory { directory in
            let path = directory + "/firebreak.yaml"
            for folder in ["real", "app"] { try PrivateDirectory.ensure(directory + "/" + folder) }
            try AtomicFile.create(directory + "/real/value", [])
            #expect(symlink(directory + "/real/value", directory + "/app/value") == 0)
            let text = """
                secrets:
                  KEY:
                    kind: jwt-eddsa
                    destinations:
                      - jwks: {path: www/jwks.json}
                      - kubernetes-secret: {name: app, namespace: shop, key: K, manifest: deploy/manifest.yaml}
                      - file: {path: app/value, previousPath: "${env:OLD}/value"}
                flags:
                  app: {dotenv: {path: flags/.env}}
                  release: {flagd: {path: "${env:FLAGS}/flags.json"}}
                  away: {flagd: {path: "${env:UNSET}/flags.json"}}
                """
            try AtomicFile.create(path, Array(text.utf8))
            let workspace = try Workspace.open(
                configuration: path, directory: directory,
                environment: ["OLD": directory + "/old", "FLAGS": directory + "/flagd"], actor: "test")
            let service = try Schedule(workspace, program: "/f", interval: .seconds(60)).systemdUnits[0].text
            let line = try #require(service.split(separator: "\n").first { $0.hasPrefix("ReadWritePaths=") })
            let folders = Set(line.dropFirst("ReadWritePaths=".count).split(separator: " ").map(String.init))
            #expect(
                folders
                    == Set([".firebreak", "www", "deploy", "real", "old", "flags", "flagd"].map { directory + "/" + $0 }))
        }
    }

    @Test(arguments: [
        ("60s", "* * * * *"), ("5m", "*/5 * * * *"), ("1h", "0 * * * *"), ("6h", "0 */6 * * *"), ("24h", "0 0 * * *"),
        ("90s", nil), ("7m", nil), ("5h", nil), ("30s", nil),
    ] as [(String, String?)])
    func writesALineForCron(interval: String, when: String?) throws {
        try withTemporaryDirectory { directory in
            let schedule = try Schedule(
                Self.workspace(directory), program: "/opt/it's 100%/firebreak",
                interval: try #require(Duration(compact: interval)))
            guard let when else {
                #expect(throws: ScheduleFailure.notForCron) { try schedule.cronLine() }
                return
            }
            #expect(
                try schedule.cronLine().text
                    == "\(when) '/opt/it'\\''s 100\\%/firebreak' tick --quiet --config '\(directory)/fire break.yaml'\n")
        }
    }

    @Test func needsAConfiguration() throws {
        let workspace = try Workspace.open(configuration: nil, directory: "/nonexistent", environment: [:], actor: "test")
        #expect(throws: ScheduleFailure.noConfiguration) {
            try Schedule(workspace, program: "/f", interval: .seconds(60))
        }
    }

    @Test func tellsHowThingsStand() throws {
        try withTemporaryDirectory { directory in
            let workspace = try Self.workspace(directory)
            try PrivateDirectory.ensure(directory + "/100% app")
            #expect(try workspace.metrics().contains("firebreak_secret_overdue{secret=\"A_SECRET\",kind=\"random\"} 1\n"))
            _ = try workspace.carryOut(RotateSecret(name: "A_SECRET", isCompromised: false))
            _ = try workspace.incidents.open(title: "x", severity: .sev1, actor: "test")
            let lines = try workspace.metrics().split(separator: "\n")
            #expect(lines.contains("firebreak_secret_overdue{secret=\"A_SECRET\",kind=\"random\"} 0"))
            #expect(lines.contains("firebreak_incidents_open{severity=\"sev1\"} 1"))
            #expect(lines.contains { $0.hasPrefix("firebreak_secret_age_seconds{") })
            #expect(lines.contains { $0.hasPrefix("firebreak_secret_rotates_timestamp_seconds{") })
            #expect(lines.contains("# TYPE firebreak_journal_entries gauge"))
            try workspace.writeMetrics(to: directory + "/firebreak.prom")
            #expect(try FileReader.read(directory + "/firebreak.prom").count > 500)
        }
    }

    @Test func escapesLabels() {
        var family = MetricFamily("x", "y")
        family.add(["a": "q\"b\\c\nd"], 0.5)
        #expect(family.text == "# HELP x y\n# TYPE x gauge\nx{a=\"q\\\"b\\\\c\\nd\"} 0.5\n")
    }
}
