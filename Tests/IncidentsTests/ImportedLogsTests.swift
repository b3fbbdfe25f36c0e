import Basics
import Foundation
import JSON
import State
import TestSupport
import Testing

@testable import Incidents

/// Incidents with more rows of logs than anybody can read.
@Suite struct ImportedLogsTests {
    /// A row of a log, so many seconds behind `instant`.
    static func row(
        _ text: String, at seconds: Double, source: String = "app.log", severity: String? = nil, original: String? = nil,
        again operation: String? = nil
    ) -> JournalDraft {
        var details: JSONObject = ["source": .string(source), "original": .string(original ?? text), "line": 1]
        if let severity { details["severity"] = .string(severity) }
        if operation != nil { details[KnownLogRows.repetition] = true }
        return JournalDraft(
            kind: JournalKind.logEvent, occurredAt: instant + .seconds(seconds), actor: source, incident: "INC-1",
            operation: operation ?? "import", summary: text, details: .object(details))
    }

    /// An incident with notes and rows.
    static func withIncident<T>(_ drafts: [JournalDraft], _ body: (Incidents, Journal) throws -> T) throws -> T {
        try withJournal { journal in
            let opened = JournalDraft(
                kind: JournalKind.incidentOpened, occurredAt: instant, actor: "a", incident: "INC-1", summary: "opened",
                details: ["severity": "sev1", "title": "t"])
            try journal.append(many: [opened] + drafts)
            return try body(Incidents(journal: journal), journal)
        }
    }

    @Test("a few rows are shown, all of them")
    func few() throws {
        let rows = (0..<300).map { Self.row("row \($0)", at: Double($0)) }
        try Self.withIncident(rows) { incidents, _ in
            let record = try incidents.show("INC-1")
            #expect(record.entries.count == 301 && record.logs.rows == 300 && record.logs.shown == 300)
            #expect(record.logs.leftOut.isEmpty)
            #expect(record.logs.sources.map(\.name) == ["app.log"])
        }
    }

    @Test("of many rows the first, the gravest and the last of each stretch are shown, and the rest is counted")
    func many() throws {
        var drafts: [JournalDraft] = []
        for index in 0..<4000 {
            let severity = index == 1234 ? "critical" : index.isMultiple(of: 1000) ? "error" : index == 77 ? "warning" : nil
            drafts.append(
                Self.row("row \(index)", at: Double(index) * 0.5, source: index < 3000 ? "a.log" : "b.log", severity: severity))
        }
        drafts.append(note("between", incident: "INC-1", at: instant + .seconds(1000.25)))
        try Self.withIncident(drafts.shuffled()) { incidents, _ in
            let record = try incidents.show("INC-1")
            let own = record.entries.filter { $0.kind != JournalKind.logEvent }
            #expect(own.map(\.summary) == ["opened", "between"])
            let logs = record.logs
            #expect(logs.rows == 4000 && logs.shown == Int64(record.entries.count - 2) && logs.shown <= 24)
            // Every row is either shown or counted.
            #expect(logs.shown + logs.leftOut.reduce(0) { $0 + $1.rows } == 4000)
            #expect(logs.sources.map { [$0.rows, $0.errors] } == [[3000, 4], [1000, 1]])
            #expect(logs.sources.map(\.name) == ["a.log", "b.log"])
            let shown = Set(record.entries.map(\.summary))
            for text in ["row 0", "row 1", "row 1000", "row 1234", "row 2000", "row 2001", "row 3998", "row 3999"] {
                #expect(shown.contains(text), "\(text)")
            }
            let errors = record.entries.count { ["error", "critical"].contains($0.details["severity"]?.stringValue) }
            #expect(Int64(errors) + logs.leftOut.reduce(0) { $0 + $1.errors } == 5)
            #expect(logs.leftOut.count == 2 && logs.leftOut[0].sources == ["a.log"])
            #expect(logs.leftOut[1].sources == ["a.log", "b.log"])
            // Time goes on from row to row.
            let places = record.rows.map { row in
                switch row {
                case .entry(let entry): entry.occurredAt
                case .leftOut(let rows): rows.firstAt
                }
            }
            #expect(places == places.sorted())
            let density = try #require(logs.density)
            #expect(density.counts.reduce(0, +) == 4000 && density.counts.count <= LogDensity.mostStretches)
        }
    }

    @Test("however many other entries there are, some hundred rows are shown")
    func manyStretches() throws {
        var drafts: [JournalDraft] = []
        for index in 0..<500 {
            drafts.append(note("note \(index)", incident: "INC-1", at: instant + .seconds(Double(index) * 10)))
            for row in 1...3 { drafts.append(Self.row("row", at: Double(index) * 10 + Double(row))) }
        }
        try Self.withIncident(drafts) { incidents, _ in
            let record = try incidents.show("INC-1")
            #expect(record.entries.filter { $0.kind == JournalKind.note }.count == 500)
            #expect(record.logs.shown == 0 && record.logs.rows == 1500)
            #expect(record.logs.leftOut.count == 500 && record.logs.leftOut.allSatisfy { $0.rows == 3 })
        }
    }

