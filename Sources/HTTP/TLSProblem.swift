/// Why a TLS connection was refused.
public enum TLSProblem: Sendable, Equatable {
    /// The certificate is signed by nobody who is trusted here.
    case unknownAuthority
    /// The certificate's time is over.
    case expired
    /// The certificate's time has not begun.
    case notYetValid
    /// The certificate is for another host.
    case wrongHost
    /// Refused for another reason; the number is OpenSSL's, as in `openssl verify` (x509_vfy.h, X509_V_ERR_…).
    case refused(code: Int)
    /// The two sides did not come to an agreement, or the other side does not speak TLS.
    case handshake

    /// From what libcurl reports after CURLE_PEER_FAILED_VERIFICATION: OpenSSL's verdict on the chain. libcurl compares
    /// the host's name itself, before it asks for that verdict, which is then still as it was set up (1) or good (0).
    init(verifyResult: Int) {
        switch verifyResult {
        case 0, 1, 62, 64: self = .wrongHost
        case 9: self = .notYetValid
        case 10: self = .expired
        case 2, 18, 19, 20, 21: self = .unknownAuthority
        default: self = .refused(code: verifyResult)
        }
    }

    var reason: String {
        switch self {
        case .unknownAuthority: "its certificate is not signed by a trusted authority"
        case .expired: "its certificate has expired"
        case .notYetValid: "its certificate is not valid yet"
        case .wrongHost: "its certificate is for another host"
        case .refused(let code): "its certificate was refused (OpenSSL's verification error \(code))"
        case .handshake: "no TLS connection could be agreed on"
        }
    }

    var hint: String {
        switch self {
        case .unknownAuthority: "install ca-certificates, or name the authority's PEM file as caFile"
        case .expired, .notYetValid: "check this machine's clock, then the server's certificate"
        case .wrongHost: "use the name that stands in the server's certificate"
        case .refused: "look at the certificate with: openssl s_client -connect HOST:PORT"
        case .handshake: "check that the port speaks TLS 1.2 or later"
        }
    }
}
