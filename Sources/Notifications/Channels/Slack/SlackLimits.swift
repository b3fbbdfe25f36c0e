/// Slack's limits (docs.slack.dev/reference/block-kit/blocks and …/composition-objects/text-object, read 2026).
enum SlackLimits {
    /// Blocks in a message.
    static let blocks = 50
    /// A header's text.
    static let header = 150
    /// A section's text.
    static let sectionText = 3000
    /// Fields of a section.
    static let fields = 10
    /// The text of a field.
    static let fieldText = 2000
    /// Elements of a context block.
    static let contextElements = 10
    /// The fallback text is cut by Slack at 40,000; notifications show a few lines of it.
    static let fallback = 300
    /// Bytes of the whole. Undocumented: beyond about 13,200 characters Slack answers `msg_blocks_too_long`
    /// (slackapi/bolt-js#2509, #2867), and how it counts is not known. Counting every byte of the JSON is safe.
    static let total = 13_000
    /// Facts that are shown: five sections of five pairs. Our own limit.
    static let facts = 25
    /// Links that are shown. Our own limit.
    static let links = 10
    /// The text of a link. Our own limit.
    static let linkText = 75
}