    @Test("leaves that cannot be read, and names without end, do no harm")
    func hostile() throws {
        let rows = (0..<600).map { Self.row("row", at: Double($0), source: "log \($0)\u{1B}[2J") }
        try Self.withIncident(rows) { incidents, journal in
            #expect(try incidents.show("INC-1").logs.sources.count == 201)
            try journal.database.write { session in
                _ = try session.execute("UPDATE journal_entries SET leaf = $1 WHERE position = 300", [.blob([0x7B, 0xFF])])
            }
            let record = try incidents.show("INC-1")
            #expect(record.logs.rows == 600)
            let document = ReportDocument(record, checkpoint: nil, verifierKey: nil, generatedAt: instant)
            for format in ReportFormat.allCases {
                let text = String(decoding: document.bytes(format), as: UTF8.self)
                #expect(!text.contains("\u{1B}") && text.contains("more row"), "\(format)")
            }
        }
    }

    @Test("each form of the report says what is left out; one for readers outside has no rows")
    func report() throws {
        let rows = (0..<900).map { Self.row("GET /\($0)", at: Double($0), severity: $0 == 500 ? "error" : nil) }
        try Self.withIncident(rows) { incidents, _ in
            let document = ReportDocument(
                try incidents.show("INC-1"), checkpoint: nil, verifierKey: nil, generatedAt: instant)
            let json = JSONReport(document).value
            #expect(json["logs"]?["rows"] == 900 && json["logs"]?["sources"]?[0]?["errors"] == 1)
            let left = try #require(json["timeline"]?.arrayValue?.first { $0["kind"] == "log.leftOut" })
            #expect(left["leftOut"]?["rows"]?.integerValue == 900 - (json["logs"]?["shown"]?.integerValue ?? 0))
            let markdown = MarkdownReport(document).text
            #expect(markdown.contains("895 more rows") && markdown.contains("900 rows of logs were imported"))
            let html = String(decoding: HTMLReport(document).bytes, as: UTF8.self)
            #expect(html.contains("895 more rows") && html.contains("Rows of logs"))
            #expect(html.contains("GET /500") && !html.contains("GET /499"))
            let outside = document.redacted()
            for format in ReportFormat.allCases {
                let text = String(decoding: outside.bytes(format), as: UTF8.self)
                #expect(!text.contains("GET /") && !text.contains("app.log") && !text.contains("more row"), "\(format)")
            }
        }
    }

    // MARK: - Rows that are there already

    @Test("a row is known by its instant and text, as often as it is there, whatever its logs are called")
    func known() throws {
        let rows = [
            Self.row("same", at: 1), Self.row("same", at: 1), Self.row("other", at: 1),
            Self.row("same", at: 1, source: "copy.log"), Self.row("later", at: 2),
        ]
        try Self.withIncident(rows) { _, journal in
            let known = try KnownLogRows(journal, incident: "INC-1")
            // A note at the same instant, and what comes later, is none.
            try journal.append(note("same", incident: "INC-1", at: instant + .seconds(3)))
            try journal.append(Self.row("new", at: 3))
            let asked: [(JournalDraft, Bool)] = [
                (Self.row("same", at: 0.5), false), (Self.row("same", at: 1, source: "renamed.log"), true),
                (Self.row("same", at: 1), true), (Self.row("same", at: 1), true), (Self.row("same", at: 1), false),
                (Self.row("other", at: 1), true),
                (Self.row("other", at: 1, original: "another row"), false), (Self.row("later", at: 2), true),
                (Self.row("later", at: 2), false), (Self.row("new", at: 3), false), (Self.row("same", at: 3), false),
            ]
            for (draft, isKnown) in asked { #expect(try known.has(draft) == isKnown, "\(draft.summary)") }
        }
    }

    @Test("rows that were taken once more do not count beside the first ones, and count where there are no others")
    func repeated() throws {
        let rows = [
            Self.row("first", at: 1), Self.row("first", at: 1, again: "b"), Self.row("first", at: 1, again: "c"),
            Self.row("alone", at: 1, again: "b"), Self.row("alone", at: 1, again: "b"), Self.row("alone", at: 1, again: "c"),
        ]
        try Self.withIncident(rows) { _, journal in
            let known = try KnownLogRows(journal, incident: "INC-1")
            let asked = ["first", "first", "alone", "alone", "alone"]
            let found = try asked.map { try known.has(Self.row($0, at: 1)) }
            #expect(found == [true, false, true, true, false])
        }
    }

    @Test("it finds its way over pages and gaps")
    func knownInPages() throws {
        let rows = (0..<2500).map { Self.row("row \($0)", at: Double($0 / 700)) }
        try Self.withIncident(rows + [Self.row("far", at: 90_000)]) { _, journal in
            let known = try KnownLogRows(journal, incident: "INC-1")
            #expect(try rows.allSatisfy { try known.has($0) })
            #expect(try !known.has(Self.row("row", at: 80_000)))
            #expect(try known.has(Self.row("far", at: 90_000)))
            #expect(try !known.has(Self.row("far", at: 90_000)))
            #expect(try !known.has(Self.row("far", at: 90_001)))
            let skipping = try KnownLogRows(journal, incident: "INC-1")
            #expect(try skipping.has(Self.row("row 2400", at: 3)))
            let other = try KnownLogRows(journal, incident: "INC-2")
            #expect(try !other.has(rows[0]))
        }
    }
}
