import Basics
import JSON
import Testing

@testable import Incidents

@Suite("The report's document")
struct ReportTests {
    @Test("actions join intents with their outcomes; what has none is unfinished")
    func actions() throws {
        let actions = try ReportFixture.night.document().actions
        #expect(
            actions.map(\.status) == [
                .done, .done, .done, .done, .done, .done, .done, .failed, .unfinished, .partial, .done,
            ])
        #expect(
            actions.map(\.title) == [
                "Notify: opened", "Revoke sessions in web", "Revoke sessions in web", "Rotate JWT_SECRET",
                "Rotate GITHUB_WEBHOOK_SECRET", "Set ENABLE_SIGNUP", "Set ENABLE_GITHUB_WEBHOOKS",
                "Rotate SLACK_SIGNING_SECRET", "Revoke sessions in backend: all sessions", "Notify: updated",
                "Restore ENABLE_SIGNUP",
            ])
        #expect(actions[1].positions == [47, 48])
        #expect(actions[1].duration == .milliseconds(6400))
        #expect(actions[1].reason == "credential leak")
        #expect(actions[8].endedAt == nil)
        #expect(actions[8].outcome == nil)
        #expect(actions[3].warnings == ["2 of 3 api processes still run with the old value: reload them"])
    }

    @Test("an outcome without its intent stands alone, and a second outcome replaces the first")
    func looseOutcomes() throws {
        var fixture = ReportFixture()
        fixture.add(JournalKind.outcome, at: 1, operation: "a", "alone", ["action": "x.y", "status": "done"])
        fixture.add(JournalKind.intent, at: 2, operation: "b", "begin", ["action": "x.z"])
        fixture.add(JournalKind.outcome, at: 3, operation: "b", "failed", ["action": "x.z", "status": "failed"])
        fixture.add(JournalKind.outcome, at: 4, operation: "b", "then done", ["action": "x.z", "status": "done"])
        fixture.add(JournalKind.outcome, at: 5, "no operation", ["status": "strange"])
        let actions = try fixture.document().actions
        #expect(actions.map(\.outcome) == ["alone", "then done", "no operation"])
        #expect(actions.map(\.status) == [.done, .done, .unknown])
        #expect(actions[1].positions == [41, 42, 43])
    }

    @Test("the impact is added up from the receipts")
    func impact() throws {
        let impact = try ReportFixture.night.document().impact
        #expect(impact.principals == (1...12).map { "u\($0)" })
        #expect(impact.roles == ["admin"])
        #expect(impact.stores == ["web"])
        #expect(impact.sessionsRevoked == 330)
        #expect(impact.sessionsReturned == 37)
        #expect(impact.sessionsRemaining == 0)
        #expect(impact.secrets.map(\.name) == ["JWT_SECRET", "GITHUB_WEBHOOK_SECRET"])
        #expect(impact.secrets.map(\.nextStep) == ["retire", nil])
        #expect(impact.flags.map(\.isRestored) == [true, false])
    }

    @Test("a flag that could not be given back says so")
    func flags() throws {
        var fixture = ReportFixture()
        fixture.flag("A", at: 1, from: "true", to: "false")
        fixture.action(
            "flags.restore", at: 2, took: 1, "restore", "restored no flag; left alone: A", status: "partial",
            receipt: [
                "flags": [
                    ["flag": "A", "source": "app", "outcome": "changedSince", "found": "maybe", "value": "maybe"],
                    ["flag": "B", "source": "app", "outcome": "failed", "message": "read-only"],
                ]
            ])
        let document = try fixture.document()
        #expect(document.impact.flags.map(\.to) == ["maybe", "unknown"])
        #expect(document.impact.flags.map(\.from) == ["true", "unknown"])
        #expect(document.impact.flags.map(\.isRestored) == [false, false])
        #expect(
            document.actions[1].facts.map(\.value) == [
                "maybe → maybe. Changed since", "unknown → unknown. Failed: read-only",
            ])
    }

    @Test("what is not known is not zero")
    func unknown() throws {
        var fixture = ReportFixture()
        fixture.action(
            "sessions.revoke", at: 1, took: 1, "revoke", "revoked", status: "partial",
            receipt: [
                "store": "web", "selector": ["all": true], "revoked": 5, "matched": 5, "remaining": nil,
                "verified": false,
            ])
        let document = try fixture.document()
        #expect(document.impact.sessionsRemaining == nil)
        #expect(document.impact.emptiedStores == ["web"])
        #expect(document.summary.contains { $0.contains("how many remain is not known") })
        #expect(document.actions[0].facts.contains(ReportFact("Remain", "unknown: not counted again", .warning)))
        #expect(document.followUps.map(\.text) == ["Finish what was done in part: Revoke sessions in web"])
    }

    @Test("follow-ups are what people wrote and what the actions left to be done")
    func followUps() throws {
        var fixture = ReportFixture.night
        fixture.add(
            "incident.followup", at: 500, "Keep secrets out of exports",
            ["owner": "jonas", "due": "2026-12-01", "status": "done"])
        let followUps = try fixture.document().followUps
        #expect(
            followUps.map(\.text) == [
                "Keep secrets out of exports", "Decide about what failed: Rotate SLACK_SIGNING_SECRET",
                "Find out what became of: Revoke sessions in backend: all sessions. It has an intent and no outcome",
                "Finish what was done in part: Notify: updated", "Finish the rotation of JWT_SECRET: retire",
                "Restore ENABLE_GITHUB_WEBHOOKS, or make the change permanent: it is false, it was true",
            ])
        #expect(followUps.map(\.isDone) == [true, false, false, false, false, false])
        #expect(followUps[0].owner == "jonas")
        #expect(followUps[4].due == "22 November 2026, 03:06:15 UTC")
    }

    @Test("missing data is said")
    func gaps() throws {
        var fixture = ReportFixture()
        fixture.add(JournalKind.incidentOpened, at: 0, "Incident opened")
        fixture.milestone(.detected, at: 5)
        fixture.milestone(.contained, at: 1)
        var document = try fixture.document()
        let gaps = document.gaps.filter { $0.kind == .data }
        #expect(
            gaps.map(\.title) == [
                "Milestones: started, acknowledged and resolved", "TTC", "The end", "Actions", "Notifications",
            ])
        #expect(gaps[0].text.contains("TTD, TTA and TTR cannot be told"))
        #expect(document.gaps.contains { $0.kind == .writing && $0.title.hasPrefix("Root causes") })
        document = ReportDocument(
            fixture.record, checkpoint: nil, verifierKey: nil, generatedAt: fixture.incident.openedAt)
        #expect(document.gaps.contains { $0.title == "Checkpoint" })
        #expect(try ReportFixture.night.document().gaps.filter { $0.kind == .data }.isEmpty)
    }

    @Test("notifications come from actions and from entries of their own")
    func notifications() throws {
        var fixture = ReportFixture.night
        fixture.add(
            JournalKind.notification, at: 10, "mail to the customers",
            ["channel": "customers", "kind": "email", "event": "opened", "outcome": "delivered"])
        let notifications = try fixture.document().notifications
        #expect(
            notifications.map(\.channel) == [
                "customers (email)", "ops (slack)", "page (pagerduty)", "ops (slack)", "page (pagerduty)",
            ])
        #expect(notifications.map(\.wasDelivered) == [true, true, true, true, false])
        #expect(notifications.last?.remarks == ["the service answered 503", "tried 3 times"])
    }

    @Test("charts keep gaps as gaps")
    func charts() throws {
        var fixture = ReportFixture.night
        fixture.add(JournalKind.measurement, at: 1, "nothing", [:])
        fixture.add(
            JournalKind.measurement, at: 1, "odd",
            ["series": [["points": [["x", 1], [1], [2, "y"], [0, 5]]], "no", [:]]])
        let charts = try fixture.document().charts
        #expect(charts.count == 2)
        #expect(charts[1].series.map(\.name) == ["p99", "p50"])
        #expect(charts[1].series[0].points.count == 120)
        #expect(charts[1].series[0].values.count == 116)
        #expect(charts[0].title == "Measurement")
        #expect(charts[0].series[0].points.map(\.at) == [0, 1, 2])
        #expect(charts[0].series[0].values == [5])
    }

    @Test("the checkpoint says how many entries it does not cover")
    func checkpoint() throws {
        var fixture = ReportFixture.night
        #expect(try fixture.document().checkpoint?.uncovered == 0)
        let document = try fixture.document()
        let checkpoint = try #require(Checkpoint(unverified: document.checkpoint?.note ?? ""))
        fixture.add(JournalKind.note, at: 1, "later")
        fixture.add(JournalKind.note, at: 2, "later still")
        let later = ReportDocument(
            fixture.record, checkpoint: checkpoint, verifierKey: nil, generatedAt: fixture.incident.openedAt)
        #expect(later.checkpoint?.uncovered == 2)
        #expect(String(decoding: later.bytes(.html), as: UTF8.self).contains("does not cover 2 entries"))
    }

    @Test("what sort of entry it is stands there in words, and the sentence does not say it again")
    func kinds() throws {
        var fixture = ReportFixture()
        fixture.add(JournalKind.role, at: 1, "mira has the role commander")
        fixture.add(JournalKind.affected, at: 2, "Affected: systems web")
        fixture.add(JournalKind.link, at: 3, "Call: https://meet.example/1")
        fixture.add(JournalKind.followUp, at: 4, "alert on this")
        fixture.add(JournalKind.correction, at: 5, "Correction of #41: web and api", ["corrects": 41])
        let html = String(decoding: try fixture.document().bytes(.html), as: UTF8.self)
        let rows = html.matches(of: /<span class="tag other">([^<]*)<\/span><span dir="auto">(.*?)<\/span>/).map { "\($0.1): \($0.2)" }
        #expect(
            rows == [
                "Role: mira has the role commander", "Affected: Systems web", "Link: Call: https://meet.example/1", "Follow-up: Alert on this",
                "Correction: Of #41: web and api",
            ], "\(html)")
        for kind in [
            JournalKind.incidentChanged, JournalKind.followUpDone, JournalKind.evidence, JournalKind.evidenceBundled, JournalKind.notificationQueued,
            JournalKind.upkeep, JournalKind.stateBackedUp, JournalKind.stateRestored, JournalKind.playbook,
        ] {
            var other = ReportFixture()
            other.add(kind, at: 1, "x")
            #expect(other.entries.map { ReportEvent($0).word }.allSatisfy { $0.first?.isUppercase == true && !$0.contains(".") }, "\(kind)")
        }
    }

    @Test(
        "a form by the name of a file",
        arguments: [
            ("report.html", .html), ("a/b.HTM", .html), ("report.md", .markdown), ("x.markdown", .markdown),
            ("r.json", .json), ("report", nil), ("report.txt", nil), ("", nil), (".", nil),
        ] as [(String, ReportFormat?)])
    func formats(name: String, format: ReportFormat?) { #expect(ReportFormat(fileName: name) == format) }

    @Test("JSON: the document as a program reads it")
    func json() throws {
        let value = try JSONValue(parsing: try ReportFixture.night.document().bytes(.json), strict: true)
        #expect(value.value(at: "incident.id") == "INC-20261121-001")
        #expect(value.value(at: "incident.durationSeconds") == 90_460)
        #expect(value.value(at: "impact.sessionsRevoked") == 330)
        #expect(value.value(at: "metrics.2.durationSeconds") == 256)
        #expect(value.value(at: "actions.8.status") == "unfinished")
        #expect(value.value(at: "actions.1.receipt.matched") == 118)
        #expect(value.value(at: "measurements.0.series.0.points.76.1") == .some(.null))
        #expect(value["timeline"]?.arrayValue?.count == 31)
        #expect(value.value(at: "checkpoint.size") == 71)
    }
}

