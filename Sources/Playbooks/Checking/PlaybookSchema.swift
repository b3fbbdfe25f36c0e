internal import Basics
public import JSON

/// The JSON Schema (draft 2020-12) of a playbook, for editors: made from the tables by which playbooks are decoded.
public enum PlaybookSchema {
    /// The document.
    public static var document: JSONValue {
        var root = object(Playbook.fields)
        root["$schema"] = "https://json-schema.org/draft/2020-12/schema"
        root["title"] = "A playbook of firebreak"
        root["$defs"] = [
            "variable": ["type": "string", "pattern": #"\$\{[^}]+\}"#],
            "condition": .object(condition), "step": .object(step), "action": .object(action),
        ]
        return .object(root)
    }

    private static func object(_ fields: [Field]) -> JSONObject {
        var properties: JSONObject = [:]
        for field in fields { properties[field.name] = described(field) }
        var object: JSONObject = ["type": "object", "properties": .object(properties), "additionalProperties": false]
        let required = fields.filter(\.isRequired).map { JSONValue.string($0.name) }
        if !required.isEmpty { object["required"] = .array(required) }
        return object
    }

    private static func described(_ field: Field) -> JSONValue {
        var schema = schema(field.type).objectValue ?? [:]
        if !field.help.isEmpty { schema["description"] = .string(field.help) }
        return .object(schema)
    }

    /// - Parameter takesVariables: whether a variable may stand there in place of a number, a word or a list.
    private static func schema(_ type: FieldType, takesVariables: Bool = false) -> JSONValue {
        func orVariable(_ schema: JSONValue) -> JSONValue {
            takesVariables ? ["anyOf": [schema, ["$ref": "#/$defs/variable"]]] : schema
        }
        func inner(_ type: FieldType) -> JSONValue { schema(type, takesVariables: takesVariables) }
        switch type {
        // A number or a boolean in YAML counts as its text.
        case .text, .reference, .scalar: return ["type": ["string", "number", "boolean"]]
        case .boolean: return orVariable(["type": "boolean"])
        case .integer(let range):
            var schema: JSONObject = ["type": "integer"]
            if range.lowerBound > Int.min { schema["minimum"] = .integer(Int64(range.lowerBound)) }
            if range.upperBound < Int.max { schema["maximum"] = .integer(Int64(range.upperBound)) }
            return orVariable(.object(schema))
        case .duration: return orVariable(["type": "string", "pattern": "^([0-9]+(ms|s|m|h|d))+$"])
        case .choice(let words): return orVariable(["enum": .array(words.map { .string($0) })])
        case .comparison: return orVariable(["type": "string", "pattern": "^ *(<|<=|=|==|!=|>=|>) *[-+0-9.eE]+$"])
        case .any: return [:]
        case .list(let item): return orVariable(["type": "array", "items": inner(item)])
        case .oneOrMore(let item): return ["anyOf": [inner(item), ["type": "array", "items": inner(item)]]]
        case .map(let item): return ["type": "object", "additionalProperties": inner(item)]
        case .object(let fields):
            var object = object(fields)
            if takesVariables { object["properties"] = .object(properties(fields)) }
            return .object(object)
        case .either(let first, let second): return ["anyOf": [inner(first), inner(second)]]
        case .steps: return ["type": "array", "minItems": 1, "items": ["$ref": "#/$defs/step"]]
        case .condition: return ["$ref": "#/$defs/condition"]
        }
    }

    private static func properties(_ fields: [Field]) -> JSONObject {
        var properties: JSONObject = [:]
        for field in fields {
            var schema = schema(field.type, takesVariables: true).objectValue ?? [:]
            if !field.help.isEmpty { schema["description"] = .string(field.help) }
            properties[field.name] = .object(schema)
        }
        return properties
    }

    private static var condition: JSONObject {
        var schema = object(StepCondition.fields)
        schema["oneOf"] = .array(["step", "input", "system", "not", "all", "any"].map { ["required": [.string($0)]] })
        return schema
    }

    // MARK: - Steps

    private static var step: JSONObject {
        var properties: JSONObject = [:]
        for field in PlaybookStep.commonFields { properties[field.name] = described(field) }
        properties["compensate"] = [
            "description": .string(PlaybookStep.commonFields.first { $0.name == "compensate" }?.help ?? ""),
            "anyOf": [["$ref": "#/$defs/action"], ["type": "array", "items": ["$ref": "#/$defs/action"]]],
        ]
        let flag = PlaybookStep.commonFields.first { $0.name == StepKinds.evidence }?.help ?? ""
        properties.merge(kinds)
        properties[StepKinds.evidence] = [
            "anyOf": [["type": "boolean", "description": .string(flag)], kinds[StepKinds.evidence] ?? [:]]
        ]
        properties[StepKinds.parallel] = [
            "description": .string(StepKinds.help(StepKinds.parallel)), "type": "array", "minItems": 1,
            "items": ["$ref": "#/$defs/step"],
        ]
        properties[StepKinds.call] = .object(object(StepBody.callFields))
        return [
            "type": "object", "additionalProperties": false, "properties": .object(properties),
            "oneOf": .array(
                StepKinds.names.map { name in
                    name == StepKinds.evidence
                        ? ["required": [.string(name)], "properties": .object([name: ["type": "object"]])]
                        : ["required": [.string(name)]]
                }),
        ]
    }

    /// What undoes something.
    private static var action: JSONObject {
        let able = JSONObject(kinds.filter { $0.key != StepKinds.fail })
        return [
            "type": "object", "additionalProperties": false, "properties": .object(able), "minProperties": 1, "maxProperties": 1,
        ]
    }

    /// The keys of the kinds that are actions, each with what may stand under it.
    private static var kinds: JSONObject {
        var kinds: JSONObject = [:]
        for name in StepKinds.names where name != StepKinds.parallel && name != StepKinds.call {
            let actions = StepKinds.actions.filter { $0.key == name }
            if actions.count == 1, actions[0].verb == nil {
                kinds[name] = fields(of: actions[0])
                continue
            }
            var verbs: JSONObject = [:]
            for action in actions { verbs[action.verb ?? ""] = fields(of: action) }
            kinds[name] = [
                "description": .string(StepKinds.help(name)), "type": "object", "additionalProperties": false,
                "minProperties": 1, "maxProperties": 1, "properties": .object(verbs),
            ]
        }
        return kinds
    }

    private static func fields(of kind: StepKind) -> JSONValue {
        let mapping = schema(.object(kind.type.fields), takesVariables: true)
        var schema: JSONObject = ["description": .string(kind.type.help)]
        if kind.type.shorthand != nil {
            schema["anyOf"] = [mapping, ["type": kind.takesList ? ["string", "number", "boolean", "array"] : ["string", "number", "boolean"]]]
        } else {
            schema.merge(mapping.objectValue ?? [:])
        }
        return .object(schema)
    }
}
