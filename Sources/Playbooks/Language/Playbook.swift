internal import Basics
public import Configuration
internal import Cryptography
internal import Files

/// A playbook, read from its file; what it calls and the system's description are found by `PlaybookLibrary`.
public struct Playbook: Sendable {
    /// As it is asked for: `flowstate-ai/security-response`.
    public let name: String
    /// Its file.
    public let path: String
    public let title: String
    public let description: String?
    public let inputs: [PlaybookInput]
    public let steps: [PlaybookStep]
    /// SHA-256 of the file, in hexadecimal.
    public let digest: String
    /// The whole document, for errors about it.
    public let node: ConfigurationNode

    static let fields: [Field] = [
        .required("title", .text, "What it is for, in a line."),
        Field("description", .text, "When to run it, and what it needs."),
        Field("inputs", .map(.object(PlaybookInput.fields)), "What it wants to be told."),
        .required("steps", .steps, "What is done, in order."),
    ]

    /// Reads a file.
    public init(name: String, path: String) throws {
        let text = try FileReader.readText(path, limit: 1 << 20)
        let full = path.hasPrefix("/") ? path : "./" + path
        let folder = full.lastIndex(of: "/").map { String(full[..<$0]) } ?? "."
        let file = full[full.index(after: full.lastIndex(of: "/") ?? full.startIndex)...]
        try self.init(name: name, path: path, text: text, file: String(file), directory: folder)
    }

    /// Takes the text of a file.
    public init(
        name: String, path: String, text: String, file: String, directory: String
    ) throws(ConfigurationError) {
        let document = try ConfigurationFile(text: text, name: file, directory: directory)
        let fields = try FieldReader(document.root, Self.fields)
        self.name = name
        self.path = path
        node = document.root
        digest = Hexadecimal.encode(SHA256.hash(Array(text.utf8)))
        title = try fields.requiredText("title")
        description = try fields.text("description")
        var inputs: [PlaybookInput] = []
        for (name, node) in try fields["inputs"]?.mapping().entries ?? [] {
            inputs.append(try PlaybookInput(name: name, node: node))
        }
        self.inputs = inputs
        var taken: Set<String> = []
        var steps: [PlaybookStep] = []
        for node in try fields["steps"]?.sequence() ?? [] { steps.append(try PlaybookStep(node: node, taken: &taken)) }
        guard !steps.isEmpty else { throw document.root.failure("a playbook needs steps") }
        self.steps = steps
    }

    /// Every step with those inside of parallel ones, in the order of the file.
    public var allSteps: [PlaybookStep] { Self.flat(steps) }

    /// Whether it says itself to which incident it belongs, by a step `incident: {open: {once: true}}`.
    var choosesIncident: Bool {
        allSteps.contains { step in
            guard case .action(let kind, let node) = step.body, kind.type == OpenIncidentStep.self else { return false }
            return node.value(at: [Substring(OpenIncidentStep.once)])?.scalarText == "true"
        }
    }

    private static func flat(_ steps: [PlaybookStep]) -> [PlaybookStep] {
        steps.flatMap { step in
            if case .parallel(let children) = step.body { [step] + flat(children) } else { [step] }
        }
    }
}
