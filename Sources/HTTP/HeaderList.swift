internal import CCurl

/// Header fields as libcurl takes them: a linked list of `Name: value`.
@safe struct HeaderList: ~Copyable {
    /// Null for an empty list.
    private(set) var first: UnsafeMutablePointer<curl_slist>?

    init() { unsafe first = nil }

    deinit { unsafe curl_slist_free_all(first) }

    /// Adds a field, after a look at its characters: a line break in it would be a second field, or the content
    /// (RFC 9110 §5.5).
    mutating func append(name: String, value: String) throws(HTTPError) {
        guard name.isToken else { throw .invalidRequest("a header field's name is malformed") }
        guard !value.utf8.contains(where: { $0 < 0x20 && $0 != 0x09 || $0 == 0x7F }) else {
            throw .invalidRequest("the header field \(name) has a control character in its value")
        }
        let isBlank = value.utf8.allSatisfy { $0 == 0x20 || $0 == 0x09 }
        // libcurl's way to write a field without a value; with a colon it would leave the field out.
        try append(line: isBlank ? "\(name);" : "\(name): \(value)")
    }

    /// Keeps libcurl from sending a field that it would add by itself.
    mutating func suppress(_ name: String) throws(HTTPError) { try append(line: "\(name):") }

    /// Adds a mail address, which has been checked.
    mutating func append(address: String) throws(HTTPError) { try append(line: "<\(address)>") }

    private mutating func append(line: String) throws(HTTPError) {
        guard let extended = unsafe curl_slist_append(first, line) else {
            throw .library(origin: "libcurl", description: "out of memory")
        }
        unsafe first = extended
    }
}

extension String {
    /// Whether it is a token, as methods and names of header fields are (RFC 9110 §5.6.2).
    var isToken: Bool {
        !isEmpty
            && utf8.allSatisfy { byte in
                switch byte {
                case 0x30...0x39, 0x41...0x5A, 0x61...0x7A: true
                default: "!#$%&'*+-.^_`|~".utf8.contains(byte)
                }
            }
    }
}
