/// The credentials with which libcurl signs a request for an AWS service (Signature Version 4). They are in no header
/// field but the signature, and in no error.
public struct AWSSigning: Sendable {
    /// As `eu-central-1`.
    public var region: String
    /// As `secretsmanager`.
    public var service: String
    /// The public name of the key.
    public var accessKeyID: String
    /// The key.
    public var secretAccessKey: String
    /// What comes with temporary credentials; sent as `X-Amz-Security-Token`, and signed.
    public var sessionToken: String?

    /// Credentials for a service in a region.
    public init(
        region: String, service: String, accessKeyID: String, secretAccessKey: String, sessionToken: String? = nil
    ) {
        self.region = region
        self.service = service
        self.accessKeyID = accessKeyID
        self.secretAccessKey = secretAccessKey
        self.sessionToken = sessionToken
    }

    /// CURLOPT_AWS_SIGV4's parameter: providers, region and service, by colons.
    var curlParameter: String { "aws:amz:\(region):\(service)" }

    /// Region and service go into a parameter that colons divide, and into the signature's scope.
    func check() throws(HTTPError) {
        let isName = { (text: String) in
            !text.isEmpty && text.utf8.count <= 64
                && text.utf8.allSatisfy {
                    (0x30...0x39).contains($0) || (0x61...0x7A).contains($0) || (0x41...0x5A).contains($0)
                        || $0 == 0x2D
                }
        }
        guard isName(region), isName(service) else {
            throw .invalidRequest("the AWS region or service is not a name of letters, digits and '-'")
        }
        guard !accessKeyID.isEmpty, !secretAccessKey.isEmpty,
            !(accessKeyID + secretAccessKey).utf8.contains(where: { $0 < 0x20 || $0 == 0x7F })
        else { throw .invalidRequest("the AWS credentials are empty or have control characters in them") }
    }
}
