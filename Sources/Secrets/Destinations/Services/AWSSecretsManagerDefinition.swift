internal import Basics
internal import Configuration
internal import HTTP

/// `aws-secrets-manager: {secret, key, region, endpoint, accessKeyId, secretAccessKey, sessionToken, caFile, timeout}`:
/// a secret of AWS Secrets Manager. What is left out of region and credentials comes from the environment, by the names
/// that AWS's own tools use.
struct AWSSecretsManagerDefinition: DestinationDefinition {
    private let secret: String
    private let key: String?
    private let region: String?
    private let endpoint: ConfigurationText?
    private let accessKeyID: ConfigurationText?
    private let secretAccessKey: ConfigurationText?
    private let sessionToken: ConfigurationText?
    private let settings: ServiceSettings
    let options: DestinationOptions
    let name: String
    let places: [String]

    init(node: ConfigurationNode, kind: any SecretKind) throws(ConfigurationError) {
        var mapping = try node.mapping()
        let secretNode = try mapping.required("secret")
        secret = try secretNode.string()
        guard !secret.isEmpty, secret.utf8.count <= 2048 else {
            throw secretNode.failure("'\(secretNode.path)' should be the name or the ARN of a secret")
        }
        key = try mapping.optional("key")?.string()
        region = try mapping.optional("region")?.string()
        endpoint = try mapping.optional("endpoint").map { node throws(ConfigurationError) in
            try ServiceSettings.url(node)
        }
        let idNode = mapping.optional("accessKeyId")
        accessKeyID = try idNode?.text()
        secretAccessKey = try mapping.optional("secretAccessKey")?.reference(example: "${env:AWS_SECRET_ACCESS_KEY}")
        sessionToken = try mapping.optional("sessionToken")?.reference(example: "${env:AWS_SESSION_TOKEN}")
        guard (accessKeyID == nil) == (secretAccessKey == nil), sessionToken == nil || accessKeyID != nil else {
            throw (idNode ?? node).failure(
                "'\(node.path)' needs accessKeyId and secretAccessKey together",
                hint: "leave both out to take them from AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY")
        }
        settings = try ServiceSettings(&mapping)
        options = try DestinationOptions(&mapping, kind)
        try mapping.finish()
        let place = [region, secret].compactMap(\.self).joined(separator: "/")
        name = "aws-secrets-manager:\(place.printable)" + (key.map { "#\($0.printable)" } ?? "")
        places = ["aws \(place) \(key ?? "")"]
    }

    func open(_ context: DestinationContext) throws -> any Destination {
        let environment = context.environment
        guard let region = region ?? environment["AWS_REGION"] ?? environment["AWS_DEFAULT_REGION"] else {
            throw DestinationError("no AWS region is set", hint: "give 'region', or set AWS_REGION", .configuration)
        }
        let signing = AWSSigning(
            region: region, service: "secretsmanager",
            accessKeyID: try credential(accessKeyID, "AWS_ACCESS_KEY_ID", environment),
            secretAccessKey: try credential(secretAccessKey, "AWS_SECRET_ACCESS_KEY", environment),
            sessionToken: accessKeyID == nil
                ? environment["AWS_SESSION_TOKEN"] : try sessionToken?.resolve(environment))
        let url = try endpoint?.resolve(environment) ?? "https://secretsmanager.\(region).\(Self.domain(of: region))"
        let service = try settings.service(url, [], context)
        return try options.open(context) { context in
            AWSSecretsManagerDestination(
                name: name, format: options.format,
                api: AWSSecretsManagerAPI(service: service, signing: signing, secret: secret), key: key,
                context: context)
        }
    }

    private func credential(
        _ text: ConfigurationText?, _ variable: String, _ environment: [String: String]
    ) throws -> String {
        if let text { return try text.resolve(environment) }
        guard let value = environment[variable], !value.isEmpty else {
            throw DestinationError(
                "there are no AWS credentials: \(variable) is not set",
                hint: "set it where firebreak runs, or give accessKeyId and secretAccessKey by reference",
                .configuration)
        }
        return value
    }

    /// The partition of China has a domain of its own.
    private static func domain(of region: String) -> String {
        region.hasPrefix("cn-") ? "amazonaws.com.cn" : "amazonaws.com"
    }
}
