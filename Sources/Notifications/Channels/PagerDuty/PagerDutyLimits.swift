/// The limits of PagerDuty's Events API v2 (developer.pagerduty.com/docs/events-api-v2-overview, read 2026).
enum PagerDutyLimits {
    /// A routing key, exactly.
    static let routingKey = 32
    /// A dedup key.
    static let dedupKey = 255
    /// An alert's summary.
    static let summary = 1024
    /// Bytes of the whole event: "512 KB", taken as 512,000 as Prometheus' Alertmanager does.
    static let total = 512_000
    /// Custom details. Our own limit: more is no reading matter for somebody who has been woken.
    static let details = 100
    /// The text of a detail. Our own limit.
    static let detail = 16_384
    /// Links. Our own limit.
    static let links = 20
    /// The URL of a link. Our own limit.
    static let linkURL = 2048
    /// The text of a link. Our own limit.
    static let linkText = 200
}
