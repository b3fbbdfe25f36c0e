/// What `logs scan` looks for: a row that fulfils all that a rule says.
public struct ScanRule: Sendable, Hashable {
    /// Its name, as findings show it.
    public let name: String
    /// What it means, in a few words.
    public let meaning: String
    /// Where it comes from: which line of which runbook, or the configuration.
    public let origin: String
    /// Status codes of HTTP, one of which the answer has; nil where that does not matter.
    var statuses: ClosedRange<Int>?
    /// Texts, one of which stands in the message, in small letters; any case is found. Empty where that does not matter.
    var texts: [[UInt8]]
    /// A text that stands in the route, in small letters.
    var route: [UInt8]?
    /// What fields have to be.
    var conditions: [FieldCondition]
    /// The counter of Prometheus whose increases it looks for; nil where it looks for rows.
    var metric: String?

    init(
        _ name: String, _ meaning: String, origin: String, statuses: ClosedRange<Int>? = nil, texts: [String] = [],
        route: String? = nil, conditions: [FieldCondition] = [], metric: String? = nil
    ) {
        self.name = name
        self.meaning = meaning
        self.origin = origin
        self.statuses = statuses
        self.texts = texts.map { Array($0.lowercased().utf8) }
        self.route = route.map { Array($0.lowercased().utf8) }
        self.conditions = conditions
        self.metric = metric
    }

    /// The rules that the runbooks ask for.
    public static let builtIn: [ScanRule] = [
        ScanRule(
            "http-403", "access was forbidden", origin: "Flowstate-AI, Incident Validation 2: suspicious 403 entries",
            statuses: 403...403),
        ScanRule(
            "http-401", "nobody was logged in", origin: "Flowstate-AI, Incident Validation 2: authentication logs",
            statuses: 401...401),
        ScanRule(
            "authentication-failed", "an authentication failed",
            origin: "Flowstate-AI, Incident Validation 2: `Authentication failed` events",
            texts: ["authentication failed", "authentication failure", "failed password", "invalid credentials"]),
        ScanRule(
            "session-mismatch", "a session did not fit who used it",
            origin: "Flowstate-AI, Incident Validation 2: session mismatch entries",
            texts: ["session mismatch", "session_mismatch", "session-mismatch", "sessionmismatch"]),
        ScanRule(
            "token-refused", "a token was not genuine",
            origin: "Flowstate-AI, Preparation: JWT_SECRET, JWT_ISSUER and JWT_AUDIENCE",
            texts: ["jsonwebtokenerror", "invalid signature", "jwt malformed", "jwt audience invalid", "jwt issuer invalid"]),
        ScanRule(
            "redis-refused", "Redis refused a log-in or a command",
            origin: "Flowstate-AI, Post-Incident Checklist: Redis logs",
            texts: ["access refused (", "wrongpass", "noauth authentication required"]),
        ScanRule(
            "role-denied", "a role was not enough for a route",
            origin: "Flowstate-AI, Incident Validation 3: errors on role-restricted routes",
            texts: ["insufficient permissions", "insufficient role", "permission denied", "rbac"]),
        ScanRule(
            "refused-metric", "errors that the metric counted where access is restricted",
            origin: "Flowstate-AI, Incident Validation 3: http_requests_errors_total", statuses: 401...403,
            metric: "http_requests_errors_total"),
        ScanRule(
            "webhook-signature", "a webhook's signature did not verify",
            origin: "FlakeGuard, Monitoring: GitHub webhook success rate",
            texts: ["webhook signature", "signature verification failed", "signature mismatch"]),
        ScanRule(
            "login-refused", "a log-in was refused or throttled",
            origin: "ΛΞVON OS, Health Checks: /auth/login", statuses: 400...429, route: "/auth/login"),
        ScanRule(
            "row-level-security", "a row-level security policy refused something",
            origin: "FlowAi, Phase 2: confirm RLS policies", texts: ["row-level security", "row level security"]),
    ]

    /// Whether a record fulfils it. A sample of a metric fulfils only rules for it, and no other record does.
    func holds(for record: borrowing RecordBuffer, _ subject: borrowing ScanSubject) -> Bool {
        if let metric {
            guard subject.isOf(metric) else { return false }
        } else if subject.isSample {
            return false
        }
        if let statuses {
            // Not every service tells its errors apart by status.
            guard let status = subject.status ?? (metric == nil ? nil : Int64(statuses.lowerBound)),
                statuses.contains(Int(status))
            else { return false }
        }
        if let route, subject.route.map({ $0.containsIgnoringCase(route) }) != true { return false }
        for condition in conditions where !condition.holds(for: record) { return false }
        guard !texts.isEmpty else { return true }
        return subject.mentions(texts, in: record)
    }
}
