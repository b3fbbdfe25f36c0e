/// The limits of messages for Microsoft Teams. A workflow takes what it is sent with 202 and only then looks at it: what
/// is too long fails inside the workflow, where nobody here sees it.
enum TeamsLimits {
    /// Bytes of the whole. Teams refuses more than 28 KB, counted after expansion
    /// (learn.microsoft.com/microsoftteams/limits-specifications-teams); 20 KB leave room for that.
    static let total = 20_000
    /// Buttons of a card (Teams shows six).
    static let actions = 6
    /// Lines of the summary that are paragraphs of their own. Our own limit.
    static let paragraphs = 40
    /// Facts. Our own limit.
    static let facts = 25
    /// The title of a button. Our own limit.
    static let actionTitle = 75
}
