/// The form of a session's key: fixed text around its id, as `sess:{id}`.
///
/// `{id}` is at least one byte and holds no `:`, so that keys which an application keeps beside a session, as
/// `sess:abc:lock`, are not taken for one. Where ids hold `:` themselves, `{id*}` says so. A framework that makes ids of
/// one form only is told by that form.
struct KeyTemplate: Sendable, Hashable {
    /// What stands before the id.
    let prefix: [UInt8]
    /// What stands after it.
    let suffix: [UInt8]
    /// What the id looks like.
    let form: SessionIDForm
    /// Keys that have the form and are the framework's own, by what stands where the id would: a whole text or, where it
    /// ends with `:`, its beginning.
    let reserved: [[UInt8]]

    /// How a key stands to a template.
    enum Fit: Sendable {
        /// It has the form.
        case session
        /// It begins and ends as the template does, and what stands between is no id.
        case neighbour
        /// It is something else.
        case foreign
    }

    /// A template from what stands before the id and after it.
    init(prefix: String, suffix: String = "", form: SessionIDForm = .plain, reserved: [String] = []) {
        self.prefix = Array(prefix.utf8)
        self.suffix = Array(suffix.utf8)
        self.form = form
        self.reserved = reserved.map { Array($0.utf8) }
    }

    /// Reads a template; nil where it does not hold exactly one `{id}` or `{id*}`.
    init?(_ text: String) {
        guard let (prefix, suffix, marker) = Placeholder.split(text, at: ["{id}", "{id*}"]) else { return nil }
        self.prefix = prefix
        self.suffix = suffix
        form = marker == "{id*}" ? .anything : .plain
        reserved = []
    }

    /// How a key stands to this template.
    func fit(of key: UnsafeRawBufferPointer) -> Fit {
        guard key.count >= prefix.count + suffix.count, key.starts(with: prefix),
            key.suffix(suffix.count).elementsEqual(suffix)
        else { return .foreign }
        let id = key[prefix.count..<(key.count - suffix.count)]
        if !reserved.isEmpty, reserved.contains(where: { Self.isReserved(id, $0) }) { return .foreign }
        if form.admits(id) { return .session }
        // Only where ids may look like anything can a key beside them be a session's that was meant.
        return form == .plain || form == .anything ? .neighbour : .foreign
    }

    private static func isReserved(_ id: Slice<UnsafeRawBufferPointer>, _ text: [UInt8]) -> Bool {
        text.last == UInt8(ascii: ":") ? id.starts(with: text) : id.elementsEqual(text)
    }

    /// The id in a key that has this form.
    func id(in key: [UInt8]) -> ArraySlice<UInt8> { key[prefix.count..<(key.count - suffix.count)] }

    /// The key of an id.
    func key(of id: some Sequence<UInt8>) -> [UInt8] { prefix + id + suffix }

    /// The argument of SCAN's MATCH: exact but for the id.
    var pattern: [UInt8] { GlobPattern.literal(prefix) + [UInt8(ascii: "*")] + GlobPattern.literal(suffix) }

    /// For people, as `sess:*`.
    var shown: String { String(decoding: prefix + [UInt8(ascii: "*")] + suffix, as: UTF8.self) }
}
