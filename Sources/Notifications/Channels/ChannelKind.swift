/// The kinds of channel that there are: the keys under a name in `channels:`.
public enum ChannelKind: String, Sendable, CaseIterable, Codable {
    /// A Slack incoming webhook.
    case slack
    /// A PagerDuty service, through its Events API v2.
    case pagerDuty = "pagerduty"
}
