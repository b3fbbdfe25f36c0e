internal import Basics

/// What libcurl says of a certificate (CURLINFO_CERTINFO(3)): `Name:value`, a line each.
struct CertificateFields {
    let lines: [String]

    /// The end of its validity, which libcurl has OpenSSL print (lib/vtls/openssl.c, `ASN1_TIME_print`):
    /// `Nov 21 16:00:00 2026 GMT`. Nil where it is not there or in another form.
    var expiry: Timestamp? {
        let name = "Expire date:"
        guard let line = lines.first(where: { $0.hasPrefix(name) }) else { return nil }
        let parts = line.dropFirst(name.count).split(separator: " ")
        guard parts.count == 5, parts[4] == "GMT", let month = Self.months.firstIndex(of: String(parts[0])) else {
            return nil
        }
        let pad = { (text: String) in text.count < 2 ? "0" + text : text }
        return Timestamp("\(parts[3])-\(pad(String(month + 1)))-\(pad(String(parts[1])))T\(parts[2])Z")
    }

    private static let months = [
        "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec",
    ]
}
