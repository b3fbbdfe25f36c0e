/// Fixed text around one placeholder, as `session:{id}` or `user_sessions:{user}`.
enum Placeholder {
    /// What stands before and after the only one of the markers; nil where there is none or more than one.
    static func split(_ text: String, at markers: [String]) -> (prefix: [UInt8], suffix: [UInt8], marker: String)? {
        var found: (prefix: [UInt8], suffix: [UInt8], marker: String)?
        let bytes = Array(text.utf8)
        for marker in markers {
            let wanted = Array(marker.utf8)
            guard bytes.count >= wanted.count else { continue }
            for start in 0...(bytes.count - wanted.count) where bytes[start...].starts(with: wanted) {
                if found != nil { return nil }
                found = (Array(bytes[..<start]), Array(bytes[(start + wanted.count)...]), marker)
            }
        }
        return found
    }
}
