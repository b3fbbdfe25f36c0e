/// What people wrote into a report, section by section, in Markdown.
public struct Narrative: Sendable, Hashable {
    /// The text of one section.
    public struct Text: Sendable, Hashable {
        /// Markdown, without empty lines before and after it.
        public var markdown: String
        /// Whether readers outside may see it.
        public var isPublic: Bool

        /// A text.
        public init(_ markdown: String, isPublic: Bool = false) {
            self.markdown = markdown
            self.isPublic = isPublic
        }
    }

    private var texts: [String: Text] = [:]

    /// Nothing written yet.
    public init() {}

    /// The text of a section; nil where nothing is written.
    public subscript(section: NarrativeSection) -> Text? {
        get { texts[section.id] }
        set { texts[section.id] = newValue }
    }

    /// Whether nothing is written.
    public var isEmpty: Bool { texts.isEmpty }

    /// Only what readers outside may see.
    var outside: Narrative {
        var narrative = self
        narrative.texts = texts.filter(\.value.isPublic)
        return narrative
    }

    /// The narrative with each text changed.
    func mapping(_ change: (String) -> String) -> Narrative {
        var narrative = self
        narrative.texts = texts.mapValues { Text(change($0.markdown), isPublic: $0.isPublic) }
        return narrative
    }
}
