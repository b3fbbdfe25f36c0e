/// How bad an incident is, from `sev1`, the worst, to `sev4`.
public enum MessageSeverity: String, Sendable, CaseIterable, Codable {
    case sev1, sev2, sev3, sev4
}
