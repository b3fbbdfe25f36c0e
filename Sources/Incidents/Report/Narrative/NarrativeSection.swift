/// A section of the report that no journal can fill. The list is the union of what well-known post-mortems have:
/// Google's SRE book, PagerDuty, Atlassian, Kehoe.
public struct NarrativeSection: Sendable, Hashable {
    /// Where in the report it stands.
    public enum Place: Sendable, Hashable {
        /// At the head of the summary.
        case summary
        /// At the head of the impact.
        case impact
        /// Before the timeline: how it came to this.
        case story
        /// After everything that was done: what is to be learned.
        case lessons
    }

    /// How the text's place is marked, as `root-causes`.
    public var id: String
    /// Its heading.
    public var title: String
    /// What belongs there, in a sentence.
    public var prompt: String
    /// Where in the report it stands.
    public var place: Place

    /// Every section, in the order of the report.
    public static let all = [
        NarrativeSection(
            id: "overview", title: "In short",
            prompt: "What happened, in a paragraph for somebody who reads nothing else?", place: .summary),
        NarrativeSection(
            id: "people", title: "Impact on people", prompt: "Who was affected, how, and for how long?", place: .impact),
        NarrativeSection(
            id: "lead-up", title: "Lead-up and trigger", prompt: "What had changed before, and what set it off?",
            place: .story),
        NarrativeSection(
            id: "detection", title: "Detection",
            prompt: "How was it noticed, and what should have noticed it sooner?", place: .story),
        NarrativeSection(
            id: "root-causes", title: "Root causes and contributing factors", prompt: "What made it possible?",
            place: .story),
        NarrativeSection(
            id: "recovery", title: "Recovery and resolution", prompt: "What ended it, and how is that known?",
            place: .story),
        NarrativeSection(
            id: "went-well", title: "What went well", prompt: "What helped and should be kept?", place: .lessons),
        NarrativeSection(
            id: "went-wrong", title: "What went wrong", prompt: "What was missing, slow or misleading?",
            place: .lessons),
        NarrativeSection(
            id: "lucky", title: "Where we were lucky", prompt: "What could have gone worse and by chance did not?",
            place: .lessons),
        NarrativeSection(
            id: "open-questions", title: "Open questions", prompt: "What is still not known?", place: .lessons),
        NarrativeSection(
            id: "supporting-data", title: "Supporting data", prompt: "Which figures, queries and documents back this up?",
            place: .lessons),
    ]

    /// The sections of one place.
    static func all(at place: Place) -> [NarrativeSection] { all.filter { $0.place == place } }
}
