/// A block of a Markdown text that was taken apart: what it means, apart from any form it will be shown in. HTML within
/// the Markdown is text like any other.
public indirect enum MarkdownBlock: Sendable, Hashable {
    /// Text of its own.
    case paragraph([MarkdownInline])
    /// A heading; `level` is 1 to 6.
    case heading(level: Int, [MarkdownInline])
    /// A list; `start` is the first number of an ordered one, nil for one with bullets.
    case list(start: Int?, [MarkdownItem])
    /// A quotation.
    case quote([MarkdownBlock])
    /// Lines to be shown as they are.
    case code(String)
    /// A table: its head, and rows with as many cells.
    case table(head: [[MarkdownInline]], rows: [[[MarkdownInline]]])
    /// A line across.
    case rule
}

/// An item of a list.
public struct MarkdownItem: Sendable, Hashable {
    /// What stands in it.
    public var blocks: [MarkdownBlock]
    /// Whether its box is ticked; nil where it has none.
    public var isTicked: Bool?

    /// An item.
    public init(_ blocks: [MarkdownBlock], isTicked: Bool? = nil) {
        self.blocks = blocks
        self.isTicked = isTicked
    }
}

/// A part of a line.
public indirect enum MarkdownInline: Sendable, Hashable {
    /// Plain text.
    case text(String)
    /// Text to be shown as it is.
    case code(String)
    /// Stressed.
    case emphasis([MarkdownInline])
    /// Strongly stressed.
    case strong([MarkdownInline])
    /// Struck out.
    case struck([MarkdownInline])
    /// A link. The address is as it was written: whoever shows it decides which schemes are harmless.
    case link([MarkdownInline], address: String)
    /// A picture: what is said in place of it, and where it is.
    case picture([MarkdownInline], address: String)
    /// A line break of the source, which is a space.
    case softBreak
    /// A line break that was asked for.
    case lineBreak
}
