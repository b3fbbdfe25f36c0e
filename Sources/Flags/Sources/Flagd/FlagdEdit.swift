internal import JSON

/// The smallest change of a flag's definition that gives everybody one value.
enum FlagdEdit {
    /// Why a value cannot be had.
    enum Refusal: Error {
        case unsupported(reason: String)
        /// The flag cannot be rolled out.
        case noShares(reason: String)
        case file(FlagdDefinitions.Problem)
    }

    /// The name of a variant that is added for a value that no variant has.
    private static let added = "firebreak"

    /// Gives a flag a value: its default variant becomes the one with the value, which is added where there is none; it
    /// is enabled; its targeting is emptied, since that goes before the default variant. `absent` disables it.
    static func set(
        _ name: String, to value: FlagValue, in definitions: inout FlagdDefinitions
    ) throws(Refusal) {
        let flag: FlagdFlag?
        do { flag = try definitions.flag(name) } catch { throw .file(error) }
        guard let flag, let raw = definitions.raw(name) else {
            if value == .absent { return }
            do {
                try definitions.put(try create(name, value, in: definitions), as: name)
            } catch let error as FlagdDefinitions.Problem {
                throw .file(error)
            } catch let error as Refusal {
                throw error
            } catch {
                throw .unsupported(reason: "it cannot be written as JSON")
            }
            return
        }
        do {
            var text = try JSONText(parsing: raw)
            if value == .absent {
                try put("state", "DISABLED", in: &text)
            } else {
                let variant = try variant(for: value, of: flag, in: &text)
                if flag.defaultVariant != variant { try put("defaultVariant", .string(variant), in: &text) }
                if !flag.isEnabled { try put("state", "ENABLED", in: &text) }
                if flag.targeting != nil { try put("targeting", .object([:]), in: &text) }
            }
            try definitions.put(text.bytes, as: name)
        } catch let error as FlagdDefinitions.Problem {
            throw .file(error)
        } catch let error as Refusal {
            throw error
        } catch {
            throw .unsupported(reason: "it cannot be written as JSON")
        }
    }

    private static func put(_ member: String, _ value: JSONValue, in text: inout JSONText) throws(JSONError) {
        let bytes = Array(value.compact.utf8)
        if try !text.replace([.member(member)], with: bytes) { _ = try text.append(member, bytes, to: []) }
    }

    /// The variant with a value: the default one, else the first, else one that is added.
    private static func variant(
        for value: FlagValue, of flag: FlagdFlag, in text: inout JSONText
    ) throws -> String {
        let having = flag.variants.filter { FlagValue($0.value) == value }.map(\.key)
        if let current = flag.defaultVariant, having.contains(current) { return current }
        if let first = having.first { return first }
        let kind = kind(of: value)
        guard let kind, flag.variants.values.allSatisfy({ Self.kind(of: FlagValue($0)) == kind }) else {
            throw Refusal.unsupported(
                reason: kind == nil
                    ? "a variant is a boolean, a text, a number or an object"
                    : "its variants are of another kind, and flagd wants them all to be of one")
        }
        var name = added
        var number = 1
        while flag.variants[name] != nil {
            number += 1
            name = "\(added)-\(number)"
        }
        _ = try text.append(name, Array(value.json.compact.utf8), to: [.member("variants")])
        return name
    }

    /// What kind of variants a value goes with; nil where there is none.
    private static func kind(of value: FlagValue) -> String? {
        switch value {
        case .boolean: "boolean"
        case .number: "number"
        case .string: "string"
        case .json(.object): "object"
        case .json, .absent: nil
        }
    }

    /// A definition for a flag that was not there, laid out as its neighbours are.
    private static func create(
        _ name: String, _ value: FlagValue, in definitions: FlagdDefinitions
    ) throws(Refusal) -> [UInt8] {
        guard kind(of: value) != nil else {
            throw .unsupported(reason: "a variant is a boolean, a text, a number or an object")
        }
        var variants: JSONObject = [added: value.json]
        var chosen = added
        if case .boolean(let isOn) = value {
            variants = ["on": true, "off": false]
            chosen = isOn ? "on" : "off"
        }
        let key: [(String, JSONValue)] = definitions.isArray ? [("key", .string(name))] : []
        let members = key + [
            ("state", "ENABLED"), ("variants", .object(variants)), ("defaultVariant", .string(chosen)),
        ]
        let root = String(decoding: definitions.text.indentation(at: []) ?? [], as: UTF8.self)
        let outer = String(decoding: definitions.text.indentation(at: [.member("flags")]) ?? [], as: UTF8.self)
        guard outer.contains("\n"), root.contains("\n"), outer.hasPrefix(root) else {
            return Array(JSONValue.object(JSONObject(members.map { (key: $0.0, value: $0.1) })).compact.utf8)
        }
        let inner = outer + outer.dropFirst(root.count)
        let lines = members.map { "\(inner)\"\($0.0)\": \($0.1.compact)" }
        return Array(("{" + lines.joined(separator: ",") + outer + "}").utf8)
    }
}
