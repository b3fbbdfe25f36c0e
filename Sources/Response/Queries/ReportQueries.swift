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
    /// Whether changes outside the places for text may be lost.
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
    /// changed elsewhere is refused, and so is one that no report is.
    public func report(_ request: ReportRequest) throws -> WrittenReport {
        let record = try incidentRecord(request.incident)
        let checkpoint = try journal.checkpoint()
        let key = try FileReader.readText(journalKeyPath, limit: 4096).filter { !$0.isNewline }
        let stamp = try request.output.map { path in try FileStamp(path) }
        let text = try narrative(request)
        var document = ReportDocument(
            record, checkpoint: checkpoint, verifierKey: key, narrative: text?.narrative ?? Narrative(),
            generatedAt: time.now)
        if request.isRedacted { document = document.redacted(removing: request.removedTerms, known: configuredNames) }
        let template = try request.template.map { path in
            try ReportTemplate(FileReader.readText(path, limit: 4 << 20), path: path)
        }
        let count = NarrativeSection.all.count { document.narrative[$0] != nil }
        return WrittenReport(
            bytes: try document.bytes(request.format, template: template), text: count > 0 ? text?.path : nil,
            replacing: stamp, sections: count)
    }

    /// The names that the configuration gives to things.
    private var configuredNames: [(name: String, sort: String)] {
        configuration.stores.map { ($0.name, "session store") } + configuration.secrets.map { ($0.name, "secret") }
            + configuration.flags.map { ($0.name, "flag source") } + configuration.channels.map { ($0.name, "channel") }
    }

    private func narrative(_ request: ReportRequest) throws -> (narrative: Narrative, path: String)? {
        // A file that is about to be replaced is looked at even where the text comes from another.
        if request.format == .markdown, request.template == nil, let output = request.output,
            let text = try existing(output)
        {
            let file = try read(text, output)
            guard file.isUnchangedElsewhere || request.discardsEdits else {
                throw NarrativeError.changedElsewhere(path: output)
            }
            if request.text == nil { return (file.narrative, output) }
        }
        if let path = request.text {
            return (try read(FileReader.readText(path, limit: Self.longestReport), path).narrative, path)
        }
        guard let output = request.output, request.format != .markdown || request.template != nil else { return nil }
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
