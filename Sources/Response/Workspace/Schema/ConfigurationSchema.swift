internal import Configuration
public import JSON

/// The JSON Schema (draft 2020-12) of `firebreak.yaml`, for editors. The readers themselves make it: they decode documents that
/// have everything (`ConfigurationExamples`), and what they ask for is noted.
public struct ConfigurationSchema {
    private let recorder = ConfigurationRecorder()

    /// The schema.
    public static func document() throws -> JSONValue {
        let schema = ConfigurationSchema()
        var roots: [ConfigurationNode] = []
        for (index, text) in ConfigurationExamples.texts.enumerated() {
            let file = try ConfigurationFile(text: text, name: "example-\(index + 1).yaml", directory: "/")
            try schema.recorder.record { _ = try FirebreakConfiguration(file, path: nil) }
            roots.append(file.root)
        }
        var document: JSONObject = [
            "$schema": "https://json-schema.org/draft/2020-12/schema", "title": "The configuration of firebreak",
        ]
        document.merge(try schema.described(roots))
        return .object(document)
    }

    /// What may stand where these values stand in the examples.
    private func described(_ nodes: [ConfigurationNode]) throws -> JSONObject {
        var forms: [JSONValue] = []
        let mappings = nodes.filter { $0.kind == .mapping }
        if !mappings.isEmpty { forms.append(.object(try mapping(mappings))) }
        let lists = nodes.filter { $0.kind == .sequence }
        if !lists.isEmpty { forms.append(["type": "array", "items": .object(try described(lists.flatMap { try $0.sequence() }))]) }
        let scalars = nodes.filter { $0.kind == .scalar && !$0.isNull }
        for scalar in scalars.map({ recorder.note(of: $0).scalars }) {
            for form in scalar.isEmpty ? [JSONValue.object([:])] : scalar.map(Self.described) where !forms.contains(form) { forms.append(form) }
        }
        if forms.contains(.object([:])) { return [:] }
        if forms.count == 1, case .object(let only) = forms[0] { return only }
        return forms.isEmpty ? [:] : ["anyOf": .array(forms)]
    }

    private func mapping(_ nodes: [ConfigurationNode]) throws -> JSONObject {
        let entries = try nodes.map { try $0.mapping().entries }
        let notes = nodes.map(recorder.note).filter { !$0.asked.isEmpty }
        var object: JSONObject = ["type": "object"]
        guard let first = notes.first else {
            // Nobody asked for a key: their names are the user's.
            let all = entries.flatMap { $0.map(\.node) }
            let value = try described(all)
            if !value.isEmpty { object["additionalProperties"] = .object(orNothing(value)) }
            return object
        }
        let required = notes.reduce(first.required) { $0.intersection($1.required) }
        var properties: JSONObject = [:]
        for key in notes.flatMap(\.asked) where properties[key] == nil {
            let values = entries.flatMap { $0.filter { $0.key == key }.map(\.node) }
            let value = try described(values)
            properties[key] = .object(required.contains(key) ? value : orNothing(value))
        }
        object["properties"] = .object(properties)
        object["additionalProperties"] = false
        if !required.isEmpty { object["required"] = .array(first.asked.filter(required.contains).map { .string($0) }) }
        return object
    }

    /// A key with nothing behind it counts as one that is not there.
    private func orNothing(_ schema: JSONObject) -> JSONObject {
        guard !schema.isEmpty else { return schema }
        if case .array(let forms)? = schema["anyOf"] { return ["anyOf": .array(forms + [["type": "null"]])] }
        return ["anyOf": [.object(schema), ["type": "null"]]]
    }

    private static func described(_ scalar: ConfigurationRecorder.Scalar) -> JSONValue {
        switch scalar {
        // A number or a boolean in YAML counts as its text.
        case .text: return ["type": ["string", "number", "boolean"]]
        case .boolean: return ["type": "boolean"]
        case .number: return ["type": "number"]
        case .duration: return ["type": "string", "pattern": "^([0-9]+(ms|s|m|h|d))+$"]
        case .choice(let words): return ["enum": .array(words.map { .string($0) })]
        case .integer(let range):
            var schema: JSONObject = ["type": "integer"]
            if range.lowerBound > Int.min { schema["minimum"] = .integer(Int64(range.lowerBound)) }
            if range.upperBound < Int.max { schema["maximum"] = .integer(Int64(range.upperBound)) }
            return .object(schema)
        }
    }
}
