extension Secret {
    /// What follows a prefix, as the key bytes after `whsec_`; nil where the secret does not begin with it.
    public borrowing func rest(after prefix: String) -> Secret? {
        let prefix = Array(prefix.utf8)
        return unsafe withUnsafeBytes { bytes in
            guard unsafe bytes.starts(with: prefix) else { return nil }
            return unsafe Secret(copying: UnsafeRawBufferPointer(rebasing: bytes[prefix.count...]))
        }
    }
}
