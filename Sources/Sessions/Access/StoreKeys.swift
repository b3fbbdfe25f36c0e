/// Keys of a store that commands are about, as one pattern.
struct StoreKeys: Sendable, Hashable {
    /// What they are, as `sessions`.
    let what: String
    /// Their pattern.
    let pattern: [UInt8]
    /// One of them that does not exist.
    let sample: [UInt8]

    /// The id or user in a sample: nobody is called so.
    private static let nobody = Array("firebreak-doctor-0f2c7a51".utf8)

    /// Keys with a placeholder between fixed text.
    init(_ what: String, prefix: [UInt8], suffix: [UInt8]) {
        self.what = what
        pattern = GlobPattern.literal(prefix) + [UInt8(ascii: "*")] + GlobPattern.literal(suffix)
        sample = prefix + Self.nobody + suffix
    }

    /// The keys of a template.
    init(_ what: String, _ template: KeyTemplate) { self.init(what, prefix: template.prefix, suffix: template.suffix) }

    /// One key.
    init(_ what: String, exactly key: [UInt8]) {
        self.what = what
        pattern = GlobPattern.literal(key)
        sample = key
    }

    /// The pattern as it stands in an access rule typed into redis-cli: what would end the word or begin a quotation
    /// there (`sdssplitargs` in src/sds.c, `ACLStringHasSpaces` in src/acl.c) becomes `?`, which stands for any byte.
    var rule: String {
        let safe = pattern.map { byte in
            byte <= 0x20 || byte >= 0x7F || byte == UInt8(ascii: "\"") || byte == UInt8(ascii: "'")
                ? UInt8(ascii: "?") : byte
        }
        return "~" + String(decoding: safe, as: UTF8.self)
    }
}
