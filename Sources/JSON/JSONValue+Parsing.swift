internal import CSimdJSON

extension JSONValue {
    /// Parses a document.
    ///
    /// A whole number that fits 64 bits is an integer, any other number a double.
    ///
    /// - Parameters:
    ///   - bytes: UTF-8, without a byte order mark.
    ///   - maximumDepth: how many arrays and objects may stand inside each other, at most 1024.
    ///   - maximumBytes: the longest document that is taken.
    ///   - strict: whether a key that stands twice in an object is an error; else its last value counts, as in
    ///     JavaScript.
    public init(
        parsing bytes: [UInt8], maximumDepth: Int = 128, maximumBytes: Int = 16 << 20, strict: Bool = false
    ) throws(JSONError) {
        var result: Result<JSONValue, JSONError> = .failure(.empty)
        unsafe bytes.withUnsafeBytes { buffer in
            unsafe result = Self.parse(buffer, min(maximumDepth, 1024), maximumBytes, strict)
        }
        self = try result.get()
    }

    /// Parses a document that is a string.
    public init(
        parsing text: String, maximumDepth: Int = 128, maximumBytes: Int = 16 << 20, strict: Bool = false
    ) throws(JSONError) {
        var text = text
        var result: Result<JSONValue, JSONError> = .failure(.empty)
        text.withUTF8 { buffer in
            unsafe result = Self.parse(
                UnsafeRawBufferPointer(buffer), min(maximumDepth, 1024), maximumBytes, strict)
        }
        self = try result.get()
    }

    private static func parse(
        _ bytes: UnsafeRawBufferPointer, _ maximumDepth: Int, _ maximumBytes: Int, _ strict: Bool
    ) -> Result<JSONValue, JSONError> {
        guard bytes.count <= maximumBytes else { return .failure(.tooLarge(limit: maximumBytes)) }
        guard var parser = SimdParser(maximumDepth: maximumDepth) else { return .failure(.outOfMemory) }
        let builder = TreeBuilder(maximumDepth: maximumDepth, strict: strict)
        let result: Result<JSONValue, JSONError> = unsafe parser.withDocument(bytes) { (root, status) in
            guard let root = unsafe root else { return .failure(JSONError(status, maximumDepth)) }
            do throws(JSONError) {
                return unsafe .success(try builder.value(root, depth: 0))
            } catch {
                return .failure(error)
            }
        }
        switch result {
        case .failure(.invalid), .failure(.notUTF8), .failure(.numberTooLarge):
            return unsafe JSONFaultScan.fault(in: bytes).map { .failure($0) } ?? result
        default: return result
        }
    }
}

/// Copies a document of simdjson's into values.
private struct TreeBuilder {
    let maximumDepth: Int
    let strict: Bool

    func value(_ element: csimdjson_value, depth: Int) throws(JSONError) -> JSONValue {
        switch unsafe csimdjson_kind_of(element) {
        case CSIMDJSON_BOOL: return unsafe .bool(csimdjson_bool(element))
        case CSIMDJSON_INTEGER: return unsafe .integer(csimdjson_integer(element))
        case CSIMDJSON_DOUBLE: return unsafe .double(csimdjson_double(element))
        case CSIMDJSON_STRING: return unsafe .string(try string(csimdjson_string(element)))
        case CSIMDJSON_ARRAY: return unsafe .array(try items(element, depth: depth + 1))
        case CSIMDJSON_OBJECT: return unsafe .object(try members(element, depth: depth + 1))
        default: return .null
        }
    }

    private func items(_ element: csimdjson_value, depth: Int) throws(JSONError) -> [JSONValue] {
        guard depth <= maximumDepth else { throw .tooDeep(limit: maximumDepth) }
        var rest = unsafe csimdjson_items(element)
        var item = unsafe csimdjson_value()
        var items: [JSONValue] = []
        while unsafe csimdjson_next_item(&rest, &item) { items.append(unsafe try value(item, depth: depth)) }
        return items
    }

    private func members(_ element: csimdjson_value, depth: Int) throws(JSONError) -> JSONObject {
        guard depth <= maximumDepth else { throw .tooDeep(limit: maximumDepth) }
        var rest = unsafe csimdjson_fields(element)
        var key = unsafe csimdjson_text()
        var item = unsafe csimdjson_value()
        var members = JSONObject()
        while unsafe csimdjson_next_field(&rest, &key, &item) {
            let name = unsafe try string(key)
            let count = members.count
            members[name] = unsafe try value(item, depth: depth)
            if strict && members.count == count { throw .duplicateKey }
        }
        return members
    }

    private func string(_ text: csimdjson_text) throws(JSONError) -> String {
        guard let string = unsafe text.string else { throw .notUTF8(at: nil) }
        return string
    }
}

extension JSONError {
    fileprivate init(_ status: csimdjson_status, _ maximumDepth: Int) {
        switch status {
        case CSIMDJSON_EMPTY: self = .empty
        case CSIMDJSON_NOT_UTF8: self = .notUTF8(at: nil)
        case CSIMDJSON_TOO_DEEP: self = .tooDeep(limit: maximumDepth)
        case CSIMDJSON_TOO_LARGE: self = .tooLarge(limit: Int(UInt32.max))
        case CSIMDJSON_NO_MEMORY: self = .outOfMemory
        case CSIMDJSON_NUMBER: self = .numberTooLarge(at: nil)
        default: self = .invalid(at: nil)
        }
    }
}
