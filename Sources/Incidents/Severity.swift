/// How bad an incident is; `sev1` is the worst.
public enum Severity: String, Sendable, Hashable, CaseIterable, Codable, Comparable {
    case sev1, sev2, sev3, sev4

    /// The worse of two is the greater.
    public static func < (left: Self, right: Self) -> Bool { left.rawValue > right.rawValue }
}

/// Whether an incident goes on.
public enum IncidentStatus: String, Sendable, Hashable, CaseIterable, Codable {
    case open, closed
}
