/// The kinds of channel that there are: the keys under a name in `channels:`.
public enum ChannelKind: String, Sendable, CaseIterable, Codable {
    /// Slack, through an incoming webhook or through its Web API with a bot's token.
    case slack
    /// A PagerDuty service, through its Events API v2.
    case pagerDuty = "pagerduty"
    /// A chat or channel of Microsoft Teams, through a workflow.
    case teams
    /// A page of Atlassian Statuspage.
    case statuspage
    /// Mail, handed to an SMTP server.
    case email
    /// Any receiver of signed CloudEvents.
    case webhook
    /// A file that grows by a line for each message.
    case file
    /// A program that reads the message from its standard input.
    case command
}
