internal import CCMark

/// Takes Markdown apart: CommonMark with GitHub's tables, task lists, strikethrough and bare links (cmark-gfm). There is
/// no wrong Markdown: what means nothing is text.
public enum MarkdownParser {
    /// Deeper than this nobody writes by hand; what lies deeper is left out, so that no text can exhaust the stack.
    static let deepest = 32

    /// The blocks of a text.
    public static func blocks(of text: String) -> [MarkdownBlock] {
        guard let tree = MarkdownTree(parsing: text) else { return [.paragraph([.text(text)])] }
        return tree.blocks
    }
}

/// The parsed text, as cmark holds it.
@safe private struct MarkdownTree: ~Copyable {
    private let root: OpaquePointer

    /// The extensions are registered once for the process: cmark's own check for that is not made for threads.
    private static let extensions: [String] = {
        cmark_gfm_core_extensions_ensure_registered()
        return ["table", "strikethrough", "tasklist", "autolink"]
    }()

    /// Nil where memory ran out.
    init?(parsing text: String) {
        let names = Self.extensions
        guard let parser = unsafe cmark_parser_new(CMARK_OPT_DEFAULT) else { return nil }
        for name in names {
            if let found = unsafe cmark_find_syntax_extension(name) {
                unsafe cmark_parser_attach_syntax_extension(parser, found)
            }
        }
        var text = text
        text.withUTF8 { bytes in
            unsafe bytes.withMemoryRebound(to: CChar.self) { characters in
                unsafe cmark_parser_feed(parser, characters.baseAddress, characters.count)
            }
        }
        let root = unsafe cmark_parser_finish(parser)
        unsafe cmark_parser_free(parser)
        guard let root = unsafe root else { return nil }
        unsafe self.root = root
    }

    deinit { unsafe cmark_node_free(root) }

    var blocks: [MarkdownBlock] { unsafe MarkdownNode(root).children.flatMap { unsafe $0.blocks(depth: 1) } }
}

/// A node of the tree, valid as long as the tree.
@unsafe private struct MarkdownNode {
    private let pointer: OpaquePointer

    init(_ pointer: OpaquePointer) { unsafe self.pointer = pointer }

    var children: [MarkdownNode] {
        var nodes = unsafe [MarkdownNode]()
        var next = unsafe cmark_node_first_child(pointer)
        while let node = unsafe next {
            unsafe nodes.append(MarkdownNode(node))
            unsafe next = cmark_node_next(node)
        }
        return unsafe nodes
    }

    /// As cmark names it; extensions name their own nodes.
    private var type: String {
        guard let name = unsafe cmark_node_get_type_string(pointer) else { return "" }
        return unsafe String(cString: name)
    }

    private var literal: String {
        guard let text = unsafe cmark_node_get_literal(pointer) else { return "" }
        return unsafe String(cString: text)
    }

    private var address: String {
        guard let url = unsafe cmark_node_get_url(pointer) else { return "" }
        return unsafe String(cString: url)
    }

    func blocks(depth: Int) -> [MarkdownBlock] {
        guard depth <= MarkdownParser.deepest else { return [] }
        switch unsafe type {
        case "paragraph": return [.paragraph(unsafe inlines(depth: depth))]
        case "heading":
            return [.heading(level: unsafe Int(cmark_node_get_heading_level(pointer)), unsafe inlines(depth: depth))]
        case "block_quote": return [.quote(unsafe inner(depth: depth))]
        case "list":
            let isOrdered = unsafe cmark_node_get_list_type(pointer) == CMARK_ORDERED_LIST
            let start = isOrdered ? unsafe Int(cmark_node_get_list_start(pointer)) : nil
            return [.list(start: start, unsafe children.map { unsafe $0.item(depth: depth) })]
        case "code_block": return [.code(unsafe literal)]
        case "html_block": return [.paragraph([.text(unsafe literal)])]
        case "thematic_break": return [.rule]
        case "table":
            let rows = unsafe children.map { row in
                unsafe row.children.map { unsafe $0.inlines(depth: depth) }
            }
            return [.table(head: rows.first ?? [], rows: Array(rows.dropFirst()))]
        default: return unsafe inner(depth: depth)
        }
    }

    private func inner(depth: Int) -> [MarkdownBlock] {
        unsafe children.flatMap { unsafe $0.blocks(depth: depth + 1) }
    }

    private func item(depth: Int) -> MarkdownItem {
        let isTask = unsafe type == "tasklist"
        return MarkdownItem(
            unsafe inner(depth: depth),
            isTicked: isTask ? unsafe cmark_gfm_extensions_get_tasklist_item_checked(pointer) : nil)
    }

    func inlines(depth: Int) -> [MarkdownInline] {
        guard depth <= MarkdownParser.deepest else { return [] }
        return unsafe children.flatMap { unsafe $0.inline(depth: depth + 1) }
    }

    private func inline(depth: Int) -> [MarkdownInline] {
        switch unsafe type {
        case "text", "html_inline": return [.text(unsafe literal)]
        case "code": return [.code(unsafe literal)]
        case "emph": return [.emphasis(unsafe inlines(depth: depth))]
        case "strong": return [.strong(unsafe inlines(depth: depth))]
        case "strikethrough": return [.struck(unsafe inlines(depth: depth))]
        case "link": return [.link(unsafe inlines(depth: depth), address: unsafe address)]
        case "image": return [.picture(unsafe inlines(depth: depth), address: unsafe address)]
        case "softbreak": return [.softBreak]
        case "linebreak": return [.lineBreak]
        default: return unsafe inlines(depth: depth)
        }
    }
}
