import Files
import JSON
import Processes
import TestSupport
import Testing

/// The JSON Schema of `firebreak.yaml`, judged by the `jsonschema` package.
@Suite("The schema of the configuration and other people's software")
struct ConfigurationSchemaTests {
    private static let package = "/" + #filePath.split(separator: "/").dropLast(3).joined(separator: "/")

    private func open(_ body: (_ workshop: Workshop, _ schema: String) throws -> Void) throws {
        try Workshop.open("") { workshop in
            let schema = try workshop.write("schema.json", workshop.run("config", "schema"))
            try body(workshop, schema)
        }
    }

    /// The documents that have everything, as they stand in the sources.
    private static func everything() throws -> [String] {
        let source = try FileReader.readText(package + "/Sources/Response/Workspace/Schema/ConfigurationExamples.swift")
        return source.split(separator: "#\"\"\"\n").dropFirst().map { part in
            let text = part.prefix(upTo: part.firstRange(of: "\"\"\"#")?.lowerBound ?? part.endIndex)
            return text.split(separator: "\n").map { $0.hasPrefix("        ") ? String($0.dropFirst(8)) : String($0) }.joined(separator: "\n") + "\n"
        }
    }

    @Test("takes every configuration of the manual, what init writes, and one that has everything")
    func samples() throws {
        try open { workshop, schema in
            var samples: [String: String] = [:]
            for (index, text) in try Self.everything().enumerated() { samples["everything \(index + 1)"] = text }
            #expect(samples.count == 4)
            let folder = workshop.directory + "/new"
            try PrivateDirectory.ensure(folder)
            _ = try ProgramRun.run(
                [workshop.firebreak.path, "init"], environment: ["PATH": "/usr/bin:/bin", "HOME": folder], workingDirectory: folder)
            samples["init"] = try FileReader.readText(folder + "/firebreak.yaml")
            let manual = try DirectoryListing.names(Self.package + "/docs").filter { $0.hasSuffix(".md") && $0 != "playbooks.md" }.map { "docs/" + $0 }
            for page in manual {
                let text = try FileReader.readText("\(Self.package)/\(page)")
                for (index, block) in text.split(separator: "```yaml\n").dropFirst().enumerated() {
                    samples["\(page) \(index + 1)"] = String(block.prefix(upTo: block.firstRange(of: "```")?.lowerBound ?? block.endIndex))
                }
            }
            #expect(samples.count > 12)
            for (name, text) in samples.sorted(by: { $0.key < $1.key }) {
                let answer = try workshop.read("check_schema", schema, workshop.write("sample.yaml", text))
                #expect(answer == "valid\n", "\(name): \(answer)")
            }
        }
    }

    @Test("knows what stands at every key, and refuses keys that nobody knows but where names are the user's")
    func strictness() throws {
        try open { workshop, schema in
            let document = try JSONValue(parsing: FileReader.read(schema))
            var unknown: [String] = []
            Self.look(document, "") { unknown.append($0) }
            // Patterns are taken as they are written, whatever characters they have.
            let raw = ["/logs/formats/*/pattern", "/logs/formats/*/timeFormat"]
            #expect(unknown.filter { !raw.contains($0) } == [], "nothing is known of what stands there: an example lacks it")
            let accepted = try Self.everything().flatMap { text in
                try workshop.read("check_strictness", schema, workshop.write("everything.yaml", text)).split(separator: "\n").map(String.init)
            }
            let named = accepted.filter { path in
                let parts = path.split(separator: "/").map(String.init)
                let isOne = parts.count == 1 && ["stores", "secrets", "flags", "lockdowns", "gates", "channels", "measurements", "responders", "systems"].contains(parts[0])
                let isOwn = ["headers", "header", "json", "components", "formats"].contains(parts.last ?? "")
                return !isOne && !isOwn && parts.first != "systems" && parts.first != "lockdowns" && !(parts.contains("kind"))
            }
            #expect(named.isEmpty, "\(named)")
        }
    }

    /// Every property of which the schema says nothing.
    private static func look(_ schema: JSONValue, _ path: String, _ found: (String) -> Void) {
        for (name, inner) in schema["properties"]?.objectValue ?? [:] {
            if inner.objectValue?.isEmpty == true, name != "systems" { found("\(path)/\(name)") }
            look(inner, "\(path)/\(name)", found)
        }
        for form in schema["anyOf"]?.arrayValue ?? [] { look(form, path, found) }
        if let items = schema["items"] { look(items, path + "[]", found) }
        if let more = schema["additionalProperties"], more.objectValue != nil { look(more, path + "/*", found) }
    }

    @Test("refuses what the program refuses", arguments: [
        "store: {}\n", "stores: {web: {url: redis://x}}\n", "stores: {web: {url: redis://x, layout: connect-redis, cutof: {}}}\n",
        "secrets: {A: {kind: jwt-hs256, overlap: soon}}\n", "secrets: {A: {kind: jwt-hs256, consumer: many}}\n",
        "flags: {app: {dotenv: {path: x, dialect: other}}}\n", "routes: [{audience: nobody, channels: []}]\n",
        "notify: {automatic: false}\n", "responders: {a: {roles: [x]}}\n", "logs: {rules: [{texts: [x]}]}\n",
    ])
    func refuses(text: String) throws {
        try open { workshop, schema in
            let place = try workshop.write("sample.yaml", text)
            let answer = try workshop.read("check_schema", schema, place)
            #expect(answer != "valid\n")
            let checked = try workshop.firebreak.run("config", "check", "--config", place)
            #expect(checked.exitCode == 78, "\(checked.outputText)")
        }
    }
}
