import Files
import Playbooks
import Testing

/// `playbooks/COVERAGE.md` against the sections of the five documents, and against the playbooks.
@Suite("Coverage of the runbooks")
struct CoverageTests {
    /// The package's folder.
    static let package: String = {
        let parts = #filePath.split(separator: "/")
        return "/" + parts.dropLast(3).joined(separator: "/")
    }()

    /// Each system, its heading in the page, and its document.
    static let systems = [
        ("flowstate-ai", "Flowstate-AI"), ("flakeguard", "FlakeGuard"), ("flowai", "FlowAi"), ("flowrunner", "FlowRunner"),
        ("aevon-os", "ΛΞVON OS"),
    ]

    static let library = PlaybookLibrary(folders: [package + "/playbooks"])

    @Test("every item of every section has a row, in the document's order, and no row is about anything else", arguments: systems)
    func isComplete(system: String, heading: String) throws {
        let sections = try RunbookSections(list: FileReader.readText("\(Self.package)/Tests/PlaybooksTests/Runbooks/\(system).txt"))
        let rows = try CoverageRow.rows(of: heading, in: FileReader.readText(Self.package + "/playbooks/COVERAGE.md"))
        #expect(rows.flatMap(\.places) == sections.places)
    }

    @Test("a row without steps says why, and says 'by hand' where a person does something, and only there", arguments: systems)
    func isHonest(system: String, heading: String) throws {
        let steps = try Self.steps(of: system)
        for row in try CoverageRow.rows(of: heading, in: FileReader.readText(Self.package + "/playbooks/COVERAGE.md")) {
            #expect(!row.steps.isEmpty || !row.remark.isEmpty, "\(row.section) \(row.item)")
            let byHand = row.steps.contains { steps[$0]?.body.name == "manual" }
            #expect(row.remark.contains("by hand") == byHand, "\(row.section) \(row.item): \(row.remark)")
        }
    }

    @Test("every step that a row names is there, and every step stands in a row or serves one", arguments: systems)
    func isTrue(system: String, heading: String) throws {
        let steps = try Self.steps(of: system)
        let rows = try CoverageRow.rows(of: heading, in: FileReader.readText(Self.package + "/playbooks/COVERAGE.md"))
        let named = Set(rows.flatMap(\.steps))
        for name in named.sorted() { #expect(steps[name] != nil, "COVERAGE.md names \(name), which there is not") }
        for (name, step) in steps.sorted(by: { $0.key < $1.key }) where !named.contains(name) {
            // What keeps the record of a run belongs to no item of the document.
            #expect(step.body.name.hasPrefix("incident ") || step.body.name == "report", "\(name) stands in no row of COVERAGE.md")
        }
    }

    /// Where the documents are: they are not part of the package.
    static let documents = [package + "/../shared/runbooks", package + "/../../shared/runbooks"].first { FileReader.exists($0) }

    @Test("the sections are those of the document", .enabled(if: documents != nil, "the documents are not here"), arguments: systems)
    func isOfTheDocument(system: String, heading: String) throws {
        let document = RunbookSections(document: try FileReader.readText("\(Self.documents ?? "")/\(system).md"))
        let list = try RunbookSections(list: FileReader.readText("\(Self.package)/Tests/PlaybooksTests/Runbooks/\(system).txt"))
        #expect(document.sections.map { "\($0.name): \($0.items)" } == list.sections.map { "\($0.name): \($0.items)" })
    }

    @Test("every playbook that comes with firebreak is in order", arguments: library.names())
    func isInOrder(name: String) throws {
        let findings = try PlaybookCheck.findings(name, in: Self.library)
        #expect(findings == [])
    }

    /// All steps of a system, as `playbook#step`.
    private static func steps(of system: String) throws -> [String: PlaybookStep] {
        var steps: [String: PlaybookStep] = [:]
        for name in library.names() where name.hasPrefix(system + "/") {
            for step in try library.load(name).playbook.allSteps { steps["\(name.dropFirst(system.count + 1))#\(step.id)"] = step }
        }
        return steps
    }
}

/// A row of the page.
struct CoverageRow {
    let section: String
    /// `3`, `1–4`, or `—` for a section without items.
    let item: String
    let steps: [String]
    let remark: String

    /// The items that it is about.
    var places: [String] {
        let ends = item.split(separator: "–").compactMap { Int($0) }
        guard let first = ends.first, let last = ends.last, first <= last else { return ["\(section) \(item)"] }
        return (first...last).map { "\(section) \($0)" }
    }

    static func rows(of heading: String, in text: String) -> [CoverageRow] {
        let part = text.split(separator: "\n## ").first { $0.hasPrefix(heading + "\n") } ?? ""
        return part.split(separator: "\n").filter { $0.hasPrefix("| ") }.dropFirst().map { line in
            let cells = line.dropFirst().dropLast().split(separator: "|", omittingEmptySubsequences: false).map { cell in
                String(cell.drop { $0 == " " }.reversed().drop { $0 == " " }.reversed())
            }
            let steps = cells[2] == "—" ? [] : cells[2].split(separator: ",").map { $0.filter { $0 != " " } }
            return CoverageRow(section: cells[0], item: cells[1], steps: steps, remark: cells.count > 3 ? cells[3] : "")
        }
    }
}
