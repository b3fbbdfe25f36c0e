internal import Basics
internal import Configuration
internal import Files
internal import Incidents
internal import JSON
internal import Response

/// `evidence: {add: …}`. The same file with the same bytes is written down once, so that it can be done again.
struct AddEvidenceStep: StepAction {
    static let help = "Write files' digests into the incident's journal; the files stay where they are."
    static let fields: [Field] = [
        .required("files", .oneOrMore(.text), "The files; a relative path is below the configuration's folder."),
        Field("note", .text, "What they are."),
    ]
    static let shorthand: String? = "files"
    static let outputs = ["files", "bytes", "sha256"]
    let changes = false
    let irreversibility: String? = "the journal only grows"
    private let files: [String]
    private let note: String?

    init(_ fields: FieldReader) throws(ConfigurationError) {
        files = try fields.texts("files")
        guard !files.isEmpty, !files.contains("") else { throw (fields["files"] ?? fields.node).failure("which files?") }
        note = try fields.text("note")
    }

    func forecast(_ context: StepContext) throws -> StepForecast {
        let missing = files.filter { !FileReader.exists(context.path($0)) }
        let names = files.joined(separator: ", ").printable
        guard missing.isEmpty else {
            return StepForecast("would add \(names); not there yet: \(missing.joined(separator: ", ").printable)", isGood: false)
        }
        return StepForecast("would add \(names)")
    }

    func perform(_ context: StepContext) throws -> StepResult {
        let items = try context.workspace.addEvidence(
            files, incident: context.incident, note: note.map { context.redaction($0) }, in: context.workspace.configuration.directory)
        let bytes = items.reduce(0) { $0 + $1.bytes }
        return StepResult(
            "added \(items.count == 1 ? "one file" : "\(items.count) files"), \(bytes) bytes",
            outputs: [
                "files": .array(items.map { .string($0.path) }), "bytes": .integer(bytes),
                "sha256": .array(items.map { .string($0.sha256) }),
            ], details: try JSONValue(encoding: items))
    }
}

/// `evidence: {bundle: evidence.tar.gz}`.
struct BundleEvidenceStep: StepAction {
    static let help = "Put the incident's evidence, with what steps of this run kept, the journal and proofs into one signed tar.gz."
    static let fields: [Field] = [
        .required("output", .text, "The bundle; a relative path is below the configuration's folder."),
        Field("files", .oneOrMore(.text), "Files to add first."),
        Field("kept", .boolean, "Whether to add what steps of this run kept with evidence: true. Default: true."),
    ]
    static let shorthand: String? = "output"
    static let outputs = ["output", "bytes", "sha256"]
    let changes = false
    private let output: String
    private let files: [String]
    private let takesKept: Bool

    init(_ fields: FieldReader) throws(ConfigurationError) {
        output = try fields.requiredText("output")
        guard !output.isEmpty, output != "-" else { throw (fields["output"] ?? fields.node).failure("which file?") }
        files = try fields.texts("files")
        takesKept = try fields["kept"]?.bool() ?? true
    }

    func forecast(_ context: StepContext) throws -> StepForecast {
        try AtomicFile.check(context.path(output))
        return StepForecast("would bundle the incident's evidence in \(output.printable)")
    }

    func perform(_ context: StepContext) throws -> StepResult {
        let workspace = context.workspace
        _ = try workspace.addEvidence(files, incident: context.incident, in: workspace.configuration.directory)
        if takesKept {
            let folder = workspace.configuration.state.directory
            let kept = try Evidence.kept(run: context.run, in: folder)
            _ = try workspace.addEvidence(kept, incident: context.incident, note: "kept by \(context.run)", in: folder)
        }
        let path = context.path(output)
        let receipt = try workspace.bundleEvidence(context.incident, output: path)
        return StepResult(
            "bundled \(receipt.files.count == 1 ? "one file" : "\(receipt.files.count) files") in \(output.printable), SHA-256 \(receipt.sha256)",
            outputs: ["output": .string(path), "bytes": .integer(receipt.bytes), "sha256": .string(receipt.sha256)],
            details: try JSONValue(encoding: receipt))
    }
}
