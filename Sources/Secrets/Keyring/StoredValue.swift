internal import Cryptography

/// A value as it is sealed: one byte that says whether it is in its kind's own form, then the value. What was found at
/// a destination and is no value of the kind is kept as the text that it was: it may be what consumers live on.
enum StoredValue {
    enum Form: UInt8 {
        case canonical = 0
        case foreign = 1
    }

    static func encode(_ value: borrowing Secret, _ form: Form) -> Secret {
        value.withUnsafeBytes { bytes in
            Secret(count: bytes.count + 1) { output in
                output[0] = form.rawValue
                UnsafeMutableRawBufferPointer(rebasing: output[1...]).copyMemory(from: bytes)
            }
        }
    }

    static func decode(_ stored: borrowing Secret) -> (form: Form, value: SecretBox)? {
        let form = stored.withUnsafeBytes { $0.first.flatMap(Form.init(rawValue:)) }
        guard let form else { return nil }
        let value = stored.withUnsafeBytes { Secret(copying: UnsafeRawBufferPointer(rebasing: $0[1...])) }
        return (form, SecretBox(value))
    }
}
