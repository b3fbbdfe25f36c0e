/// For whom a message is. What people outside may see, and in which words, differs from what responders need: each
/// further audience gets its own case here and its own text in `MessageText`.
public enum Audience: String, Sendable, CaseIterable, Codable {
    /// Those who work on the incident: they see everything.
    case responders
}
