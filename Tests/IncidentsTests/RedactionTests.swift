import Basics
import JSON
import Testing

@testable import Incidents

@Suite("The report for readers outside")
struct RedactionTests {
    /// What must not be seen by anyone outside, in the night's report with a few things more.
    private static let internals = [
        "mira", "ops-1", "u7", "JWT_SECRET", "GITHUB_WEBHOOK_SECRET", "SLACK_SIGNING_SECRET", "ENABLE_SIGNUP",
        "10.20.30.40", "fe80::1:2", "db-3.prod.internal", "ann@corp.example", "https://wiki.corp", "/etc/firebreak",
        "3f2b6c1e-7a89-4c21-9d10-aabbccddeeff", "Acme", "credential leak", "web-eu", "the cause is Bob",
        "alice", "bertha", "PLAN_OF", "contoso-eu", "fabrikam-us", "NEVER_SET",
    ]

    private func document() throws -> ReportDocument {
        var fixture = ReportFixture.night
        fixture.incident.title = "Acme's export leaked from db-3.prod.internal"
        fixture.action(
            "sessions.revoke", at: 4000, took: 2, "revoke sessions of u7 in web-eu at 10.20.30.40",
            "revoked 5 sessions of ann@corp.example in web-eu, see https://wiki.corp/x and /etc/firebreak/web",
            receipt: [
                "store": "web-eu", "selector": ["users": ["u7", "ann@corp.example"]], "revoked": 5, "matched": 5,
                "remaining": 0, "warnings": ["fe80::1:2 did not answer"],
            ], reason: "the cause is Bob")
        fixture.action(
            "playbook.run", at: 4100, took: 3, "run 3f2b6c1e-7a89-4c21-9d10-aabbccddeeff", "the cause is Bob")
        // What nobody can learn from a receipt: a selector's value, whom a revocation without an outcome meant, what a flag was
        // set to, and the flag of an attempt that failed.
        fixture.action(
            "sessions.revoke", at: 4110, took: 2, "revoke sessions in web-eu: passport.user=alice",
            "revoked 1 of 1 sessions in web-eu of passport.user=alice",
            receipt: ["store": "web-eu", "selector": ["matches": [["path": "passport.user", "value": "alice"]]], "revoked": 1])
        fixture.action("sessions.revoke", at: 4120, took: nil, "revoke sessions in web-eu: user bertha")
        fixture.action(
            "flags.set", at: 4130, took: 1, "set PLAN_OF to contoso-eu", "PLAN_OF is contoso-eu, was fabrikam-us",
            receipt: ["changes": [["flag": "PLAN_OF", "source": "app", "from": "fabrikam-us", "to": "contoso-eu"]]])
        fixture.action(
            "flags.set", at: 4140, took: 1, "set NEVER_SET to contoso-eu", "set NEVER_SET to contoso-eu: failed: refused",
            status: "failed")
        fixture.add(JournalKind.note, at: 4200, "Found out: the cause is Bob")
        fixture.close(at: 9000, "Closed. The cause is Bob; ask mira")
        var document = try fixture.document()
        document.narrative[NarrativeSection.all[0]] = Narrative.Text(
            "Sessions of u7 were ended by mira on ops-1.", isPublic: true)
        document.narrative[NarrativeSection.all[3]] = Narrative.Text("the cause is Bob")
        return document
    }

    @Test("no name, address or inner text is in any form", arguments: ReportFormat.allCases)
    func nothingInside(_ format: ReportFormat) throws {
        // Markdown puts a backslash before what it would obey, and HTML has entities.
        let whole = String(decoding: try document().bytes(format), as: UTF8.self)
            .replacing("\\", with: "").replacing("&#64;", with: "@")
        let text = String(decoding: try document().redacted(removing: ["acme"]).bytes(format), as: UTF8.self)
            .replacing("\\", with: "").replacing("&#64;", with: "@")
        let unseen = Self.internals.filter { !Self.stands($0, in: whole) }
        #expect(unseen == [])
        let seen = Self.internals.filter { Self.stands($0, in: text) }
        #expect(seen == [])
    }

    /// Whether it stands there by itself: `u7` may be any two letters of the signature's Base64.
    private static func stands(_ word: String, in text: String) -> Bool {
        text.ranges(of: word).contains { range in
            let before = text[..<range.lowerBound].last
            let after = text[range.upperBound...].first
            return ![before, after].contains { $0.map { $0.isLetter || $0.isNumber } ?? false }
        }
    }

