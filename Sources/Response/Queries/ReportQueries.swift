internal import Basics
public import Files
internal import Flags
public import Incidents
internal import Notifications
internal import Secrets
internal import Sessions

/// How a report is to be written.
public struct ReportRequest: Sendable {
    /// The incident; the only open one, else the newest, where nil.
    public var incident: String?
    /// Its form.
    public var format: ReportFormat
    /// The file that it will be written to; nil for none.
    public var output: String?
    /// The report in Markdown that has what people wrote; looked for beside the output where nil.
    public var text: String?
    /// A house style, a file; nil for none.
    public var template: String?
    /// For readers outside.
    public var isRedacted = false
    /// More words that readers outside are not to see.
    public var removedTerms: [String] = []
    /// Whether what people changed in the file that is replaced may be lost.
    public var discardsEdits = false

    /// A report of an incident in a form.
    public init(incident: String? = nil, format: ReportFormat, output: String? = nil) {
        self.incident = incident
        self.format = format
        self.output = output
    }
}

/// A report, not yet in its file.
public struct WrittenReport: Sendable {
    /// The file's content.
    public let bytes: [UInt8]
    /// Where what people wrote was taken from; nil where nothing was.
    public let text: String?
    /// The state of the file that is about to be replaced, as it was read; nil where none was.
    public let replacing: FileStamp?
    /// How many sections have a text by hand.
    public let sections: Int
}

extension Workspace {
    /// An incident's report. What people wrote into an earlier one is kept: from the file that is named, from the
    /// Markdown that is written anew, or from the Markdown of the same name beside another form. A Markdown file that was
    /// changed elsewhere is refused, and so are one that no report is, and one whose text the new report would not have.
    public func report(_ request: ReportRequest) throws -> WrittenReport {
        let record = try incidentRecord(request.incident)
        let checkpoint = try journal.checkpoint()
        let key = try FileReader.readText(journalKeyPath, limit: 4096).filter { !$0.isNewline }
        let stamp = try request.output.map { path in try FileStamp(path) }
        let standing = try standing(request)
        let text = try narrative(request, standing)
        var document = ReportDocument(
            record, checkpoint: checkpoint, verifierKey: key, narrative: text?.narrative ?? Narrative(),
            generatedAt: time.now)
        if request.isRedacted { document = document.redacted(removing: request.removedTerms, known: configuredNames) }
        let template = try request.template.map { path in
            try ReportTemplate(FileReader.readText(path, limit: 4 << 20), path: path)
        }
        let count = NarrativeSection.all.count { document.narrative[$0] != nil }
        let bytes = try document.bytes(request.format, template: template)
        if let standing, let output = request.output, !request.discardsEdits {
            try check(bytes, request, keeps: standing, output)
        }
        return WrittenReport(
            bytes: bytes, text: count > 0 ? text?.path : nil, replacing: stamp, sections: count)
    }

    /// The names that the configuration gives to things.
    private var configuredNames: [(name: String, sort: String)] {
        configuration.stores.map { ($0.name, "session store") } + configuration.secrets.map { ($0.name, "secret") }
            + configuration.flags.map { ($0.name, "flag source") } + configuration.channels.map { ($0.name, "channel") }
    }

    /// The report that will be replaced; nil where nothing is, or nothing that people write into.
    private func standing(_ request: ReportRequest) throws -> NarrativeFile? {
        guard let output = request.output, FileReader.exists(output) else { return nil }
        if request.format == .markdown, request.template == nil {
            let file = try read(FileReader.readText(output, limit: Self.longestReport), output)
            try refuseChanges(elsewhere: !file.isUnchangedElsewhere, request, output)
            return file
        }
        // Whatever a house style or another form looks like, it is replaced; what is no text has no places for any.
        guard let text = try? FileReader.readText(output, limit: Self.longestReport), NarrativeFile.hasMarks(text) else {
            return nil
        }
        let file = try read(text, output)
        try refuseChanges(elsewhere: file.isSealed && !file.isUnchangedElsewhere, request, output)
        return file
    }

    private func refuseChanges(elsewhere isChanged: Bool, _ request: ReportRequest, _ output: String) throws {
        guard !isChanged || request.discardsEdits else { throw NarrativeError.changedElsewhere(path: output) }
    }

    /// Throws where a new report has not every text that people wrote into the one which it replaces. Where they said whose
    /// text it is to have, another may stand in a section.
    private func check(
        _ bytes: [UInt8], _ request: ReportRequest, keeps standing: NarrativeFile, _ output: String
    ) throws {
        let written = request.format == .markdown ? try? NarrativeFile(reading: String(decoding: bytes, as: UTF8.self)) : nil
        let mayDiffer = request.text.map { $0 != output } ?? false
        let lost = NarrativeSection.all.filter { section in
            guard let text = standing.narrative[section] else { return false }
            guard let kept = written?.narrative[section] else { return true }
            return !mayDiffer && kept.markdown != text.markdown
        }
        guard lost.isEmpty, written != nil else {
            throw NarrativeError.loses(path: output, sections: lost.map(\.id))
        }
    }

    private func narrative(
        _ request: ReportRequest, _ standing: NarrativeFile?
    ) throws -> (narrative: Narrative, path: String)? {
        if let path = request.text {
            return (try read(FileReader.readText(path, limit: Self.longestReport), path).narrative, path)
        }
        guard let output = request.output else { return nil }
        if request.format == .markdown, let standing, request.template == nil || !standing.narrative.isEmpty {
            return (standing.narrative, output)
        }
        guard request.format != .markdown || request.template != nil else { return nil }
        let beside = besideForm(output)
        guard beside != output, let text = try existing(beside) else { return nil }
        return (try read(text, beside).narrative, beside)
    }

    private static let longestReport = 64 << 20

    /// `night.md` for `night.html`.
    private func besideForm(_ output: String) -> String {
        let name = output.lastIndex(of: "/").map { output[output.index(after: $0)...] } ?? output[...]
        let stem = name.lastIndex(of: ".").map { output[..<$0] } ?? output[...]
        return stem + ".md"
    }

    private func existing(_ path: String) throws -> String? {
        FileReader.exists(path) ? try FileReader.readText(path, limit: Self.longestReport) : nil
    }

    private func read(_ text: String, _ path: String) throws -> NarrativeFile {
        do {
            return try NarrativeFile(reading: text)
        } catch {
            throw NarrativeFileFailure(path: path, error: error)
        }
    }
}

/// What is wrong with a file's text, and in which file.
private struct NarrativeFileFailure: Failure {
    let path: String
    let error: NarrativeError
    var message: String { "\(path.printable): \(error.message)" }
    var hint: String? { error.hint }
    var status: ExitStatus { error.status }
}
