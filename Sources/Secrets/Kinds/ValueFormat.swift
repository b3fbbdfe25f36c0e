/// How a value stands in a destination.
public enum ValueFormat: String, Sendable, Codable, CaseIterable {
    /// As it is.
    case text
    /// A private key in PEM, of several lines.
    case pem
    /// The PEM in Base 64, on one line.
    case pemBase64 = "pem-base64"
    /// A private key as a JSON Web Key (RFC 7517), on one line.
    case jwk
}
