internal import Basics
internal import Cryptography
internal import HTTP
internal import JSON

/// The calls of AWS Secrets Manager that a destination needs, in the protocol AWS JSON 1.1
/// (docs.aws.amazon.com/secretsmanager/latest/apireference).
struct AWSSecretsManagerAPI: Sendable {
    let service: DestinationService
    let signing: AWSSigning
    /// The secret's name or ARN.
    let secret: String

    /// Each labelled version with its staging labels.
    func describe() throws -> [String: Set<String>] {
        let answer = try call("DescribeSecret", [:])
        if let deleted = answer["DeletedDate"], !deleted.isNull {
            throw DestinationError(
                "the secret is scheduled for deletion", hint: "aws secretsmanager restore-secret takes it back",
                .refused)
        }
        var versions: [String: Set<String>] = [:]
        for (id, stages) in answer["VersionIdsToStages"]?.objectValue ?? [:] {
            versions[id] = Set(stages.arrayValue?.compactMap(\.stringValue) ?? [])
        }
        return versions
    }

    /// What a version holds.
    func value(of version: String) throws -> SecretBox {
        let answer = try call("GetSecretValue", ["VersionId": .string(version)])
        guard let text = answer["SecretString"]?.stringValue else {
            throw DestinationError("the secret holds binary data, and text is expected", .badInput)
        }
        return SecretBox(Secret(utf8: text))
    }

    /// Stores a version, or finds it where it is stored already under this token. It gets no label but AWSPENDING:
    /// without VersionStages, AWSCURRENT would move at once.
    func put(_ text: SecretBox, token: String) throws {
        _ = try call(
            "PutSecretValue",
            [
                "ClientRequestToken": .string(token), "SecretString": .string(try text.text(for: "a secret")),
                "VersionStages": ["AWSPENDING"],
            ], hiding: [text])
    }

    /// Moves a label from one version to another; the service refuses it where the label is not on the first.
    func move(_ label: String, from old: String?, to new: String?) throws {
        var request: JSONObject = ["VersionStage": .string(label)]
        if let old { request["RemoveFromVersionId"] = .string(old) }
        if let new { request["MoveToVersionId"] = .string(new) }
        _ = try call("UpdateSecretVersionStage", request)
    }

    private func call(_ action: String, _ request: JSONObject, hiding secrets: [SecretBox] = []) throws -> JSONObject {
        var request = request
        request["SecretId"] = .string(secret)
        let response = try service.send(
            "POST", "/", body: .object(request),
            headers: [
                ("Content-Type", "application/x-amz-json-1.1"), ("X-Amz-Target", "secretsmanager.\(action)"),
            ], signing: signing)
        guard response.status == 200 else { throw failure(response, action, secrets) }
        return try service.object(response)
    }

    private func failure(_ response: HTTPResponse, _ action: String, _ secrets: [SecretBox]) -> DestinationError {
        let answer = (try? service.object(response)) ?? [:]
        // `com.amazonaws.secretsmanager#ResourceNotFoundException`, or only its last part.
        let type =
            (answer["__type"]?.stringValue ?? response.header("x-amzn-ErrorType") ?? "")
            .split(separator: "#").last?.split(separator: ":").first.map(String.init) ?? ""
        let said = answer["message"]?.stringValue ?? answer["Message"]?.stringValue
        let remark = said.map { ForeignText.remark(Array($0.utf8), hiding: secrets) } ?? ""
        switch type {
        case "ResourceNotFoundException":
            return DestinationError(
                "the secret does not exist in this region and account", hint: "create it first, and check 'region'",
                .inputNotFound)
        case "AccessDeniedException", "UnrecognizedClientException", "InvalidSignatureException",
            "ExpiredTokenException", "MissingAuthenticationTokenException", "InvalidClientTokenId",
            "SignatureDoesNotMatch", "IncompleteSignatureException":
            return DestinationError(
                "AWS does not allow \(action) (\(type))",
                hint: "check the credentials, their session token and the clock; the policy needs DescribeSecret, "
                    + "GetSecretValue, PutSecretValue and UpdateSecretVersionStage", .refused)
        case "ThrottlingException", "TooManyRequestsException", "LimitExceededException", "InternalServiceError",
            "InternalServiceErrorException", "ServiceUnavailableException":
            return service.busy(response, type)
        case "InvalidParameterException" where action == "UpdateSecretVersionStage":
            return .changedMeanwhile("the secret's staging labels")
        case "" where response.status == 403:
            return DestinationError("AWS does not allow \(action)", hint: "check the credentials", .refused)
        case "": return service.failure(response, said: said, hiding: secrets)
        default:
            let name = String(type.printable.prefix(60))
            return DestinationError("AWS refused \(action): \(name)\(remark)", .refused)
        }
    }
}