    @Test("what happened, when and how much stays; the same thing has the same name throughout")
    func figures() throws {
        let whole = try document()
        let document = whole.redacted(removing: ["acme"])
        #expect(document.impact.sessionsRevoked == whole.impact.sessionsRevoked)
        #expect(document.impact.principals.count == whole.impact.principals.count)
        #expect(document.metrics == whole.metrics)
        #expect(document.milestones.map(\.reached?.at) == whole.milestones.map(\.reached?.at))
        #expect(document.actions.map(\.status) == whole.actions.map(\.status))
        #expect(document.checkpoint == whole.checkpoint)
        #expect(document.incident.title == "[removed]'s export leaked from [host]")
        let index = try #require(whole.impact.principals.firstIndex(of: "u7"))
        let user = document.impact.principals[index]
        #expect(
            document.narrative[NarrativeSection.all[0]]?.markdown
                == "Sessions of \(user) were ended by responder 1 on machine 1.")
        #expect(document.events.allSatisfy { $0.actor.hasPrefix("responder ") })
        #expect(document.impact.flags.map(\.isRestored) == whole.impact.flags.map(\.isRestored))
        #expect(document.narrative[NarrativeSection.all[3]] == nil)
        let revocation = try #require(document.actions.first { $0.startedAt == whole.actions.first { $0.intent?.contains("alice") == true }?.startedAt })
        #expect(revocation.intent == "Revoke sessions" && revocation.outcome == "Revoke sessions: done, 1 session")
        #expect(document.actions.contains { $0.outcome == "Set a flag: failed" })
        #expect(document.events.contains { $0.summary == "Set a flag: done, 1 flag" })
    }

    @Test("no link leads to an entry that was left out", arguments: [false, true])
    func links(isRedacted: Bool) throws {
        var fixture = ReportFixture.night
        fixture.add(JournalKind.correction, at: 500, "Correction of #40: it was earlier", ["corrects": 40])
        fixture.action("timeline.import", at: 600, took: 1, "import into the timeline: a.log", "imported 4 records from a.log")
        let whole = try fixture.document()
        let html = String(decoding: (isRedacted ? whole.redacted() : whole).bytes(.html), as: UTF8.self)
        let wanted = Set(html.matches(of: /href="#(entry-[0-9]+)"/).map(\.1))
        let there = Set(html.matches(of: /id="(entry-[0-9]+)"/).map(\.1))
        #expect(wanted.isSubset(of: there) && !wanted.isEmpty, "\(wanted.subtracting(there))")
        #expect(html.contains("corrected by") != isRedacted)
        #expect(html.contains("Import logs: done") == isRedacted)
    }

    static let shapes: [(String, String)] = [
        ("at 03:04:05 UTC on 2026-11-21", "at 03:04:05 UTC on 2026-11-21"),
        ("from 192.168.0.1:6379, fe80::1 and 2001:db8:0:1:1:1:1:1", "from [address], [address] and [address]"),
        ("mail a.b@c.example now", "mail [mail address] now"),
        ("see https://a.example/x?y=1.", "see [link]"),
        ("on cache.prod.svc and localhost:6379", "on [host] and [host]"),
        ("in /var/log/nginx/access.log", "in [path]"),
        ("key sk_live_51H8abcdefghijklmnop", "key [id]"),
        ("5,000 sessions in 1.5 s, 12 of 13; v1.2", "5,000 sessions in 1.5 s, 12 of 13; v1.2"),
        ("and/or, 24/7, e.g. this", "and/or, 24/7, e.g. this"),
    ]

    @Test("what has the shape of an address goes; times and figures stay", arguments: shapes)
    func patterns(_ text: String, _ expected: String) {
        #expect(ForeignPatterns.replaced(in: text) == expected)
    }

    @Test("names are replaced whole, the longest first, and short ones not in sentences")
    func names() {
        var names = Pseudonyms(removed: ["Zürich GmbH"])
        _ = names.name("web", as: "session store")
        _ = names.name("web-eu", as: "session store")
        _ = names.name("u", as: "user")
        #expect(
            names.text("web, web-eu and webhooks at ZÜRICH GMBH; u stays")
                == "session store 1, session store 2 and webhooks at [removed]; u stays")
        #expect(names.name("u", as: "user") == "user 1")
    }
}
