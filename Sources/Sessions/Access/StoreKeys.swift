/// Keys of a store that commands are about, as one pattern.
struct StoreKeys: Sendable, Hashable {
    /// What they are, as `sessions`.
    let what: String
    /// Their pattern.
    let pattern: [UInt8]
    /// One of them, which does not exist unless `mayExist`.
    let sample: [UInt8]
    /// Whether they are one key, which may be in use.
    let mayExist: Bool

    /// The id or user in a sample: nobody is called so.
    static let nobody = "firebreak-doctor-0f2c7a51"

    /// Keys with a placeholder between fixed text.
    init(_ what: String, prefix: [UInt8], suffix: [UInt8]) {
        self.what = what
        pattern = GlobPattern.literal(prefix) + [UInt8(ascii: "*")] + GlobPattern.literal(suffix)
        sample = prefix + Array(Self.nobody.utf8) + suffix
        mayExist = false
    }

    /// The keys of a template.
    init(_ what: String, _ template: KeyTemplate) { self.init(what, prefix: template.prefix, suffix: template.suffix) }

    /// One key.
    init(_ what: String, exactly key: [UInt8]) {
        self.what = what
        pattern = GlobPattern.literal(key)
        sample = key
        mayExist = true
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