@Suite("Times and figures in the report")
struct ReportTextTests {
    @Test(
        "durations",
        arguments: [
            (.zero, "0 ms"), (.milliseconds(350), "350 ms"), (.milliseconds(999), "999 ms"), (.seconds(1), "1 s"),
            (.milliseconds(4250), "4.2 s"), (.milliseconds(59_999), "59.9 s"), (.seconds(60), "1 min"),
            (.seconds(90), "1 min 30 s"),
            (.seconds(3600), "1 h"), (.seconds(3960), "1 h 6 min"), (.seconds(3605), "1 h"), (.seconds(86_400), "1 d"),
            (.seconds(183_600), "2 d 3 h"), (.seconds(86_400 * 400), "400 d"),
        ] as [(Duration, String)])
    func durations(duration: Duration, text: String) { #expect(ReportText.duration(duration) == text) }

    @Test(
        "figures",
        arguments: [
            (0, "0"), (1, "1"), (0.862, "0.862"), (0.8624, "0.862"), (12.345, "12.3"), (123.4, "123"),
            (1234.5, "1,235"),
            (-1.5, "−1.5"), (1_234_567, "1,234,567"), (0.000_012_3, "0.0000123"), (1e-9, "1e-09"), (1e20, "1e+20"),
            (.infinity, "unknown"), (.nan, "unknown"), (0.999_99, "1"), (99.99, "100"),
        ] as [(Double, String)])
    func figures(number: Double, text: String) { #expect(ReportText.figure(number) == text) }

    @Test("counts, lists, names")
    func words() {
        #expect(
            [0, 7, 999, 1000, 12_345, 1_234_567, -1000].map { ReportText.count($0) } == [
                "0", "7", "999", "1,000", "12,345", "1,234,567", "−1,000",
            ])
        #expect(ReportText.count(.min) == "−9,223,372,036,854,775,808")
        #expect(ReportText.counted(1, "entry", "entries") == "1 entry")
        #expect(ReportText.counted(2, "entry", "entries") == "2 entries")
        #expect(
            [[], ["a"], ["a", "b"], ["a", "b", "c"]].map { ReportText.list($0) } == ["", "a", "a and b", "a, b and c"])
        #expect(ReportText.list(["a", "b", "c", "d"], limit: 2) == "a, b and 2 more")
        #expect(ReportText.words("durationSeconds") == "Duration seconds")
        #expect(ReportText.shortened("añb", to: 3) == "añb")
        #expect(ReportText.shortened("añbc", to: 3) == "añb… (5 bytes in all)")
        #expect(ReportText.clipped("one two three", to: 9) == "one two…")
    }

    @Test("dates")
    func dates() {
        let instant = Timestamp(microseconds: 1_795_230_245_678_000)
        #expect(ReportText.dateAndTime(instant) == "21 November 2026, 03:04:05 UTC")
        #expect(ReportText.shortDate(instant) == "21 Nov")
        #expect(ReportText.time(instant, fractionDigits: 3) == "03:04:05.678")
    }
}
