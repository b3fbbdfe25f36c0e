internal import JSON

/// Whom a revocation meant, read from its receipt: `{"users": […], "role": …, "matches": […], "all": true}`, or a text.
struct SelectorText {
    private(set) var users: [String] = []
    private(set) var role: String?
    private(set) var meansAll = false
    private(set) var sentence: String

    init?(_ value: JSONValue) {
        switch value {
        case .string(let text):
            sentence = text
        case .object(let members):
            users = members["users"]?.arrayValue?.compactMap(\.stringValue) ?? []
            role = members["role"]?.stringValue
            meansAll = members["all"]?.boolValue ?? false
            sentence = Self.sentence(users, role, members["matches"]?.arrayValue ?? [], meansAll)
        default: return nil
        }
    }

    private static func sentence(_ users: [String], _ role: String?, _ matches: [JSONValue], _ all: Bool) -> String {
        if all { return "all sessions" }
        var parts: [String] = []
        if !users.isEmpty { parts.append("\(users.count == 1 ? "user" : "users") \(ReportText.list(users, limit: 8))") }
        if let role { parts.append("role \(role)") }
        for match in matches {
            guard let field = match["field"]?.stringValue ?? match["path"]?.stringValue else { continue }
            parts.append("\(field) = \(match["value"]?.scalarText ?? "?")")
        }
        return parts.isEmpty ? "no sessions" : parts.joined(separator: ", ")
    }
}
